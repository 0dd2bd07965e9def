package org.smoothlab.server.access;

import java.util.List;
import java.util.Optional;

/**
 * Everything about a request that access depends on, beside what it asks for.
 *
 * @param caller who asks
 * @param authorization the values of its {@code Authorization} fields, as they came
 * @param signature the signature of a signed URL, as it came
 */
public record Approach(Caller caller, List<String> authorization, Optional<String> signature) {
  public Approach {
    authorization = List.copyOf(authorization);
  }

  /** Without any credentials. */
  public static Approach anonymous(Caller caller) {
    return new Approach(caller, List.of(), Optional.empty());
  }

  /** Says nothing of the credentials. */
  @Override
  public String toString() {
    return "Approach[caller="
        + caller
        + ", authorization="
        + authorization.size()
        + ", signed="
        + signature.isPresent()
        + "]";
  }
}
