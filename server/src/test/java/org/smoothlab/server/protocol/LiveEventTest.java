package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two hours of an event in virtual time whose encoder dies, comes back, leaps, loses tracks, is
 * late and is replaced by its twin: whatever viewers of HLS and DASH are told keeps to the
 * standards.
 */
class LiveEventTest {
  private static final int SEED_COUNT = Boolean.getBoolean("test.soak") ? 30 : 1;
  private static final int TWO_HOURS = 3_600;

  static LongStream seeds() {
    Long only = Long.getLong("test.seed");
    return only == null ? LongStream.range(0, SEED_COUNT) : LongStream.of(only);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keepsToTheRulesOfLiveDocuments(long seed) {
    LiveEventWorld world = new LiveEventWorld(seed, TWO_HOURS);
    world.run();
    assertThat(world.viewer.violations())
        .as(
            "replay: mvn -pl server -am test -Dtest=LiveEventTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest.seed=%d; %s",
            seed, world)
        .isEmpty();
    assertThat(world.viewer.documentCount()).isGreaterThan(5_000);
    assertThat(world.viewer.patchCount()).isGreaterThan(500);
    assertThat(world.viewer.segmentCount()).isGreaterThan(20_000);
  }
}
