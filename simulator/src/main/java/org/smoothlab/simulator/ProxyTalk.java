package org.smoothlab.simulator;

import java.io.Console;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What a proxy says: lines that stay, and on a terminal one line that changes. */
final class ProxyTalk {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  /** Back to the line's begin, and nothing on it. */
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal;

  private ProxyTalk(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** The changing line is for terminals only: in a file it would be noise. */
  static ProxyTalk on(PrintWriter err) {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new ProxyTalk(err, terminal);
  }

  boolean isTerminal() {
    return terminal;
  }

  synchronized void log(String line) {
    err.println(
        (terminal ? CLEAR : "") + LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + line);
    err.flush();
  }

  synchronized void status(String line) {
    if (terminal) {
      err.print(CLEAR + line);
      err.flush();
    }
  }
}
