package org.smoothlab.simulator.content;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a program of ours when this process is asked to stop, and lets the process wait until what
 * the program left behind is cleaned up. To be closed behind the clean-up.
 */
final class ChildGuard implements AutoCloseable {
  /** How long Ctrl-C waits for the clean-up. */
  private static final long CLEAN_UP_SECONDS_MAX = 5;

  private final Process child;
  private final CountDownLatch cleanedUp = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("ffmpeg-stop").unstarted(this::stopAndWait);
  private volatile boolean stopped;

  ChildGuard(Process child) {
    this.child = child;
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is stopping already.
      stopped = true;
      child.destroyForcibly();
    }
  }

  /** Whether the process was asked to stop. */
  boolean isStopped() {
    return stopped;
  }

  @Override
  public void close() {
    child.destroyForcibly();
    cleanedUp.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      stopped = true; // The hook is running: with the latch open it ends by itself.
    }
  }

  private void stopAndWait() {
    stopped = true;
    child.destroyForcibly();
    try {
      boolean inTime = cleanedUp.await(CLEAN_UP_SECONDS_MAX, TimeUnit.SECONDS);
      if (!inTime) {
        child.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
