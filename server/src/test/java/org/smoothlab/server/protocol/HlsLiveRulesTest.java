package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker accepts what is right, and finds each thing that is wrong. */
class HlsLiveRulesTest {
  private static final long SECOND = 1_000_000_000L;

  /** Segments 10 to 14 of 4 s, each named by its number. */
  private static final String FIRST =
      """
      #EXTM3U
      #EXT-X-VERSION:6
      #EXT-X-TARGETDURATION:4
      #EXT-X-MEDIA-SEQUENCE:10
      #EXT-X-DISCONTINUITY-SEQUENCE:3
      #EXT-X-MAP:URI="init.mp4"
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:40Z
      #EXTINF:4.000,
      10.m4s
      #EXTINF:4.000,
      11.m4s
      #EXT-X-DISCONTINUITY
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:01:00Z
      #EXTINF:4.000,
      12.m4s
      #EXTINF:4.000,
      13.m4s
      #EXTINF:4.000,
      14.m4s
      """;

  /** The same without 10 and 11, and with 15. */
  private static final String SECOND_VERSION =
      """
      #EXTM3U
      #EXT-X-VERSION:6
      #EXT-X-TARGETDURATION:4
      #EXT-X-MEDIA-SEQUENCE:12
      #EXT-X-DISCONTINUITY-SEQUENCE:3
      #EXT-X-MAP:URI="init.mp4"
      #EXT-X-DISCONTINUITY
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:01:00Z
      #EXTINF:4.000,
      12.m4s
      #EXTINF:4.000,
      13.m4s
      #EXTINF:4.000,
      14.m4s
      #EXTINF:4.000,
      15.m4s
      """;

  private static final String THIRD =
      """
      #EXTM3U
      #EXT-X-VERSION:6
      #EXT-X-TARGETDURATION:4
      #EXT-X-MEDIA-SEQUENCE:13
      #EXT-X-DISCONTINUITY-SEQUENCE:4
      #EXT-X-MAP:URI="init.mp4"
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:01:04Z
      #EXTINF:4.000,
      13.m4s
      #EXTINF:4.000,
      14.m4s
      #EXTINF:4.000,
      15.m4s
      #EXT-X-ENDLIST
      """;

  private static final String PARTS =
      """
      #EXTM3U
      #EXT-X-VERSION:6
      #EXT-X-TARGETDURATION:2
      #EXT-X-MEDIA-SEQUENCE:7
      #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=3.0
      #EXT-X-PART-INF:PART-TARGET=1.0
      #EXT-X-MAP:URI="init.mp4"
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:14Z
      #EXT-X-PART:DURATION=1.0,URI="7.0.m4s",INDEPENDENT=YES
      #EXT-X-PART:DURATION=1.0,URI="7.1.m4s"
      #EXTINF:2.0,
      7.m4s
      #EXT-X-PART:DURATION=1.0,URI="8.0.m4s",INDEPENDENT=YES
      #EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.1.m4s"
      """;

  private static final String MORE_PARTS =
      PARTS.substring(0, PARTS.indexOf("#EXT-X-PRELOAD-HINT"))
          + """
          #EXT-X-PART:DURATION=1.0,URI="8.1.m4s"
          #EXTINF:2.0,
          8.m4s
          #EXT-X-PRELOAD-HINT:TYPE=PART,URI="9.0.m4s"
          """;

  private static List<String> violations(String... versions) {
    HlsLiveRules rules = new HlsLiveRules("video");
    for (int index = 0; index < versions.length; index++) {
      rules.take(versions[index], 4L * index * SECOND);
    }
    return rules.violations();
  }

  private static String replaced(String text, String what, String by) {
    assertThat(text).contains(what);
    return text.replace(what, by);
  }

