package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

class RunClockTest {
  private static final long SECOND = 10_000_000;

  private static RunClock clock(double endSeconds, String arrival) {
    long endTicks = Math.round(endSeconds * SECOND);
    FragmentTime first = new FragmentTime(endTicks - 2 * SECOND, 2 * SECOND);
    return RunClock.of(first, Timescale.SMOOTH, Instant.parse(arrival));
  }

  @ParameterizedTest
  @CsvSource({
    // From 1970, up to a minute late and five seconds early.
    "1767225602, 2026-01-01T00:00:02Z, 1970-01-01T00:00:00Z",
    "1767225602, 2026-01-01T00:01:02Z, 1970-01-01T00:00:00Z",
    "1767225602, 2025-12-31T23:59:57Z, 1970-01-01T00:00:00Z",
    // From midnight.
    "43202, 2026-01-01T12:00:02.4Z, 2026-01-01T00:00:00Z",
    "86398, 2026-01-02T00:00:20Z, 2026-01-01T00:00:00Z",
    "3, 2026-01-01T23:59:59Z, 2026-01-02T00:00:00Z",
    // From anywhere else: the arrival, rounded up.
    "2, 2026-01-01T12:00:02.4Z, 2026-01-01T12:00:01Z",
    "2, 2026-01-01T12:00:02Z, 2026-01-01T12:00:00Z",
    "1767225602, 2026-01-01T00:01:02.1Z, 1970-01-01T00:01:01Z",
    "43202, 2026-01-01T11:59:56.9Z, 2025-12-31T23:59:55Z",
  })
  void findsWhatMediaTimeCountsFrom(double endSeconds, String arrival, String zero) {
    assertThat(clock(endSeconds, arrival).zero()).isEqualTo(Instant.parse(zero));
  }

  @Test
  void isTheSameForOriginsWhoseEncoderSaysIt() {
    assertThat(clock(43_202, "2026-01-01T12:00:02.001Z"))
        .isEqualTo(clock(43_210, "2026-01-01T12:00:13Z"));
  }

  @Test
  void tellsWallTimeOnAnyTimescale() {
    RunClock clock = new RunClock(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(clock.at(15 * SECOND / 10, Timescale.SMOOTH))
        .isEqualTo(Instant.parse("2026-01-01T00:00:01.500Z"));
    assertThat(clock.at(1, new Timescale(90_000)))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00.000011111Z"));
    assertThat(clock.at(-1, Timescale.SMOOTH))
        .isEqualTo(Instant.parse("2025-12-31T23:59:59.999999900Z"));
    assertThat(clock.at(Long.MAX_VALUE, Timescale.SMOOTH))
        .isEqualTo(clock.zero().plusSeconds(922_337_203_685L).plusNanos(477_580_700));
  }

  @Test
  void countsTheNanosecondsOfItsZero() {
    assertThat(new RunClock(Instant.EPOCH.plusMillis(1500)).zeroNanos()).hasValue(1_500_000_000);
    assertThat(new RunClock(Instant.parse("1600-01-01T00:00:00Z")).zeroNanos()).isEmpty();
  }
}
