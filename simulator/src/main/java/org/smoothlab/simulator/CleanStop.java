package org.smoothlab.simulator;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C interrupt the thread that has opened this, and wait until it has cleaned up behind
 * it: processes, ports and folders of a run on sockets. To be opened first and so closed last.
 */
final class CleanStop implements AutoCloseable {
  /** How long Ctrl-C waits for the clean-up before the process ends all the same. */
  private static final Duration CLEAN_UP_MAX = Duration.ofSeconds(15);

  private final CountDownLatch cleanedUp = new CountDownLatch(1);
  private final Thread working = Thread.currentThread();
  private final PrintWriter talk;

  CleanStop(PrintWriter talk) {
    this.talk = talk;
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stopAndWait));
  }

  @Override
  public void close() {
    // The hook stays: with this latch open it does nothing, and taking it away could come too late.
    cleanedUp.countDown();
  }

  private void stopAndWait() {
    if (cleanedUp.getCount() == 0) {
      return;
    }
    working.interrupt();
    try {
      if (!cleanedUp.await(CLEAN_UP_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
        talk.println("smoothlab: not everything stopped within " + CLEAN_UP_MAX.toSeconds() + " s");
        talk.flush();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
