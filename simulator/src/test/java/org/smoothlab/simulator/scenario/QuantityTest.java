package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "30s, 30000000000",
    "1m30s, 90000000000",
    "2.5s, 2500000000",
    "200ms, 200000000",
    "1h, 3600000000000",
    "0s, 0"
  })
  void readsDurations(String text, long nanos) {
    assertThat(Quantity.duration(text)).hasValue(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-1s", "1s2", "3 s", "1d", "99999999999999h"})
  void refusesOtherDurations(String text) {
    assertThat(Quantity.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3Mbps, 3000000", "800kbps, 800000", "1.5Gbps, 1500000000", "17bps, 17"})
  void readsRates(String text, long bps) {
    assertThat(Quantity.rate(text)).hasValue(bps);
  }

  @ParameterizedTest
  @CsvSource({"100kB, 100000", "5MB, 5000000", "17B, 17"})
  void readsSizes(String text, long bytes) {
    assertThat(Quantity.size(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "3M", "0.5bps", "Mbps", "1e3bps"})
  void refusesOtherRates(String text) {
    assertThat(Quantity.rate(text)).isEmpty();
  }
}
