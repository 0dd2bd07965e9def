package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameRateTest {
  @ParameterizedTest
  @CsvSource({
    "25/1, 25/1, 25/1, 50, 25",
    "30000/1001, 30000/1001, 30000/1001, 60, 29.97",
    "24000/1001, 24000/1001, 24000/1001, 48, 23.98",
    "12/1, 12/1, 12/1, 24, 12", // steady, though not usual
    "1438000/48021, 30/1, 30/1, 60, 30", // of a telephone: 29.945 on the average
    "27/1, 90000/1, 25/1, 50, 25", // times of a clock, not of pictures
    "14/1, 1000/1, 15/1, 30, 15",
    "120/1, 120/1, 120/2, 120, 60",
    "240000/1001, 240000/1001, 240000/4004, 120, 59.94",
    "1/5, 1/5, 1/1, 2, 1",
    "0/0, 0/0, 25/1, 50, 25",
    "0/0, 50/1, 50/1, 100, 50",
    "0/0, 90000/1, 25/1, 50, 25",
  })
  void choosesARateThatIsSteady(
      String average, String least, String rate, int gopFrames, String words) {
    FrameRate chosen = FrameRate.steady(FrameRate.read(average), FrameRate.read(least));
    assertThat(chosen).hasToString(rate);
    assertThat(chosen.framesIn(2)).isEqualTo(gopFrames);
    assertThat(chosen.inWords()).isEqualTo(words);
  }

  @Test
  void countsTimesWithoutDrifting() {
    FrameRate rate = new FrameRate(30_000, 1001);
    assertThat(rate.ticks(1, 10_000_000)).isEqualTo(333_666);
    assertThat(rate.ticks(60, 10_000_000)).isEqualTo(20_020_000);
    assertThat(rate.ticks(60L * 43_200, 10_000_000)).isEqualTo(20_020_000L * 43_200);
  }

  @ParameterizedTest
  @CsvSource({"25", "a/b", "-1/1", "1/1/1", "25/0", "99999999999/1", "''"})
  void knowsNoRateInOtherTexts(String text) {
    assertThat(FrameRate.read(text)).isEmpty();
  }
}
