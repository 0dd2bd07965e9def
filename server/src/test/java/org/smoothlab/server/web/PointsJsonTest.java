package org.smoothlab.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PointsJsonTest {
  @Test
  void isAnEmptyListWithoutPoints() {
    assertThat(PointsJson.write(List.of())).isEqualTo("{\"points\":[]}\n");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void escapesWhatJsonDoesNotAllowInStrings(String text, String written) {
    StringBuilder json = new StringBuilder();

    PointsJson.quote(text, json);

    assertThat(json.toString()).isEqualTo(written);
  }

  static List<Arguments> texts() {
    return List.of(
        Arguments.of("plain", "\"plain\""),
        Arguments.of("a\"b\\c", "\"a\\\"b\\\\c\""),
        Arguments.of("\n\u0000", "\"\\u000a\\u0000\""),
        Arguments.of("Zürich 🎥", "\"Zürich 🎥\""),
        Arguments.of("\ud83c!", "\"\ufffd!\""));
  }
}
