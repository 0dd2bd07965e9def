package org.smoothlab.server;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.archive.DiskFaults;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.web.LogLine;

/**
 * Takes up what changes in the folder of publishing points: looks every {@link #LOOK_NANOS}, which
 * works on every file system, over networks too, and costs one walk through the folder.
 *
 * <p>A new file becomes a point. A changed one counts at once on an idle point, else at its next
 * start. A file that is gone takes its point with it as soon as that is Idle. A file that is not
 * right changes nothing and is told loudly.
 */
final class PointWatch implements AutoCloseable {
  /** How often the folder is looked at. */
  static final long LOOK_NANOS = 1_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger("origin");

  private final PointFolder folder;
  private final Origin origin;
  private final LongSupplier nanoClock;
  private final Thread thread = Thread.ofVirtual().name("point-watch").unstarted(this::run);
  private final Set<String> abandoned = new TreeSet<>();
  private volatile boolean closed;

  PointWatch(PointFolder folder, Origin origin, LongSupplier nanoClock) {
    this.folder = folder;
    this.origin = origin;
    this.nanoClock = nanoClock;
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // The outermost loop of a thread: a folder that is away for a while must not end the watch.
  private void run() {
    while (!closed) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      if (!closed) {
        lookWhateverHappens();
      }
    }
  }

  private void lookWhateverHappens() {
    try {
      look();
    } catch (IOException e) {
      LOG.error(
          "{}", new LogLine("point folder unreadable").with("detail", DiskFaults.describe(e)));
    } catch (RuntimeException e) {
      LOG.error("point watch failed", e);
    }
  }

  /** Takes up what has changed since it last looked. */
  void look() throws IOException {
    for (PointFolder.Change change : folder.changes(Instant.now())) {
      switch (change) {
        case PointFolder.Change.Fresh(String path, PointFile file) -> takeUp(path, file);
        case PointFolder.Change.Gone(String path) -> {
          LOG.warn("{}", new LogLine("point file gone").with("point", path));
          abandoned.add(path);
        }
        case PointFolder.Change.Broken(String path, String message) -> tellRefused(path, message);
      }
    }
    List.copyOf(abandoned).forEach(this::removeIfIdle);
  }

  private void takeUp(String path, PointFile file) {
    abandoned.remove(path);
    tellNotices(path, file);
    Optional<PublishingPoint> point = origin.find(path);
    if (point.isPresent()) {
      point.get().prepare(file.settings());
    } else if (origin.createNew(path, file.settings()).isEmpty()) {
      tellRefused(
          path, "there are " + origin.settings().pointCountMax() + " points, which is the most");
    }
  }

  /** What a file says that does nothing here. */
  static void tellNotices(String path, PointFile file) {
    for (String notice : file.notices()) {
      LOG.warn("{}", new LogLine("point file").with("point", path).with("detail", notice));
    }
  }

  private static void tellRefused(String path, String why) {
    LOG.error("{}", new LogLine("point file refused").with("point", path).with("detail", why));
  }

  private void removeIfIdle(String path) {
    Optional<PublishingPoint> point = origin.find(path);
    if (point.isPresent() && point.get().state() == PointState.IDLE) {
      origin.remove(path, nanoClock.getAsLong());
    }
    if (origin.find(path).isEmpty()) {
      abandoned.remove(path);
    }
  }
}
