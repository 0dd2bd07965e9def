package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "1m30s, PT1M30S",
    "2h, PT2H",
    "500ms, PT0.5S",
    "2.5s, PT2.5S",
    "5m, PT5M",
    "1h2m3s4ms, PT1H2M3.004S"
  })
  void readsDurationsAsPeopleWriteThem(String text, String iso) {
    assertThat(Units.duration(text)).isEqualTo(Duration.parse(iso));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-3s", "1s1m", "99999999999999999999h"})
  void refusesWhatIsNoDurationAndSaysWhatIs(String text) {
    assertThatThrownBy(() -> Units.duration(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("duration");
  }

  @ParameterizedTest
  @CsvSource({
    "3Mbps, 3000000",
    "800k, 800000",
    "2400000, 2400000",
    "1.5Mbps, 1500000",
    "1g, 1000000000"
  })
  void readsRates(String text, long bitsPerSecond) {
    assertThat(Units.bitsPerSecond(text)).isEqualTo(bitsPerSecond);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fast", "-1", "1.5", "3 MB/s"})
  void refusesWhatIsNoRate(String text) {
    assertThatThrownBy(() -> Units.bitsPerSecond(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("rate");
  }

  @Test
  void writesWhatItReads() {
    assertThat(Units.text(Duration.ofMillis(90_500))).isEqualTo("1m30s500ms");
    assertThat(Units.text(Duration.ZERO)).isEqualTo("0s");
  }
}
