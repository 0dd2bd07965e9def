package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker accepts what is right, and finds each thing that is wrong. */
class DashLiveRulesTest {
  private static final long SECOND = 1_000_000_000L;

  /** Segments of 2 s: 0 to 8 s, and from 20 s on. */
  private static final String FIRST =
      """
      <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"
       type="dynamic" availabilityStartTime="2026-01-01T00:00:00Z" publishTime="2026-01-01T00:00:24Z"
       minimumUpdatePeriod="PT2S" timeShiftBufferDepth="PT30S" minBufferTime="PT4S"
       maxSegmentDuration="PT2S">
       <Period id="p0" start="PT0S" duration="PT8S">
        <AdaptationSet id="1" contentType="video" mimeType="video/mp4">
         <SegmentTemplate timescale="1000" presentationTimeOffset="0" initialization="i" media="$Time$">
          <SegmentTimeline><S t="0" d="2000" r="3"/></SegmentTimeline>
         </SegmentTemplate>
         <Representation id="v" bandwidth="1000" codecs="avc1.4D401E" width="16" height="9"/>
        </AdaptationSet>
       </Period>
       <Period id="p20" start="PT20S">
        <AdaptationSet id="1" contentType="video" mimeType="video/mp4">
         <SegmentTemplate timescale="1000" presentationTimeOffset="20000" initialization="i" media="$Time$">
          <SegmentTimeline><S t="20000" d="2000" r="1"/></SegmentTimeline>
         </SegmentTemplate>
         <Representation id="v" bandwidth="1000" codecs="avc1.4D401E" width="16" height="9"/>
        </AdaptationSet>
       </Period>
      </MPD>
      """;

  /** Two more segments, and two less. */
  private static final String SECOND_VERSION =
      FIRST
          .replace("00:00:24Z", "00:00:28Z")
          .replace("t=\"0\" d=\"2000\" r=\"3\"", "t=\"4000\" d=\"2000\" r=\"1\"")
          .replace("t=\"20000\" d=\"2000\" r=\"1\"", "t=\"20000\" d=\"2000\" r=\"3\"");

  /** The first Period is gone, the second has ended. */
  private static final String LAST_LIVE =
      (SECOND_VERSION.substring(0, SECOND_VERSION.indexOf(" <Period id=\"p0\""))
              + SECOND_VERSION.substring(SECOND_VERSION.indexOf(" <Period id=\"p20\"")))
          .replace("00:00:28Z", "00:00:29Z")
          .replace(" minimumUpdatePeriod=\"PT2S\"", "")
          .replace("start=\"PT20S\"", "start=\"PT20S\" duration=\"PT8S\"");

  private static final String OVER =
      LAST_LIVE
          .replace(
              "type=\"dynamic\" availabilityStartTime=\"2026-01-01T00:00:00Z\""
                  + " publishTime=\"2026-01-01T00:00:29Z\"",
              "type=\"static\" mediaPresentationDuration=\"PT8S\"")
          .replace(" timeShiftBufferDepth=\"PT30S\"", "")
          .replace("start=\"PT20S\"", "start=\"PT0S\"");

  private static List<String> violations(String... versions) {
    DashLiveRules rules = new DashLiveRules("mpd", _ -> false);
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
    assertThat(violations(FIRST, FIRST, SECOND_VERSION, LAST_LIVE, OVER, OVER)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        " minBufferTime=\"PT4S\" | % | syntax (ISO/IEC 23009-1, 5.3)",
        "id=\"p20\" | id=\"p0\" | Period ids (ISO/IEC 23009-1, 5.3.2): expected 2, found 1",
        "duration=\"PT8S\" | duration=\"PT21S\" | Periods do not overlap",
        "start=\"PT20S\" | start=\"PT20S\" duration=\"PT9S\" | duration of the last Period",
        " minimumUpdatePeriod=\"PT2S\" | % | duration of the last Period",
        "t=\"0\" d=\"2000\" r=\"3\"/> | t=\"0\" d=\"2000\"/><S t=\"1000\" d=\"2000\"/> | syntax"
            + " (ISO/IEC 23009-1, 5.3): MPD line 8",
        "t=\"0\" d=\"2000\" r=\"3\"/> | t=\"0\" d=\"2000\"/><S t=\"3000\" d=\"2000\"/> | no holes in"
            + " video of Period p0",
        "axSegmentDuration=\"PT2S\" | axSegmentDuration=\"PT1.9S\" | MPD@maxSegmentDuration",
        "Depth=\"PT30S\" | Depth=\"PT3S\" | MPD@timeShiftBufferDepth (ISO/IEC 23009-1, 5.3.1.2):"
            + " expected at most 5000000000 ns, found 6000000000 of video",
      })
  void findsWhatIsWrongInOneVersion(String what, String by, String rule) {
    assertThat(violations(replaced(FIRST, what.trim(), by.equals("%") ? "" : by)))
        .isNotEmpty()
        .allMatch(one -> one.startsWith("mpd at 0 ms: " + rule));
  }

