package org.smoothlab.server.protocol;

import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.SECOND;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;

/**
 * An event in virtual time whose encoder fails in every way that encoders do, as a seed has it. All
 * that viewers of HLS and DASH can ask for is asked for every few seconds.
 */
final class LiveEventWorld {
  static final int WINDOW_SECONDS = 600;
  static final List<TestTrack> TRACKS = List.of(HIGH, LOW, AUDIO);
  private static final long FRAGMENT_NANOS = 2 * SECOND;

  /** Viewers ask as often as segments are made. */
  private static final int LOOK_FRAGMENTS = 3;

  /** Between two troubles. */
  private static final int CALM_FRAGMENTS = 100;

  final Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(WINDOW_SECONDS));
  final EventViewer viewer;
  private final SplittableRandom random;
  private final int fragmentCount;
  private final List<String> story = new ArrayList<>();

  /** Start times that have come of each stream, on the timeline of the event. */
  private final TreeSet<Long> videoTicks = new TreeSet<>();

  private final TreeSet<Long> audioTicks = new TreeSet<>();

  private final ArrayDeque<Late> late = new ArrayDeque<>();
  private Optional<IngestSession> main = Optional.empty();
  private Optional<IngestSession> twin = Optional.empty();
  private long leapTicks;
  private int troubleFrom;
  private int troubleTo;
  private Trouble trouble = Trouble.NONE;

  /** A fragment that the network holds back. */
  private record Late(long atNanos, TestTrack track, long startTicks) {}

  /** What an encoder suffers. */
  private enum Trouble {
    NONE(0),
    AWAY_3_S(2),
    AWAY_30_S(15),
    AWAY_5_MIN(150),
    /** It comes back after 10 s and counts from another time. */
    LEAP(5),
    LOW_IS_MISSING(8),
    AUDIO_IS_MISSING(4),
    LATE(10),
    TWIN_TAKES_OVER(20);

    private final int fragmentCount;

    Trouble(int fragmentCount) {
      this.fragmentCount = fragmentCount;
    }

    boolean isAway() {
      return this == AWAY_3_S || this == AWAY_30_S || this == AWAY_5_MIN || this == LEAP;
    }
  }

  LiveEventWorld(long seed, int fragmentCount) {
    this.random = new SplittableRandom(seed);
    this.fragmentCount = fragmentCount;
    this.viewer = new EventViewer(stage, this::isHole);
    this.troubleTo = 20 + random.nextInt(CALM_FRAGMENTS);
  }

  /** What happened, for who reads of a failure. */
  @Override
  public String toString() {
    return String.join(", ", story);
  }

  /** The whole event, and its end. */
  void run() {
    main = Optional.of(stage.announced(TRACKS.toArray(TestTrack[]::new)));
    for (int index = 0; index < fragmentCount; index++) {
      pass(FRAGMENT_NANOS);
      if (index == troubleTo) {
        endTrouble(index);
      }
      if (index == troubleFrom && index > 0) {
        beginTrouble(index);
      }
      produce(index);
      if (index % LOOK_FRAGMENTS == 0) {
        viewer.look();
      }
    }
    main.ifPresent(this::end);
    twin.ifPresent(this::end);
    pass(FRAGMENT_NANOS);
    viewer.look();
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);
    viewer.look();
    pass(20 * SECOND);
    viewer.look();
  }

  private void end(IngestSession session) {
    stage.send(session, new byte[] {0, 0, 0, 8, 'm', 'f', 'r', 'a'});
    session.finish(stage.nowNanos);
  }

  private void pass(long nanos) {
    long untilNanos = stage.nowNanos + nanos;
    while (!late.isEmpty() && late.getFirst().atNanos <= untilNanos) {
      Late one = late.removeFirst();
      passTimers(one.atNanos);
      main.ifPresent(session -> deliver(session, one.track, one.startTicks));
    }
    passTimers(untilNanos);
  }

  private void passTimers(long untilNanos) {
    long dueNanos = stage.origin.advance(stage.nowNanos);
    while (dueNanos <= untilNanos) {
      stage.nowNanos = Math.max(stage.nowNanos, dueNanos);
      dueNanos = stage.origin.advance(stage.nowNanos);
    }
    stage.nowNanos = Math.max(stage.nowNanos, untilNanos);
  }

  private void beginTrouble(int index) {
    Trouble[] all = Trouble.values();
    trouble = all[1 + random.nextInt(all.length - 1)];
    troubleTo = index + trouble.fragmentCount;
    story.add("%s at %d s".formatted(trouble, stage.nowNanos / SECOND));
    if (trouble.isAway()) {
      main.ifPresent(session -> session.lost("killed", stage.nowNanos));
      main = Optional.empty();
    }
    if (trouble == Trouble.TWIN_TAKES_OVER) {
      twin = Optional.of(announced("twin"));
    }
  }

  private void endTrouble(int index) {
    if (trouble.isAway()) {
      main = Optional.of(announced("back"));
    }
    if (trouble == Trouble.LEAP) {
      // A minute and a half, or a little more.
      leapTicks += (45 + random.nextInt(10)) * FRAGMENT;
    }
    if (trouble == Trouble.TWIN_TAKES_OVER) {
      main = twin;
      twin = Optional.empty();
    }
    trouble = Trouble.NONE;
    troubleFrom = index + 10 + random.nextInt(CALM_FRAGMENTS);
    troubleTo = Integer.MAX_VALUE;
  }

  private IngestSession announced(String streamId) {
    IngestSession session = stage.post(POINT + "/Streams(" + streamId + stage.nowNanos + ")");
    stage.send(session, TestTrack.header(TRACKS));
    return session;
  }

  private void produce(int index) {
    long startTicks = index * FRAGMENT + leapTicks;
    for (TestTrack track : TRACKS) {
      boolean missing =
          (trouble == Trouble.LOW_IS_MISSING && track.equals(LOW))
              || (trouble == Trouble.AUDIO_IS_MISSING && track.equals(AUDIO));
      if (missing) {
        continue;
      }
      if (trouble == Trouble.LATE || !late.isEmpty()) {
        holdBack(track, startTicks);
        continue;
      }
      // In the middle of its time the main encoder dies, and the twin goes on.
      if (trouble == Trouble.TWIN_TAKES_OVER && index == troubleTo - 10 && track.equals(LOW)) {
        main.ifPresent(session -> session.lost("killed", stage.nowNanos));
        main = Optional.empty();
      }
      main.ifPresent(session -> deliver(session, track, startTicks));
      twin.ifPresent(session -> deliver(session, track, startTicks));
    }
  }

  /** Up to 5 s, but none overtakes another. */
  private void holdBack(TestTrack track, long startTicks) {
    long earliestNanos = late.isEmpty() ? stage.nowNanos : late.getLast().atNanos;
    long ownNanos = stage.nowNanos + (trouble == Trouble.LATE ? random.nextLong(5 * SECOND) : 0);
    late.addLast(new Late(Math.max(earliestNanos, ownNanos), track, startTicks));
  }

  private void deliver(IngestSession session, TestTrack track, long startTicks) {
    Optional<Reply> refused = stage.send(session, track.fragmentBytes(startTicks, FRAGMENT));
    if (refused.isPresent()) {
      throw new AssertionError("refused: " + refused);
    }
    (track.isVideo() ? videoTicks : audioTicks).add(startTicks);
  }

  /** Whether nothing came that begins there. */
  private boolean isHole(DashLiveRules.Hole hole) {
    TreeSet<Long> came = hole.type().equals("audio") ? audioTicks : videoTicks;
    return came.subSet(hole.fromTicks(), hole.toTicks()).isEmpty();
  }
}
