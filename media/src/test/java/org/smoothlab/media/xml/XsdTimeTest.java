package org.smoothlab.media.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.MalformedMediaException;

class XsdTimeTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "1, PT0.000000001S",
    "2500000000, PT2.5S",
    "60000000000, PT1M",
    "3600000000000, PT1H",
    "93784500000000, PT26H3M4.5S",
  })
  void writesDurations(long nanos, String text) throws MalformedMediaException {
    assertThat(XsdTime.duration(nanos)).isEqualTo(text);
    assertThat(XsdTime.readDuration(text, "")).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource({
    "P1D, 86400000000000",
    "P1DT1M, 86460000000000",
    "PT0.12345678999S, 123456789",
    "PT90M, 5400000000000",
  })
  void readsDurationsInOtherForms(String text, long nanos) throws MalformedMediaException {
    assertThat(XsdTime.readDuration(text, "")).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "P", "PT", "P1DT", "1S", "-PT1S", "PT1.S", "PT.5S", "PT1", "P1Y", "pt1s"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> XsdTime.readDuration(text, "here: "))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageStartingWith("here: ");
  }

  @Test
  void refusesNegativeDurations() {
    assertThatThrownBy(() -> XsdTime.duration(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The calendar of the JDK is another one than ours. */
  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void agreesWithAnotherCalendar(long seed) throws MalformedMediaException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      long millis = random.nextLong(-62_135_596_800_000L, 253_402_300_800_000L);
      String text = XsdTime.dateTime(millis);
      assertThat(Instant.parse(text).toEpochMilli()).isEqualTo(millis);
      assertThat(XsdTime.readDateTime(text, "")).isEqualTo(millis);
      long nanos = random.nextLong(Long.MAX_VALUE >> random.nextInt(63));
      assertThat(Duration.parse(XsdTime.duration(nanos)).toNanos()).isEqualTo(nanos);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 0",
    "1969-12-31T23:59:59Z, -1000",
    "0001-01-01T00:00:00Z, -62135596800000",
    "9999-12-31T23:59:59.999Z, 253402300799999",
    "2024-02-29T23:59:59.999Z, 1709251199999",
    "2026-01-31T13:00:00+01:00, 1769860800000",
    "2026-01-31T12:00:00, 1769860800000",
    "2026-01-31T12:00:00.0009Z, 1769860800000",
  })
  void readsWallTimes(String text, long millis) throws MalformedMediaException {
    assertThat(XsdTime.readDateTime(text, "")).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-31",
        "2026-13-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-01-31T24:00:00Z",
        "0000-12-31T23:59:59Z",
        "2026-01-00T00:00:00Z"
      })
  void refusesWhatIsNoWallTime(String text) {
    assertThatThrownBy(() -> XsdTime.readDateTime(text, "here: "))
        .isInstanceOf(MalformedMediaException.class);
  }
}
