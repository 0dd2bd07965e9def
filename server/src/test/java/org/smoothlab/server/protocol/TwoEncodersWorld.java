package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;

/** Two encoders, one point, a queue of events in virtual time, and a record of what was sent. */
final class TwoEncodersWorld {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;
  private static final long RETURN_NANOS = 10 * SECOND;
  static final int FRAGMENT_COUNT = 10;
  private static final long EVENT_COUNT_MAX = 100_000;
  private static final String LOOK_AHEAD_ID = "d4807ef2ca3946958e5426cb9e46a79f";
  private static final List<TestTrack> ALL =
      List.of(TestTrack.HIGH, TestTrack.LOW, TestTrack.AUDIO);

  private record Due(long nanos, long order, Runnable what) {}

  /** What an encoder does about the time that it was away. */
  enum Return {
    /** Sends all that it has not sent. */
    CATCH_UP,
    /** Sends the last two fragments and goes on. */
    SKIP
  }

  final SplittableRandom random;
  private final List<Return> onReturn;
  final Stage stage;
  private final boolean postPerTrack;
  private final int lookAhead;
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(
          java.util.Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
  private final List<TestEncoder> encoders = new ArrayList<>();
  private long order;

  /** When each fragment was first handed over whole, by track and index. */
  private final Map<TrackId, Map<Long, Long>> wholeNanos = new HashMap<>();

  private final Map<String, TreeSet<Long>> ofEncoder = new HashMap<>();
  private final Map<String, Integer> delivererOf = new HashMap<>();
  private final Map<TrackId, List<Long>> published = new HashMap<>();
  private final Map<String, List<FragmentTime>> timelines = new HashMap<>();
  private int effectsSeen;
  private boolean anyEnded;

  TwoEncodersWorld(long seed) {
    random = new SplittableRandom(seed);
    onReturn = List.of(anyReturn(), anyReturn());
    postPerTrack = random.nextBoolean();
    lookAhead = random.nextInt(4);
    stage = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(lookAhead));
    for (int i = 0; i < 2; i++) {
      if (postPerTrack) {
        for (TestTrack track : ALL) {
          encoders.add(new TestEncoder(this, i, List.of(track)));
        }
      } else {
        encoders.add(new TestEncoder(this, i, ALL));
      }
    }
  }

  private Return anyReturn() {
    return random.nextInt(3) == 0 ? Return.SKIP : Return.CATCH_UP;
  }

  Return onReturn(int encoder) {
    return onReturn.get(encoder);
  }

  private boolean allCatchUp() {
    return !onReturn.contains(Return.SKIP);
  }

  @Override
  public String toString() {
    return "%s, look-ahead %d, %s"
        .formatted(onReturn, lookAhead, postPerTrack ? "a POST per track" : "one POST");
  }

  void at(long nanos, Runnable what) {
    queue.add(new Due(nanos, order++, what));
  }

  void delivered(TestTrack track, long index, int encoder) {
    ofEncoder.computeIfAbsent(track.id() + "/" + encoder, _ -> new TreeSet<>()).add(stage.nowNanos);
    delivererOf.putIfAbsent(track.id() + "/" + index, encoder);
    wholeNanos.computeIfAbsent(track.id(), _ -> new HashMap<>()).putIfAbsent(index, stage.nowNanos);
  }

  /** From now on fragments may come out without look-ahead. */
  void ended() {
    anyEnded = true;
  }

  int publishedCount() {
    return published.values().stream().mapToInt(List::size).sum();
  }

  void run() {
    encoders.forEach(TestEncoder::start);
    long eventCount = 0;
    while (!queue.isEmpty()) {
      Due due = queue.remove();
      runTimersUntil(due.nanos);
      stage.nowNanos = due.nanos;
      due.what.run();
      checkSafety();
      if (++eventCount > EVENT_COUNT_MAX) {
        throw new AssertionError("more than " + EVENT_COUNT_MAX + " events");
      }
    }
    runTimersUntil(stage.nowNanos + 20 * SECOND);
    stage.origin.find(Stage.POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);
    checkSafety();
    checkNothingIsMissing();
    checkBytes();
  }

  private void runTimersUntil(long nanos) {
    long due = stage.origin.advance(stage.nowNanos);
    while (due <= nanos) {
      stage.nowNanos = Math.max(stage.nowNanos, due);
      due = stage.origin.advance(stage.nowNanos);
      checkSafety();
    }
  }

  private void checkSafety() {
    List<Effect> all = stage.effects.from(effectsSeen);
    effectsSeen += all.size();
    for (Effect effect : all) {
      if (effect instanceof Effect.Published one) {
        checkPublished(one);
      }
    }
    if (!all.isEmpty()) {
      checkTimelines();
    }
  }

