package org.smoothlab.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * Stands downstream of an origin and notes when each fragment of one track came, by the clock: it
 * reads the origin's own feed for servers, and comes again whenever that breaks off.
 */
final class FeedWatch implements AutoCloseable {
  private static final BoxType MOOF = BoxType.of("moof");
  private static final BoxType MDAT = BoxType.of("mdat");
  private static final int READ_BYTES = 65_536;
  private static final long PAUSE_NANOS = 20_000_000L;
  private static final int CONNECT_MILLIS = 1_000;
  private static final int SILENT_MILLIS = 60_000;

  private final URI feed;
  private final int trackNumber;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition came = lock.newCondition();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Set<Long> starts = new HashSet<>();
  private volatile boolean closed;
  private volatile Optional<HttpURLConnection> open = Optional.empty();

  /**
   * A fragment that had not come before.
   *
   * @param atNanos by {@link System#nanoTime}
   */
  record Arrival(long atNanos, long startTicks) {}

  private FeedWatch(URI feed, int trackNumber) {
    this.feed = feed;
    this.trackNumber = trackNumber;
    this.thread = Thread.ofVirtual().name("feed-watch").unstarted(this::watch);
  }

  /**
   * Begins to watch.
   *
   * @param point URL of the publishing point
   */
  static FeedWatch start(URI point, String streamId, int trackNumber) {
    FeedWatch watch = new FeedWatch(URI.create(point + "/Streams(" + streamId + ")"), trackNumber);
    watch.thread.start();
    return watch;
  }

  /** The start of the newest fragment so far. */
  OptionalLong newestTicks() {
    lock.lock();
    try {
      return arrivals.stream().mapToLong(Arrival::startTicks).max();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the first fragment that starts behind {@code ticks}, if it has not come yet. */
  Arrival awaitBehind(long ticks, long secondsMax) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsMax);
    lock.lock();
    try {
      while (true) {
        Optional<Arrival> first =
            arrivals.stream().filter(arrival -> arrival.startTicks() > ticks).findFirst();
        if (first.isPresent()) {
          return first.get();
        }
        if (came.awaitNanos(deadlineNanos - System.nanoTime()) <= 0) {
          throw new AssertionError(
              "nothing behind " + ticks + " from " + feed + " in " + secondsMax + " s");
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    open.ifPresent(HttpURLConnection::disconnect);
    thread.interrupt();
  }

  private void watch() {
    while (!closed) {
      try {
        read();
      } catch (IOException _) {
        // It is killed, or not up again yet: that is what this watch is for.
      } catch (MediaException wrong) {
        throw new AssertionError(wrong);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void read() throws IOException, MediaException {
    HttpURLConnection connection = (HttpURLConnection) feed.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(SILENT_MILLIS);
    open = Optional.of(connection);
    BoxSplitter splitter = new BoxSplitter(BoxLimits.LIVE);
    Optional<TopLevelBox> moof = Optional.empty();
    byte[] buffer = new byte[READ_BYTES];
    try (InputStream in = connection.getInputStream()) {
      for (int count = in.read(buffer); count >= 0 && !closed; count = in.read(buffer)) {
        for (TopLevelBox box : splitter.feed(Slice.copyOf(Arrays.copyOf(buffer, count)))) {
          if (box.type().equals(MOOF)) {
            moof = Optional.of(box);
          } else if (box.type().equals(MDAT)) {
            note(FragmentReader.read(moof.orElseThrow().bytes(), box.bytes()).getFirst());
          }
        }
      }
    } finally {
      connection.disconnect();
    }
  }

  private void note(Fragment fragment) {
    lock.lock();
    try {
      long startTicks = fragment.time().startTicks();
      if (fragment.trackNumber() == trackNumber && starts.add(startTicks)) {
        arrivals.add(new Arrival(System.nanoTime(), startTicks));
        came.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
