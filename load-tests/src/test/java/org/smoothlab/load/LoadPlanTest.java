package org.smoothlab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadPlanTest {
  @Test
  void travelsAsSystemProperties() {
    LoadPlan plan = new LoadPlan(20, Duration.ofSeconds(90), Duration.ofMillis(250), -3);
    Properties properties = new Properties();
    for (String argument : plan.toJvmArguments()) {
      String[] pair = argument.substring("-D".length()).split("=", 2);
      properties.setProperty(pair[0], pair[1]);
    }

    assertThat(LoadPlan.ofProperties(properties)).isEqualTo(plan);
  }

  @Test
  void namesAPropertyThatIsMissing() {
    assertThatThrownBy(() -> LoadPlan.ofProperties(new Properties()))
        .hasMessage("system property smoothlab.load.users is not set");
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT60S, PT1S, users out of 1..2000: 0",
    "2001, PT60S, PT1S, users out of 1..2000: 2001",
    "200, PT3S, PT1S, length out of 4s..10m: PT3S",
    "200, PT601S, PT1S, length out of 4s..10m: PT10M1S",
    "200, PT60S, PT0S, p95 is not positive: PT0S",
  })
  void refusesWhatIsOutOfBounds(int users, Duration length, Duration p95, String message) {
    assertThatThrownBy(() -> new LoadPlan(users, length, p95, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"PT4S, PT1S", "PT12S, PT2S", "PT60S, PT10S", "PT10M, PT10S"})
  void letsViewersComeInASixthOfTheRunWithinOneToTenSeconds(Duration length, Duration ramp) {
    assertThat(new LoadPlan(1, length, Duration.ofSeconds(1), 1).ramp()).isEqualTo(ramp);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:8080/a.isml", "http://[::1]/a.isml", "http://localhost"})
  void takesThisMachine(String target) {
    assertThatCode(() -> Loopback.require(URI.create(target))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://192.0.2.1/a.isml", "file:///etc/passwd", "/a.isml", "http://10.0.0.1"})
  void refusesEverythingElse(String target) {
    assertThatThrownBy(() -> Loopback.require(URI.create(target)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
