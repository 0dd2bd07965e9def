package org.smoothlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "/**,/a.isml,true",
    "/**,/,true",
    "/live/**,/live/a.isml,true",
    "/live/**,/live/a/b/c.isml,true",
    "/live/**,/live,true",
    "/live/**,/lively/a.isml,false",
    "/live/**,/Live/a.isml,false",
    "/live/,/live/a/b.isml,true",
    "/live/*.isml,/live/a.isml,true",
    "/live/*.isml,/live/a/b.isml,false",
    "/live/*,/live/a.isml,true",
    "/live/*,/live/a/b.isml,false",
    "/*/a*z.isml,/x/abcz.isml,true",
    "/*/a*z.isml,/x/abc.isml,false",
    "/**/b.isml,/b.isml,true",
    "/**/b.isml,/x/y/b.isml,true",
    "/**/b.isml,/x/y/b.isml/c,false",
    "/a/**/b/**/c,/a/b/c,true",
    "/a/**/b/**/c,/a/1/b/2/b/3/c,true",
    "/a/**/b/**/c,/a/1/c,false",
    "/a.isml,/a.isml,true",
    "/a.isml,/aXisml,false",
    "/a.isml,/a.isml/,false",
  })
  void matches(String pattern, String path, boolean expected) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(expected);
  }

  @Test
  @Timeout(10)
  void isNotMadeSlowByStars() {
    PathPattern stars = new PathPattern("/" + "*a".repeat(100) + "b/" + "**/x/".repeat(60));

    assertThat(stars.matches("/" + "a".repeat(8_000))).isFalse();
    assertThat(stars.matches("/x".repeat(4_000))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "live", "*", "/a**", "/**a/b"})
  void refusesWhatIsNoPattern(String text) {
    assertThatThrownBy(() -> new PathPattern(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
