package org.smoothlab.simulator;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command run until its time is up or Ctrl-C, and Ctrl-C wait until the command has cleaned
 * up behind it. To be opened first and so closed last.
 */
final class UntilStopped implements AutoCloseable {
  /** How long Ctrl-C waits for the clean-up before the process ends all the same. */
  private static final Duration CLEAN_UP_MAX = Duration.ofSeconds(15);

  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch cleanedUp = new CountDownLatch(1);
  private final PrintWriter talk;

  UntilStopped(PrintWriter talk) {
    this.talk = talk;
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stopAndWait));
  }

  /**
   * Waits until Ctrl-C, or for {@code time} if there is one.
   *
   * @return whether the time ran out; false if somebody asked to stop
   */
  boolean await(Optional<Duration> time) {
    try {
      if (time.isEmpty()) {
        stopAsked.await();
        return false;
      }
      return !stopAsked.await(time.get().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends {@link #await} as Ctrl-C does. */
  void stop() {
    stopAsked.countDown();
  }

  @Override
  public void close() {
    // The hook stays: with this latch open it does nothing, and taking it away could come too late.
    cleanedUp.countDown();
  }

  private void stopAndWait() {
    stopAsked.countDown();
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
