package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.PointOnStage.SECOND;
import static org.smoothlab.server.origin.PointOnStage.SETTINGS;
import static org.smoothlab.server.origin.TestTrack.HIGH;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Anything in any order: what must hold after every step of a point's life. */
class LifeCycleSeedsTest {
  private static final int STEP_COUNT = 400;

  /** Ways that there are, whatever the cause. */
  private static final Map<PointState, Set<PointState>> WAYS = new EnumMap<>(PointState.class);

  static {
    WAYS.put(PointState.IDLE, Set.of(PointState.STARTING));
    WAYS.put(
        PointState.STARTING,
        Set.of(
            PointState.STARTED, PointState.STOPPING, PointState.SHUTTING_DOWN, PointState.ERROR));
    WAYS.put(
        PointState.STARTED,
        Set.of(PointState.STOPPING, PointState.SHUTTING_DOWN, PointState.ERROR));
    WAYS.put(
        PointState.STOPPING, Set.of(PointState.STOPPED, PointState.STARTING, PointState.ERROR));
    WAYS.put(
        PointState.STOPPED,
        Set.of(PointState.STARTING, PointState.SHUTTING_DOWN, PointState.ERROR));
    WAYS.put(PointState.SHUTTING_DOWN, Set.of(PointState.IDLE, PointState.ERROR));
    WAYS.put(PointState.ERROR, Set.of(PointState.SHUTTING_DOWN));
  }

  static LongStream seeds() {
    long chosen = Long.getLong("test.seed", -1);
    return chosen >= 0 ? LongStream.of(chosen) : LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappensTheLifeMakesSense(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PointOnStage stage = new PointOnStage(SETTINGS);
    Invariants invariants = new Invariants();
    int seenCount = 0;
    long fragmentIndex = 0;
    for (int step = 0; step < STEP_COUNT; step++) {
      fragmentIndex = doSomething(stage, random, fragmentIndex);
      List<Effect> effects = stage.log.from(seenCount);
      seenCount += effects.size();
      effects.forEach(invariants::check);
      invariants.check(stage);
    }
  }

  private static long doSomething(PointOnStage stage, SplittableRandom random, long fragmentIndex) {
    switch (random.nextInt(12)) {
      case 0 -> stage.command(Target.IDLE);
      case 1 -> stage.command(Target.STARTED);
      case 2 -> stage.command(Target.STOPPED);
      case 3 -> stage.point.prepare(SETTINGS.withTitle("t" + random.nextInt(3)));
      case 4 -> stage.disconnect();
      case 5 -> stage.connect("one");
      case 6 -> stage.connect("event" + random.nextInt(3));
      case 7 -> stage.source.ifPresent(source -> source.endOfStream(stage.nowNanos));
      case 8 -> stage.finishFiles();
      case 9 -> stage.pass(random.nextLong(200 * SECOND));
      case 10 -> stage.point.fail(new PointFault(PointFault.E_FAIL, "x"), stage.nowNanos);
      default ->
          stage.source.ifPresent(
              source -> source.deliver(HIGH.fragment(fragmentIndex), stage.nowNanos));
    }
    return fragmentIndex + 1;
  }

  private static final class Invariants {
    private final Set<Long> openRuns = new HashSet<>();
    private PointState state = PointState.IDLE;
    private long runNumber;

    void check(Effect effect) {
      switch (effect) {
        case Effect.StateChanged(String _, PointState from, PointState to) -> {
          assertThat(from).isEqualTo(state);
          assertThat(WAYS.get(from)).contains(to);
          state = to;
        }
        case Effect.RunStarted(String _, long number, String _) -> {
          assertThat(openRuns).as("one run at a time").isEmpty();
          assertThat(number).isEqualTo(runNumber + 1);
          runNumber = number;
          openRuns.add(number);
        }
        case Effect.RunEnded(String _, long number) ->
            assertThat(openRuns.remove(number)).as("a run that is open ends").isTrue();
        case Effect.FragmentAccepted _, Effect.Announced _ ->
            assertThat(openRuns).as("only in a run").isNotEmpty();
        default -> {}
      }
    }

    void check(PointOnStage stage) {
      assertThat(stage.point.state()).isEqualTo(state);
      assertThat(stage.point.lastError().isPresent()).isEqualTo(state == PointState.ERROR);
      assertThat(stage.point.view().runNumber()).isIn(0L, runNumber);
      if (!state.receives()) {
        assertThat(openRuns).as("runs in %s", state).isEmpty();
      }
      long dueNanos = stage.origin.advance(stage.nowNanos);
      assertThat(dueNanos).as("no busy timer").isGreaterThan(stage.nowNanos);
      stage.point.statistics(stage.nowNanos);
    }
  }
}