  @Test
  void acceptsAHoleThatIsOne() {
    DashLiveRules rules =
        new DashLiveRules("mpd", new DashLiveRules.Hole("video", 2000, 3000)::equals);
    rules.take(
        replaced(
            FIRST,
            "t=\"0\" d=\"2000\" r=\"3\"/>",
            "t=\"0\" d=\"2000\"/><S t=\"3000\" d=\"2000\"/>"),
        0);
    assertThat(rules.violations()).isEmpty();
  }

  @Test
  void findsAnotherDurationOfTheWhole() {
    assertThat(violations(replaced(OVER, "ionDuration=\"PT8S\"", "ionDuration=\"PT9S\"")))
        .containsExactly(
            "mpd at 0 ms: MPD@mediaPresentationDuration (ISO/IEC 23009-1, 5.3.1.2): expected"
                + " 8000000000, found 9000000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "01-01T00:00:00Z | 01-01T00:00:01Z | MPD@availabilityStartTime stays",
        "00:00:28Z | 00:00:24Z | MPD@publishTime of another document",
        "Depth=\"PT30S\" | Depth=\"PT40S\" | MPD@timeShiftBufferDepth stays",
        "id=\"p0\" | id=\"p1\" | Periods come at the end",
        "start=\"PT20S\" | start=\"PT21S\" | start of Period p20 stays",
        "duration=\"PT8S\" | duration=\"PT9S\" | duration of Period p0 stays",
        "mimeType=\"video/mp4\" | mimeType=\"video/mp5\" | video of Period p0 stays",
        "width=\"16\" | width=\"17\" | representations of video of Period p0 stay",
        "media=\"$Time$\" | media=\"x$Time$\" | names in video of Period p0 stay",
        "Offset=\"20000\" | Offset=\"20001\" | presentationTimeOffset of video of Period p20 stays",
        "t=\"4000\" d=\"2000\" r=\"1\" | t=\"4000\" d=\"2000\" | segments of video of Period p0 stay",
        "t=\"20000\" d=\"2000\" r=\"3\" | t=\"20001\" d=\"2000\" r=\"3\" | segments of video of Period"
            + " p20 stay",
      })
  void findsWhatIsWrongBehindAnotherVersion(String what, String by, String rule) {
    assertThat(violations(FIRST, replaced(SECOND_VERSION, what, by)))
        .anyMatch(one -> one.startsWith("mpd at 4000 ms: " + rule));
  }

  @Test
  void findsPeriodsThatLeaveInTheMiddle() {
    assertThat(violations(FIRST, LAST_LIVE, LAST_LIVE.replace("00:00:29Z", "00:00:30Z")))
        .containsExactly(
            "mpd at 8000 ms: no version without MPD@minimumUpdatePeriod is followed (ISO/IEC"
                + " 23009-1, 5.3.1.2): expected none, found a new version");
    String onlyFirst =
        SECOND_VERSION.substring(0, SECOND_VERSION.indexOf(" <Period id=\"p20\"")) + "</MPD>\n";
    assertThat(violations(FIRST, onlyFirst.replace(" duration=\"PT8S\"", "")))
        .anyMatch(one -> one.startsWith("mpd at 4000 ms: Periods leave at the front"));
  }

  @Test
  void findsThatTheEndWasNotTheEnd() {
    assertThat(violations(OVER, OVER.replace("r=\"3\"", "r=\"2\"")))
        .containsExactly(
            "mpd at 4000 ms: end (ISO/IEC 23009-1, 5.4.1): expected nothing after it, found a new"
                + " version");
  }

  @Test
  void findsThatNumbersAreOthers() {
    String counted =
        """
        <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"
         type="dynamic" availabilityStartTime="2026-01-01T00:00:00Z"
         publishTime="2026-01-01T00:00:24Z" minimumUpdatePeriod="PT2S" minBufferTime="PT4S">
         <Period id="p0" start="PT0S">
          <AdaptationSet id="1" contentType="video" mimeType="video/mp4">
           <SegmentTemplate timescale="1000" initialization="i" media="$Number$" startNumber="5"
            duration="2000"/>
           <Representation id="v" bandwidth="1000" codecs="avc1.4D401E" width="16" height="9"/>
          </AdaptationSet>
         </Period>
        </MPD>
        """;
    String later = counted.replace("00:00:24Z", "00:00:26Z");
    assertThat(violations(counted, later)).isEmpty();
    assertThat(violations(counted, later.replace("startNumber=\"5\"", "startNumber=\"6\"")))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("mpd at 4000 ms: numbers of video of Period p0 stay");
  }
}
