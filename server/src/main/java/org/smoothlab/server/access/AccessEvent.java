package org.smoothlab.server.access;

/** Something about access that logs and metrics want to know. Holds no secret. */
public sealed interface AccessEvent {
  /** From where. */
  String address();

  /**
   * A login failed.
   *
   * @param name of the user as claimed, empty when there was none; comes from outside
   */
  record LoginFailed(String address, String name, LoginFault fault) implements AccessEvent {}

  /** Why a login failed. */
  enum LoginFault {
    /** The {@code Authorization} field does not follow RFC 7617 or RFC 6750. */
    MALFORMED,
    /** No such user, or another password. */
    PASSWORD,
    /** No such token. */
    TOKEN
  }

  /**
   * From now on, logins from this address or of this user are not looked at for a while.
   *
   * @param name of the user, empty when it is the address that is slowed
   */
  record Slowed(String address, String name, long waitNanos) implements AccessEvent {}

  /** A login was not looked at: too many failed before, or too many are being looked at. */
  record Throttled(String address) implements AccessEvent {}

  /** A signed URL did not hold. */
  record SignatureRefused(String address, String keyId, SignatureFault fault)
      implements AccessEvent {}

  /** Why a signed URL does not hold. */
  enum SignatureFault {
    /** It does not follow the form. */
    MALFORMED,
    /** Nobody has such a key, or the signature is another. */
    WRONG,
    /** Its time is over. */
    EXPIRED,
    /** It holds, but not for this path or right. */
    OUT_OF_SCOPE
  }

  /** Somebody known asked for something that is not allowed to them. */
  record Denied(String address, Principal principal, Right right, String path)
      implements AccessEvent {}
}
