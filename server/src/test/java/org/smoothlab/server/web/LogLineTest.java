package org.smoothlab.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {
  @Test
  void isTheEventAndItsFields() {
    LogLine line =
        new LogLine("fragment dropped").with("point", "/a.isml").with("start", 180_000_000);

    assertThat(line).hasToString("fragment dropped point=/a.isml start=180000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "two words|\"two words\"",
        "say \"hi\"|\"say \\\"hi\\\"\"",
        "back\\slash|\"back\\\\slash\"",
        "Übersee|\"\\u00dcbersee\"",
        "''|\"\""
      })
  void quotesWhatCouldBeMistaken(String value, String written) {
    assertThat(new LogLine("e").with("v", value)).hasToString("e v=" + written);
  }

  @Test
  void cannotBeBrokenIntoTwoLinesFromOutside() {
    String forged = new LogLine("request").with("agent", "x\r\nrequest status=200").toString();

    assertThat(forged).isEqualTo("request agent=\"x\\u000d\\u000arequest status=200\"");
  }

  @Test
  void cutsValuesThatAreTooLong() {
    String line = new LogLine("e").with("v", "a".repeat(600)).toString();

    assertThat(line).isEqualTo("e v=\"" + "a".repeat(512) + "…\"");
  }
}
