package org.smoothlab.simulator;

import java.io.Console;
import java.util.Optional;

/** A password that somebody types without showing it. */
final class TypedPassword {
  private TypedPassword() {}

  /** Empty when nobody sits at a terminal, or the input ends. */
  @SuppressWarnings("SystemConsoleNull") // a JVM may still be told to have none
  static Optional<String> ask(String prompt) {
    Console console = System.console();
    return console == null || !console.isTerminal()
        ? Optional.empty()
        : Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new);
  }
}
