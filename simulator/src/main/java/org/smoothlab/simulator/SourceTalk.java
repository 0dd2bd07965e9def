package org.smoothlab.simulator;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.smoothlab.simulator.content.SourceProgress;

/** Tells what becomes of a user's file: on a terminal in one line that goes on, else at the end. */
final class SourceTalk implements SourceProgress {
  private static final int PERCENT = 100;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final String name;
  private final PrintWriter talk;
  private final boolean isTerminal;
  private boolean lineOpen;
  private boolean done;

  SourceTalk(Path file, PrintWriter talk) {
    this(file, talk, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
  }

  SourceTalk(Path file, PrintWriter talk, boolean isTerminal) {
    this.name = file.getFileName().toString();
    this.talk = talk;
    this.isTerminal = isTerminal;
  }

  @Override
  public synchronized void note(String line) {
    if (lineOpen) {
      talk.println();
      lineOpen = false;
    }
    talk.println(name + ": " + line);
    talk.flush();
  }

  @Override
  public synchronized void made(long doneMicros, long allMicros, String speed) {
    if (!isTerminal || done) {
      return;
    }
    String reached =
        allMicros == 0
            ? doneMicros / MICROS_PER_SECOND + " s"
            : doneMicros * PERCENT / allMicros + " %";
    // Spaces behind it cover what was longer.
    talk.print("\r" + name + ": " + reached + (speed.isEmpty() ? "" : " at " + speed) + "   ");
    done = allMicros > 0 && doneMicros >= allMicros;
    lineOpen = !done;
    if (done) {
      talk.println();
    }
    talk.flush();
  }
}