  @Test
  void findsNothingWrongInWhatIsRight() {
    assertThat(violations(FIRST, SECOND_VERSION, THIRD, THIRD)).isEmpty();
    assertThat(violations(PARTS, MORE_PARTS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.m4s | 10.m4s%11.m4s | syntax (RFC 8216, 4): expected #EXTINF before the URI",
        "#EXT-X-VERSION:6 | #EXT-X-VERSION:6%#EXT-X-VERSION:6 | syntax",
        "#EXT-X-MAP: | #EXT-X-MAPS: | syntax (RFC 8216, 4): expected a known tag",
        "URI=\"init.mp4\" | URI=\"init.mp4 | syntax (RFC 8216, 4): expected an attribute list",
        "#EXTM3U | #EXTM3U8 | syntax",
        "#EXT-X-TARGETDURATION:4% | % | syntax (RFC 8216, 4): expected #EXT-X-TARGETDURATION",
        "EXTINF:4.000 | EXTINF:4.500 | target duration (RFC 8216, 4.3.3.1): expected at most 4 s",
        "#EXT-X-MAP:URI=\"init.mp4\"% | % | initialization segment",
        "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:40Z% | % | date of the first segment",
        "#EXT-X-DISCONTINUITY% | % | continuous dates (RFC 8216, 4.3.2.6): expected 2026-01-01T00:00:48Z",
      })
  void findsWhatIsWrongInOneVersion(String what, String by, String rule) {
    assertThat(
            violations(
                replaced(
                        "\n" + FIRST,
                        what.replace('%', '\n'),
                        by.equals("%") ? "" : by.replace('%', '\n'))
                    .substring(1)))
        .isNotEmpty()
        .allMatch(violation -> violation.startsWith("video at 0 ms: " + rule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TARGETDURATION:4 | TARGETDURATION:5 | constant target duration (RFC 8216, 6.2.1): expected 4",
        "MEDIA-SEQUENCE:12 | MEDIA-SEQUENCE:13 | segment 13 stays (RFC 8216, 6.2.1): expected 13.m4s",
        "MEDIA-SEQUENCE:12 | MEDIA-SEQUENCE:9 | media sequence (RFC 8216, 6.2.2): expected at least 10",
        "DISCONTINUITY-SEQUENCE:3 | DISCONTINUITY-SEQUENCE:4 | discontinuity sequence (RFC 8216, 6.2.2)",
        "13.m4s | 13b.m4s | segment 13 stays (RFC 8216, 6.2.1): expected 13.m4s, found 13b.m4s",
        "4.000,%13. | 3.999,%13. | segment 13 stays (RFC 8216, 6.2.1), duration",
        "#EXTINF:4.000,%13. | #EXT-X-GAP%#EXTINF:4.000,%13. | segment 13 stays (RFC 8216, 6.2.1), gap",
        "#EXT-X-DISCONTINUITY% | % | segment 12 stays (RFC 8216, 6.2.1), discontinuity",
        "00:01:00Z | 00:01:01Z | segment 12 stays (RFC 8216, 6.2.1), date",
        "init.mp4 | other.mp4 | segment 12 stays (RFC 8216, 6.2.1), map",
        "#EXTINF:4.000,%14.m4s%#EXTINF:4.000,%15.m4s% | % | segments are removed in order",
        "#EXTINF:4.000,%15.m4s% | #EXT-X-ENDLIST% | ",
      })
  void findsWhatIsWrongBehindAnotherVersion(String what, String by, String rule) {
    String now =
        replaced(
            SECOND_VERSION, what.replace('%', '\n'), by.equals("%") ? "" : by.replace('%', '\n'));
    List<String> found = violations(FIRST, now);
    if (rule == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).anyMatch(one -> one.startsWith("video at 4000 ms: " + rule));
    }
  }

  @Test
  void findsThatTooLittleIsLeft() {
    String now =
        SECOND_VERSION
            .replace("SEQUENCE:12", "SEQUENCE:13")
            .replace("SEQUENCE:3", "SEQUENCE:4")
            .replace("#EXT-X-DISCONTINUITY\n", "")
            .replace("00:01:00Z\n#EXTINF:4.000,\n12.m4s", "00:01:04Z");
    assertThat(violations(FIRST, now)).isEmpty();
    assertThat(violations(FIRST, now.replace("#EXTINF:4.000,\n15.m4s\n", "")))
        .containsExactly(
            "video at 4000 ms: what is left behind removed segments (RFC 8216, 6.2.2): expected at"
                + " least 12000000000 ns, found 8000000000");
  }

  @Test
  void findsThatTheEndWasNotTheEnd() {
    assertThat(violations(THIRD, THIRD.replace("#EXT-X-ENDLIST\n", "")))
        .containsExactly(
            "video at 4000 ms: end (RFC 8216, 4.3.3.4): expected nothing after it, found a new"
                + " version");
    assertThat(violations(THIRD + "#EXT-X-GAP\n").getFirst())
        .contains("expected nothing behind #EXT-X-ENDLIST");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PART-TARGET=1.0 | PART-TARGET=1.1 | constant part target",
        "PART-TARGET=1.0 | PART-TARGET=0.9 | part target (rfc8216bis, 4.4.3.7): expected at most",
        "DURATION=1.0,URI=\"8.1.m4s\" | DURATION=0.9,URI=\"8.1.m4s\" | parts of 8.m4s",
        "8.1.m4s | 8.2.m4s | announced part (rfc8216bis, 4.4.5.3): expected 8.1.m4s, found 8.2.m4s",
        "8.0.m4s | 8.9.m4s | parts are only added (rfc8216bis, 6.2.2)",
        "7.0.m4s | 7.9.m4s | segment 7 stays (RFC 8216, 6.2.1), parts",
        "\"9.0.m4s | \"8.1.m4s | hint (rfc8216bis, 4.4.5.3): expected a part that is not told yet",
      })
  void findsWhatIsWrongWithParts(String what, String by, String rule) {
    assertThat(violations(PARTS, replaced(MORE_PARTS, what, by)))
        .anyMatch(one -> one.startsWith("video at 4000 ms: " + rule));
  }

