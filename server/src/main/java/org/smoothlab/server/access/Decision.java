package org.smoothlab.server.access;

import java.util.List;

/** Whether a request may go on. */
public sealed interface Decision {
  /** It may. */
  record Allowed(Principal principal) implements Decision {}

  /**
   * It must log in first, or again.
   *
   * @param schemes values for {@code WWW-Authenticate}, one field each
   * @param reason for people; says nothing about which users exist
   */
  record Challenge(List<String> schemes, String reason) implements Decision {
    public Challenge {
      schemes = List.copyOf(schemes);
    }
  }

  /**
   * It may not, and logging in the same way again does not help.
   *
   * @param principal who it was, as far as that was found out
   * @param reason for people
   */
  record Denied(Principal principal, String reason) implements Decision {}

  /**
   * Too many logins failed: credentials are not looked at before this time has gone by.
   *
   * @param retryAfterSeconds at least 1
   */
  record Throttled(long retryAfterSeconds) implements Decision {}
}
