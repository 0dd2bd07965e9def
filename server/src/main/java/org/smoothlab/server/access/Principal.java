package org.smoothlab.server.access;

/** Whom a request speaks for. */
public sealed interface Principal {
  /** Somebody who did not say who. */
  record Anonymous() implements Principal {}

  /** Somebody on this machine, while management is open to it: may manage, whoever it is. */
  record Local() implements Principal {}

  /** Logged in with a password. */
  record User(String name) implements Principal {}

  /** The holder of a bearer token. */
  record Token(String name) implements Principal {}

  /**
   * The holder of a signed URL.
   *
   * @param keyId of the key that signed it
   */
  record SignedUrl(String keyId) implements Principal {}

  /** As access files and logs write it: {@code user:anna}. */
  default String text() {
    return switch (this) {
      case Anonymous() -> "anonymous";
      case Local() -> "local";
      case User(String name) -> "user:" + name;
      case Token(String name) -> "token:" + name;
      case SignedUrl(String keyId) -> "key:" + keyId;
    };
  }
}