  private void checkPublished(Effect.Published one) {
    long index = one.time().startTicks() / FRAGMENT;
    assertThat(one.time()).isEqualTo(TestTrack.time(index));
    List<Long> before = published.computeIfAbsent(one.track(), _ -> new ArrayList<>());
    assertThat(before).as("repeated on %s", one.track()).doesNotContain(index);
    before.add(index);
    assertThat(wholeNanos.get(one.track())).as("whole before public").containsKey(index);
  }

  private void checkTimelines() {
    var view = stage.origin.find(Stage.POINT).orElseThrow().view();
    for (var timeline : view.timelines()) {
      String name = timeline.stream().name();
      List<FragmentTime> now = timeline.windowTimes();
      List<FragmentTime> before = timelines.getOrDefault(name, List.of());
      // What fills a hole comes between.
      assertThat(now.stream().filter(before::contains).toList())
          .as("rewritten in %s", name)
          .isEqualTo(before);
      for (int i = 1; i < now.size(); i++) {
        assertThat(now.get(i).startTicks())
            .as("order in %s", name)
            .isGreaterThanOrEqualTo(now.get(i - 1).endTicks());
      }
      timelines.put(name, now);
      if (!now.isEmpty() && !anyEnded && view.state() == PointState.STARTED) {
        long newestIndex = now.getLast().startTicks() / FRAGMENT;
        assertThat(newestIndex + lookAhead)
            .as("public above the horizon in %s", name)
            .isLessThanOrEqualTo(newestWhole(name));
      }
    }
  }

  private long newestWhole(String stream) {
    return ALL.stream()
        .filter(track -> track.name().equals(stream))
        .flatMap(track -> wholeNanos.getOrDefault(track.id(), Map.of()).keySet().stream())
        .mapToLong(Long::longValue)
        .max()
        .orElse(-1);
  }

  /**
   * All that came must be public. Where encoders skip what they missed: what came before anything
   * later of its stream, or while the hole was kept open.
   */
  private void checkNothingIsMissing() {
    for (TestTrack track : ALL) {
      Map<Long, Long> whole = wholeNanos.getOrDefault(track.id(), Map.of());
      List<Long> shown = published.getOrDefault(track.id(), List.of());
      long firstShown = shown.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
      for (Map.Entry<Long, Long> one : whole.entrySet()) {
        boolean inTime =
            allCatchUp()
                || one.getValue() <= firstLater(track, one.getKey())
                || isInGrace(track, one.getKey(), one.getValue());
        if (inTime && one.getKey() >= firstShown) {
          assertThat(shown)
              .as("%s %d came at %d ms", track.id(), one.getKey(), one.getValue() / MILLI)
              .contains(one.getKey());
        }
      }
      if (allCatchUp() && !whole.isEmpty()) {
        long last = whole.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(shown).as("holes in %s", track.id()).hasSize((int) last + 1);
      }
    }
  }

  /** A hole is kept open for one fragment's duration for an encoder that was here before. */
  private boolean isInGrace(TestTrack track, long index, long nanos) {
    long holeNanos = firstLater(track, index);
    int encoder = delivererOf.getOrDefault(track.id() + "/" + index, -1);
    TreeSet<Long> before = ofEncoder.getOrDefault(track.id() + "/" + encoder, new TreeSet<>());
    Long lastSeenNanos = before.lower(holeNanos);
    return !postPerTrack
        && lastSeenNanos != null
        && nanos < lastSeenNanos + RETURN_NANOS
        && nanos < holeNanos + 2 * SECOND;
  }

  private long firstLater(TestTrack track, long index) {
    return ALL.stream()
        .filter(other -> other.name().equals(track.name()))
        .flatMap(other -> wholeNanos.getOrDefault(other.id(), Map.of()).entrySet().stream())
        .filter(entry -> entry.getKey() > index)
        .mapToLong(Map.Entry::getValue)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** What viewers fetch: the samples of their time, announcing only what exists. */
  private void checkBytes() {
    for (TestTrack track : ALL) {
      Set<Long> starts = new HashSet<>();
      timelines.getOrDefault(track.name(), List.of()).forEach(t -> starts.add(t.startTicks()));
      for (long index : published.getOrDefault(track.id(), List.of())) {
        Reply reply = stage.getFragment(track, index);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().getLast()).isEqualTo(Slice.copyOf(track.payload(index * FRAGMENT)));
        assertThat(starts).containsAll(announced(reply.body().getFirst()));
      }
    }
  }

  static List<Long> announced(Slice head) {
    int at = head.toHex().indexOf(LOOK_AHEAD_ID) / 2;
    List<Long> starts = new ArrayList<>();
    if (at > 0) {
      int count = head.u8(at + 20L);
      for (int i = 0; i < count; i++) {
        starts.add(head.i64(at + 21 + 16L * i));
      }
    }
    return starts;
  }
}
