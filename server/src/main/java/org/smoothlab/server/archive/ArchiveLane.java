package org.smoothlab.server.archive;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.Effect;

/** The queue of one point and the thread that empties it to disk. */
final class ArchiveLane implements AutoCloseable {
  /** More than this, and encoders are slowed down. */
  static final long QUEUE_BYTES_MAX = 64L << 20;

  /** The same for what has hardly any bytes. */
  static final int QUEUE_COUNT_MAX = 10_000;

  /** A disk that takes longer for what has been handed to it has failed. */
  static final long DISK_NANOS_MAX = 60_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger("archive");

  private final PointArchive archive;
  private final ArchiveScope scope;
  private final SyncPolicy policy;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private final ArrayDeque<Effect> queue = new ArrayDeque<>();
  private long queuedBytes;
  private long addedCount;
  private long takenCount;
  private long safeCount;
  private int safeWaiters;
  private boolean broken;
  private boolean closing;
  private boolean over;

  /**
   * What must be told when the disk hangs: by the thread that waits, because the lane's own does.
   */
  private final Runnable whenStuck;

  private ArchiveLane(
      PointArchive archive, ArchiveScope scope, SyncPolicy policy, Runnable whenStuck) {
    this.archive = archive;
    this.scope = scope;
    this.policy = policy;
    this.whenStuck = whenStuck;
    this.thread = Thread.ofVirtual().name("archive " + archive.point()).unstarted(this::run);
  }

  static ArchiveLane start(
      PointArchive archive, ArchiveScope scope, SyncPolicy policy, Runnable whenStuck) {
    ArchiveLane lane = new ArchiveLane(archive, scope, policy, whenStuck);
    lane.thread.start();
    return lane;
  }

  /** Goes on with a run, before its point says that it has begun. */
  void adopt(RunRecorder recorder, ArchiveSettings settings) throws IOException {
    lock.lock();
    try {
      archive.adopt(recorder, settings);
    } finally {
      lock.unlock();
    }
  }

  /** Never blocks for longer than it takes to put something into a list. */
  void add(Effect effect) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      queue.addLast(effect);
      addedCount++;
      queuedBytes += bytesOf(effect);
      scope.figures().queuedBytes.addAndGet(bytesOf(effect));
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private static long bytesOf(Effect effect) {
    return switch (effect) {
      case Effect.FragmentAccepted accepted -> accepted.fragment().sizeBytes();
      case Effect.PastAccepted accepted -> accepted.fragment().sizeBytes();
      default -> 0;
    };
  }

  void awaitRoom() throws InterruptedException {
    if (!hasRoomInTime()) {
      finish();
      whenStuck.run();
    }
  }

  private boolean hasRoomInTime() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long leftNanos = DISK_NANOS_MAX;
      while (!over && (queuedBytes > QUEUE_BYTES_MAX || queue.size() > QUEUE_COUNT_MAX)) {
        if (leftNanos <= 0) {
          return false;
        }
        leftNanos = progress.awaitNanos(leftNanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitSafe() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long wanted = addedCount;
      long leftNanos = DISK_NANOS_MAX;
      safeWaiters++;
      work.signal();
      try {
        while (!over && !broken && safeCount < wanted && leftNanos > 0) {
          leftNanos = progress.awaitNanos(leftNanos);
        }
      } finally {
        safeWaiters--;
      }
      return safeCount >= wanted && !broken;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the thread end when it has done what it has; does not wait for that. */
  void endSoon() {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    endSoon();
    try {
      if (!thread.join(Duration.ofNanos(DISK_NANOS_MAX))) {
        LOG.error("archive did not finish within {} s", DISK_NANOS_MAX / 1_000_000_000L);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      List<Effect> batch = new ArrayList<>();
      long syncDueNanos = Long.MAX_VALUE;
      boolean tidying = false;
      while (true) {
        boolean syncNow = fetch(batch, tidying ? Long.MIN_VALUE : syncDueNanos);
        batch.forEach(archive::take);
        taken(batch);
        boolean last = isLast();
        if (archive.isDirty() && syncDueNanos == Long.MAX_VALUE) {
          syncDueNanos = scope.nanoClock().getAsLong() + policy.groupNanos();
        }
        if (syncNow || last || scope.nanoClock().getAsLong() - syncDueNanos >= 0) {
          archive.sync();
        }
        if (!archive.isDirty()) {
          syncDueNanos = Long.MAX_VALUE;
          safe();
        }
        tidying = !last && archive.tidyStep();
        if (last) {
          archive.leave();
          return;
        }
      }
    } catch (InterruptedException e) {
      // Nobody of ours interrupts this thread: the machine is going down.
      archive.leave();
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("archive thread failed", e);
      throw e;
    } finally {
      finish();
    }
  }

  /**
   * Waits for something to do, not at all at the smallest time. Whether somebody waits for a sync.
   */
  private boolean fetch(List<Effect> batch, long syncDueNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty() && !closing && (safeWaiters == 0 || safeCount == addedCount)) {
        if (syncDueNanos == Long.MAX_VALUE) {
          work.await();
        } else {
          long leftNanos = syncDueNanos - scope.nanoClock().getAsLong();
          if (leftNanos <= 0 || syncDueNanos == Long.MIN_VALUE) {
            break;
          }
          work.await(leftNanos, TimeUnit.NANOSECONDS);
        }
      }
      batch.clear();
      batch.addAll(queue);
      return safeWaiters > 0;
    } finally {
      lock.unlock();
    }
  }

  private void taken(List<Effect> batch) {
    lock.lock();
    try {
      long bytes = 0;
      for (Effect effect : batch) {
        if (queue.pollFirst() != null) {
          bytes += bytesOf(effect);
        }
      }
      queuedBytes -= bytes;
      scope.figures().queuedBytes.addAndGet(-bytes);
      takenCount += batch.size();
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isLast() {
    lock.lock();
    try {
      return closing && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void safe() {
    lock.lock();
    try {
      broken = archive.isBroken();
      safeCount = takenCount;
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void finish() {
    lock.lock();
    try {
      over = true;
      queue.clear();
      scope.figures().queuedBytes.addAndGet(-queuedBytes);
      queuedBytes = 0;
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