  /** 4 s from when they were removed. */
  @Test
  void knowsWhatMustStillBeThere() {
    HlsLiveRules rules = new HlsLiveRules("video");
    rules.take(FIRST, 0);
    rules.take(SECOND_VERSION, 4 * SECOND);
    assertThat(rules.removedButOwed(8 * SECOND)).containsExactly("10.m4s", "11.m4s");
    assertThat(rules.removedButOwed(8 * SECOND + 1)).isEmpty();
  }

  /** 4 s and the 20 s of the longest version, from when it was first told. */
  @Test
  void knowsWhatNobodyNeeds() {
    HlsLiveRules rules = new HlsLiveRules("video");
    rules.take(FIRST, 0);
    rules.take(SECOND_VERSION, 22 * SECOND);
    assertThat(rules.removedButOwed(24 * SECOND)).containsExactly("10.m4s", "11.m4s");
    assertThat(rules.removedButOwed(24 * SECOND + 1)).isEmpty();
  }

  @Test
  void findsPlaylistsThatAreNotAlike() {
    HlsLiveRules one = new HlsLiveRules("high");
    one.take(FIRST, 0);
    assertThat(HlsLiveRules.notAlike(List.of(one, with(SECOND_VERSION)))).isEmpty();
    assertThat(
            HlsLiveRules.notAlike(List.of(one, with(SECOND_VERSION.replace("01:00Z", "01:01Z")))))
        .hasSize(3)
        .first()
        .isEqualTo(
            "high and low at 0 ms: segment 12 alike (RFC 8216, 6.2.4): expected"
                + " Optional[2026-01-01T00:01:00Z], found Optional[2026-01-01T00:01:01Z]");
    assertThat(
            HlsLiveRules.notAlike(List.of(one, with(SECOND_VERSION.replace("ATION:4", "ATION:5")))))
        .containsExactly(
            "high and low at 0 ms: equal target durations (RFC 8216, 6.2.4): expected 4, found 5");
  }

  private static HlsLiveRules with(String text) {
    HlsLiveRules rules = new HlsLiveRules("low");
    rules.take(text, 0);
    return rules;
  }
}
