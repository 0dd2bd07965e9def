package org.smoothlab.simulator;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.RealScheduler;
import org.smoothlab.simulator.trace.ScoreBoard;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.ViewerEvent;
import org.smoothlab.simulator.trace.ViewerScore;
import org.smoothlab.simulator.viewer.Viewer;
import org.smoothlab.simulator.viewer.ViewerDriver;
import org.smoothlab.simulator.viewer.ViewerSettings;

/**
 * Viewers on sockets, in real time. All live on one scheduler's thread: a viewer only does sums,
 * the sockets are read elsewhere.
 */
final class Audience implements AutoCloseable {
  /** More viewers than one machine's ports and one thread's sums carry. */
  static final int VIEWER_COUNT_MAX = 10_000;

  private static final int TASK_COUNT_MAX = 1_000_000;
  private static final Duration LEAVE_MAX = Duration.ofSeconds(5);

  private final RealScheduler scheduler = new RealScheduler("audience", TASK_COUNT_MAX);
  private final SocketTransport sockets;
  private final Optional<Header> login;
  private final List<Viewer> viewers = new ArrayList<>();
  private final List<ViewerDriver> drivers = new ArrayList<>();
  private final ScoreBoard board = new ScoreBoard();
  private volatile List<ViewerScore> scores = List.of();
  private volatile Optional<String> unreachable = Optional.empty();
  private volatile boolean over;
  private boolean anyAnswer;

  /**
   * @param viewerCount 1..{@link #VIEWER_COUNT_MAX}
   * @param arriveWithin time over which they come, at even distances
   */
  record Size(int viewerCount, Duration arriveWithin) {}

  /**
   * How they get in.
   *
   * @param trustAll whether any certificate will do
   * @param login what their requests carry
   */
  record Door(boolean trustAll, Optional<Header> login) {}

  private Audience(SocketTransport sockets, Optional<Header> login) {
    this.sockets = sockets;
    this.login = login;
  }

  /**
   * Lets viewers come.
   *
   * @throws IOException if the HTTP client does not start
   */
  static Audience start(URI manifest, Size size, Door door) throws IOException {
    SocketTransport.Settings plain = SocketTransport.Settings.named("audience");
    // Audio and video of each viewer at a time, and the manifest.
    SocketTransport.Settings settings =
        new SocketTransport.Settings(
            plain.name(),
            Math.max(plain.connectionsPerHostMax(), 3 * size.viewerCount()),
            door.trustAll(),
            plain.timeouts());
    Audience audience = new Audience(SocketTransport.start(settings), door.login());
    long gapNanos = size.arriveWithin().toNanos() / size.viewerCount();
    for (int index = 0; index < size.viewerCount(); index++) {
      String name = "viewer-" + (index + 1);
      audience.scheduler.at(index * gapNanos, () -> audience.arrive(name, manifest));
    }
    audience.scheduler.after(0, audience::count);
    return audience;
  }

  /** What each has seen so far; a moment old. */
  List<ViewerScore> scores() {
    return scores;
  }

  /** What the first viewers heard when nobody ever answered. */
  Optional<String> unreachable() {
    return unreachable;
  }

  /** Whether all have come and gone, or there is nothing to come for. */
  boolean isOver() {
    return over;
  }

  /** Sends all home and waits until they are. */
  void leave() {
    CountDownLatch left = new CountDownLatch(1);
    scheduler.after(
        0,
        () -> {
          drivers.forEach(ViewerDriver::stop);
          scores = board.scores();
          left.countDown();
        });
    try {
      if (!left.await(LEAVE_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("viewers do not leave within " + LEAVE_MAX);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    scheduler.close();
    sockets.close();
  }

  private void arrive(String name, URI manifest) {
    Transport plain = sockets.on(scheduler);
    Transport transport = login.map(header -> plain.with(header, manifest)).orElse(plain);
    Viewer viewer = new Viewer(ViewerSettings.of(manifest));
    ViewerDriver driver =
        new ViewerDriver(viewer, transport, scheduler, event -> note(name, event));
    viewers.add(viewer);
    drivers.add(driver);
    driver.start();
  }

  private void note(String name, ViewerEvent event) {
    board.happened(new TraceEntry(scheduler.nowNanos(), name, event));
    if (event instanceof ViewerEvent.ManifestArrived) {
      anyAnswer = true;
    }
    // Status 0: there was no answer at all.
    if (event instanceof ViewerEvent.BackedOff(String what, int status, long _)) {
      anyAnswer |= status != 0;
      if (!anyAnswer) {
        unreachable = Optional.of(what);
        over = true;
      }
    }
  }

  // Once in a while, on the scheduler's thread, for those who ask from others.
  private void count() {
    scores = board.scores();
    over |= !viewers.isEmpty() && viewers.stream().allMatch(Viewer::isDone);
    scheduler.after(TimeUnit.MILLISECONDS.toNanos(500), this::count);
  }
}
