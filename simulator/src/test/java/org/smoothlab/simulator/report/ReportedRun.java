package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.EncoderEvent;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.ScoreBoard;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerEvent;
import org.smoothlab.simulator.trace.WorldEvent;

/**
 * A run made up by hand: two encoders feed two origins, an edge pulls from the first until that is
 * killed at 20 s, and from the second from 22 s on; the first is back at 40 s.
 */
final class ReportedRun {
  static final String POINT = "/live/event.isml";
  static final long SECOND = 1_000_000_000L;
  static final long KILL = 20 * SECOND;
  static final long BACK = 40 * SECOND;

  private static final long TICKS = 20_000_000;
  private static final List<TrackId> TRACKS =
      List.of(
          new TrackId("video", 2_400_000),
          new TrackId("video", 800_000),
          new TrackId("video", 250_000),
          new TrackId("audio", 128_000));

  private final TreeMap<Long, List<TraceEntry>> happened = new TreeMap<>();
  private final long durationNanos;
  private final SplittableRandom random = new SplittableRandom(1);

  private ReportedRun(long durationNanos) {
    this.durationNanos = durationNanos;
  }

  /** The trace of it. */
  static Trace trace(long durationNanos, int viewerCount) {
    return new ReportedRun(durationNanos).all(viewerCount);
  }

  /** What came of it. */
  static Verdict verdict(Trace trace, List<String> failures) {
    ScoreBoard scores = new ScoreBoard();
    trace.entries().forEach(scores::happened);
    return new Verdict(
        new Verdict.Experiment("dual-origin", 4711, "virtual", "smoothlab run x.yaml --seed 4711"),
        scores.scores(),
        failures);
  }

  private Trace all(int viewerCount) {
    note(0, "world", new WorldEvent.Started("dual-origin", 4711));
    encoder("main", 0, Optional.empty());
    encoder("backup", 40_000_000, Optional.of(6 * SECOND));
    point("a", 0, at -> at < KILL || at >= BACK);
    point("b", 30_000_000, _ -> true);
    point("edge", 90_000_000, at -> at < KILL || at >= 22 * SECOND);
    fault();
    routes();
    for (int number = 1; number <= viewerCount; number++) {
      long begin = SECOND * 8 + random.nextLong(6 * SECOND);
      // In a crowd most are told of now and then only: a test has no time for every fragment.
      viewer("home-" + number, begin, number > 100 ? 20 : 2);
      if (number % 25 == 3) {
        note(50 * SECOND, "home-" + number, new ViewerEvent.Stalled(30 * SECOND));
        note(53 * SECOND, "home-" + number, new ViewerEvent.Resumed(3 * SECOND));
      }
    }
    note(durationNanos, "world", new WorldEvent.Ended("as planned"));
    Trace trace = new Trace();
    happened
        .values()
        .forEach(entries ->
            entries.forEach(entry -> trace.add(entry.atNanos(), entry.who(), entry.event())));
    return trace;
  }

  private void note(long atNanos, String who, RunEvent event) {
    happened
        .computeIfAbsent(atNanos, _ -> new ArrayList<>())
        .add(new TraceEntry(atNanos, who, event));
  }

  private void fault() {
    String words = "a is killed for 20s";
    note(KILL, "a", new WorldEvent.FaultStruck(words));
    note(KILL, "a", new WorldEvent.NodeDown("a"));
    note(BACK, "a", new WorldEvent.NodeUp("a", true));
    note(BACK, "a", new WorldEvent.FaultEnded(words));
    String slow = "homes carries 900 kb/s for 8s";
    note(46 * SECOND, "homes", new WorldEvent.FaultStruck(slow));
    note(54 * SECOND, "homes", new WorldEvent.FaultEnded(slow));
  }

  private void routes() {
    String first = "http://a" + POINT;
    String second = "http://b" + POINT;
    note(SECOND, "edge", new RelayTrace.PullConnected(new RelayTrace.Leg(POINT, first, "s")));
    note(KILL + SECOND, "edge", new RelayTrace.PullLost(POINT, first, "connection refused"));
    note(22 * SECOND, "edge", new RelayTrace.PullSwitched(POINT, first, second));
    note(22 * SECOND, "edge", new RelayTrace.PullConnected(new RelayTrace.Leg(POINT, second, "s")));
    RelayTrace.Leg push = new RelayTrace.Leg(POINT, "http://cdn/in.isml", "s");
    note(2 * SECOND, "edge", new RelayTrace.PushConnected(push));
    note(30 * SECOND, "edge", new RelayTrace.PushLost(push, "503", 4));
    note(33 * SECOND, "edge", new RelayTrace.PushConnected(push));
  }

  private void encoder(String name, long lateNanos, Optional<Long> from) {
    note(lateNanos, name, new EncoderEvent.Connected("Streams(s), attempt 1"));
    for (long index = 0; (index + 1) * 2 * SECOND < durationNanos; index++) {
      long at = (index + 1) * 2 * SECOND + lateNanos;
      if (at >= from.orElse(0L)) {
        for (TrackId track : TRACKS) {
          note(at, name, new EncoderEvent.FragmentSent(track, time(index), 1_000));
        }
      }
    }
    note(durationNanos - SECOND, name, new EncoderEvent.Ended("s: 200"));
  }

  /** Whether somebody publishes at a time. */
  private interface Up {
    boolean at(long nanos);
  }

  /** What could not be published in time is published all at once when it can be. */
  private void point(String host, long lateNanos, Up up) {
    note(0, host, new OriginEvent.StateChanged(POINT, "IDLE", "STARTING"));
    note(0, host, new OriginEvent.RunStarted(POINT, 1, ""));
    note(SECOND, host, new OriginEvent.StateChanged(POINT, "STARTING", "STARTED"));
    for (long index = 0; (index + 3) * 2 * SECOND < durationNanos; index++) {
      long at = (index + 3) * 2 * SECOND + lateNanos;
      while (!up.at(at)) {
        at += 10_000_000;
      }
      for (TrackId track : TRACKS) {
        note(
            at,
            host,
            new OriginEvent.Published(
                POINT, track, time(index), new OriginEvent.Body(1_000, 1, List.of())));
      }
    }
    note(durationNanos - SECOND, host, new OriginEvent.StateChanged(POINT, "STARTED", "STOPPED"));
  }

  private void viewer(String name, long begin, long stepSeconds) {
    note(begin, name, new ViewerEvent.ManifestArrived(900, 20_000_000));
    note(begin + SECOND, name, new ViewerEvent.PlaybackStarted(SECOND));
    for (long at = begin + SECOND / 2;
        at < durationNanos - 2 * SECOND;
        at += stepSeconds * SECOND) {
      boolean slow = at > 46 * SECOND && at < 54 * SECOND;
      TrackId track = TRACKS.get(at < begin + 4 * SECOND || slow ? 2 : random.nextInt(4) / 3);
      long index = at / SECOND / 2;
      ViewerEvent.Transfer transfer = new ViewerEvent.Transfer(1_000, 1, 1);
      note(at, name, new ViewerEvent.FragmentArrived(track, time(index), 2 * SECOND, transfer));
    }
    note(durationNanos - SECOND / 2, name, new ViewerEvent.Ended(durationNanos / 2));
  }

  private static FragmentTime time(long index) {
    return new FragmentTime(index * TICKS, TICKS);
  }
}
