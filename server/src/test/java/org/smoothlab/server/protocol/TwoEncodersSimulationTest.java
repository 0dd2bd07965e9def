package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two encoders feed one point in virtual time and are killed at random bytes. The world checks what
 * is safe after every event and what must have arrived at the end.
 */
class TwoEncodersSimulationTest {
  private static final int SEED_COUNT = 500;

  static LongStream seeds() {
    Long only = Long.getLong("test.seed");
    return only == null ? LongStream.range(0, SEED_COUNT) : LongStream.of(only);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsMissingRepeatedOrOutOfOrder(long seed) {
    TwoEncodersWorld world = new TwoEncodersWorld(seed);
    try {
      world.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d (%s)%nreplay: mvn -pl server -am test -Dtest=TwoEncodersSimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dtest.seed=%d%n%s"
              .formatted(seed, world, seed, e.getMessage()),
          e);
    }
    assertThat(world.publishedCount()).as("seed %d did something", seed).isPositive();
  }
}
