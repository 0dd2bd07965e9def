package org.smoothlab.server.access;

/** Who a right is given to. */
public sealed interface Grantee {
  /** Everybody, without a login. */
  record Anyone() implements Grantee {}

  /** Every user and every holder of a token. */
  record Authenticated() implements Grantee {}

  /** A single user or token. */
  record One(Principal principal) implements Grantee {}

  /** As access files write it. */
  default String text() {
    return switch (this) {
      case Anyone() -> "anyone";
      case Authenticated() -> "authenticated";
      case One(Principal principal) -> principal.text();
    };
  }

  /** Whether the right is also this one's. */
  default boolean includes(Principal principal) {
    return switch (this) {
      case Anyone() -> true;
      case Authenticated() ->
          principal instanceof Principal.User || principal instanceof Principal.Token;
      case One(Principal one) -> one.equals(principal);
    };
  }
}
