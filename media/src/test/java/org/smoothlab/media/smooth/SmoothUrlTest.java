package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.smooth.SmoothUrl.FragmentRequest;
import org.smoothlab.media.smooth.SmoothUrl.Noun;
import org.smoothlab.media.test.Hostile;

class SmoothUrlTest {
  private static final FragmentRequest VIDEO =
      new FragmentRequest(
          "/live/event.isml",
          "",
          Noun.FRAGMENTS,
          2_000_000,
          List.of(),
          "video",
          120_000_000,
          List.of());

  @Test
  void readsAFragmentRequest() throws Exception {
    assertThat(SmoothUrl.read("/live/event.isml/QualityLevels(2000000)/Fragments(video=120000000)"))
        .isEqualTo(VIDEO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/live/event.isml/qualitylevels(2000000)/FRAGMENTS(video=120000000)",
        "/live/event.isml/QualityLevels%282000000%29/Fragments%28video%3D120000000%29",
        "/live/event.isml/QualityLevels(2000000)/Fragments(video=120000000)?x=1",
        "/live/event.isml/QualityLevels(2000000)/Fragments(video=00120000000)",
        "/%6Cive/event%2Eisml/QualityLevels( 2000000 )/Fragments( video = 120000000 )",
      })
  void readsTheSameRequestInOtherSpellings(String rawPath) throws Exception {
    assertThat(SmoothUrl.read(rawPath)).isEqualTo(VIDEO);
  }

  @ParameterizedTest
  @CsvSource({
    "Fragments, FRAGMENTS",
    "FragmentInfo, FRAGMENT_INFO",
    "RawFragments, RAW_FRAGMENTS",
    "KeyFrames, KEY_FRAMES",
    "rawfragments, RAW_FRAGMENTS",
  })
  void knowsTheFourNouns(String word, Noun noun) throws Exception {
    FragmentRequest request =
        (FragmentRequest) SmoothUrl.read("/a.isml/QualityLevels(1)/" + word + "(v=2)");
    assertThat(request.noun()).isEqualTo(noun);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x.isml/Manifest(format=m3u8-aapl)",
        "/x.isml/manifest(format=m3u8-aapl).m3u8",
        "/x.isml/Manifest(format=m3u8-aapl).M3U8?_HLS_msn=7",
        "/x.isml/manifest%28format=m3u8-aapl%29.mpd",
      })
  void readsManifestsWithASuffix(String rawPath) throws Exception {
    assertThat(SmoothUrl.read(rawPath))
        .isEqualTo(
            new SmoothUrl.Manifest(
                "/x.isml", "", List.of(new CustomAttribute("format", "m3u8-aapl"))));
  }

  @Test
  void readsTheManifestOfATrack() throws Exception {
    SmoothUrl url =
        SmoothUrl.read(
            "/x.isml/QualityLevels(128041)/Manifest(aac_eng_2,format=m3u8-aapl,type=keyframes)"
                + ".m3u8");
    assertThat(url)
        .isEqualTo(
            new SmoothUrl.TrackManifest(
                "/x.isml",
                "",
                new SmoothUrl.Track(128_041, List.of(), "aac_eng_2"),
                List.of(
                    new CustomAttribute("format", "m3u8-aapl"),
                    new CustomAttribute("type", "keyframes"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/live/event.isml/QualityLevels(2000000)/Fragments(video=120000000).ts",
        "/live/event.isml/QualityLevels(2000000)/Fragments(video=120000000).M4S",
        "/live/event.isml/QualityLevels(2000000)/fragments%28video=120000000%29.mp4",
      })
  void readsSegmentsWithASuffix(String rawPath) throws Exception {
    assertThat(SmoothUrl.read(rawPath)).isEqualTo(VIDEO);
  }

  @Test
  void readsTheInitializationOfATrack() throws Exception {
    SmoothUrl url =
        SmoothUrl.read(
            "/x.isml/QualityLevels(800000,cam=2)/Fragments(video=i,format=mpd-time-csf)");
    assertThat(url)
        .isEqualTo(
            new SmoothUrl.InitRequest(
                "/x.isml",
                "",
                new SmoothUrl.Track(800_000, List.of(new CustomAttribute("cam", "2")), "video"),
                List.of(new CustomAttribute("format", "mpd-time-csf"))));
    assertThat(url.write())
        .isEqualTo("/x.isml/QualityLevels(800000,cam=2)/Fragments(video=i,format=mpd-time-csf)");
  }

  @Test
  void readsAttributesAndOptionsAsTheyAreOrdered() throws Exception {
    SmoothUrl url =
        SmoothUrl.read(
            "/a.isml/Events(e1)/QualityLevels(5,cam=2,Angle=left%20side)"
                + "/Fragments(v=7,+format=m3u8-aapl,%20audiotrack=eng)");
    assertThat(url)
        .isEqualTo(
            new FragmentRequest(
                "/a.isml",
                "e1",
                Noun.FRAGMENTS,
                5,
                List.of(new CustomAttribute("cam", "2"), new CustomAttribute("Angle", "left side")),
                "v",
                7,
                List.of(
                    new CustomAttribute("format", "m3u8-aapl"),
                    new CustomAttribute("audiotrack", "eng"))));
    assertThat(((FragmentRequest) url).option("Format")).contains("m3u8-aapl");
    assertThat(((FragmentRequest) url).option("filter")).isEmpty();
  }

  @Test
  void readsTheLargestNumbers() throws Exception {
    FragmentRequest request =
        (FragmentRequest)
            SmoothUrl.read("/a.isml/QualityLevels(4294967295)/Fragments(v=9223372036854775807)");
    assertThat(request.bitrateBps()).isEqualTo(0xFFFF_FFFFL);
    assertThat(request.startTicks()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void readsManifestsOfBothSpellingsAndWithOptions() throws Exception {
    SmoothUrl plain = new SmoothUrl.Manifest("/a b/x.ism", "", List.of());
    assertThat(SmoothUrl.read("/a%20b/x.ism/Manifest")).isEqualTo(plain);
    assertThat(SmoothUrl.read("/a%20b/x.ism/manifest()")).isEqualTo(plain);
    SmoothUrl.Manifest hls =
        (SmoothUrl.Manifest) SmoothUrl.read("/x.isml/Events(7)/Manifest(format=m3u8-aapl)");
    assertThat(hls.option("format")).contains("m3u8-aapl");
    assertThat(hls.eventId()).isEqualTo("7");
  }

  @Test
  void readsIngestUrls() throws Exception {
    assertThat(SmoothUrl.read("/x.isml")).isEqualTo(new SmoothUrl.Point("/x.isml"));
    assertThat(SmoothUrl.read("/x.isml/")).isEqualTo(new SmoothUrl.Point("/x.isml"));
    assertThat(SmoothUrl.read("/x.isml/Streams(9092-stream0)"))
        .isEqualTo(new SmoothUrl.Streams("/x.isml", "", "9092-stream0"));
    assertThat(SmoothUrl.read("/x.isml/events(2026)/streams()"))
        .isEqualTo(new SmoothUrl.Streams("/x.isml", "2026", ""));
    assertThat(SmoothUrl.read("/x.isml/Events(2026)/streammanifest"))
        .isEqualTo(new SmoothUrl.StreamManifest("/x.isml", "2026"));
  }

  @Test
  void readsWhereKeysAre() throws Exception {
    assertThat(SmoothUrl.read("/x.isml/key")).isEqualTo(new SmoothUrl.ContentKey("/x.isml", ""));
    assertThat(SmoothUrl.read("/x.ism/Events(7)/Key"))
        .isEqualTo(new SmoothUrl.ContentKey("/x.ism", "7"));
  }

  @Test
  void takesTheLastPointOfThePath() throws Exception {
    assertThat(SmoothUrl.read("/old.ism/new.ISML/Streams(a.isml)"))
        .isEqualTo(new SmoothUrl.Streams("/old.ism/new.ISML", "", "a.isml"));
  }

  @Test
  void keepsAPlusThatFollowsNoComma() throws Exception {
    assertThat(SmoothUrl.read("/x.isml/Streams(a+b)"))
        .isEqualTo(new SmoothUrl.Streams("/x.isml", "", "a+b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x.isml/Manifest | a path starts with /",
        "/Manifest | no publishing point",
        "/live/.isml | no publishing point",
        "/a//x.isml | empty and dot segments",
        "/a/../x.isml | empty and dot segments",
        "/a/%2e%2E/x.isml | empty and dot segments",
        "/a%2Fb/x.isml | an escaped slash",
        "/a%5Cx.isml | an escaped slash or a backslash",
        "/x.isml/%zz | a % must be followed by two hexadecimal digits",
        "/x.isml/Streams(%4 | a % must be followed by two hexadecimal digits",
        "/x.isml/Streams(%00) | control characters",
        "/x.isml/Streams(%C3%28) | is not UTF-8",
        "/x.isml/Events(a) | ends where what is wanted of the event was expected",
        "/x.isml/Streams | Streams needs (…)",
        "/x.isml/Streams(a | has no closing parenthesis",
        "/x.isml/Streams(a)/b | \"b\" is too much",
        "/x.isml/StreamManifest(a) | StreamManifest takes no (…)",
        "/x.isml/Key(a) | Key takes no (…)",
        "/x.isml/Key/a | \"a\" is too much",
        "/x.isml/Manifest/ | \"\" is too much",
        "/x.isml/Manifest(format) | expected key=value, got \"format\"",
        "/x.isml/Manifest(a=1,a=2) | \"a\" is given twice",
        "/x.isml/crossdomain.xml | unknown word \"crossdomain.xml\"",
        "/x.isml/QualityLevels(1) | ends where Manifest(…)",
        "/x.isml/QualityLevels()/Fragments(v=0) | the bitrate is missing",
        "/x.isml/QualityLevels(-1)/Fragments(v=0) | the bitrate must be decimal digits, got \"-1\"",
        "/x.isml/QualityLevels(4294967296)/Fragments(v=0) | the bitrate is above 4294967295",
        "/x.isml/QualityLevels(1)/Pictures(v=0) | unknown noun \"Pictures\"",
        "/x.isml/QualityLevels(1)/Fragments(v) | expected Fragments(name=time)",
        "/x.isml/QualityLevels(1)/Fragments(=1) | expected Fragments(name=time)",
        "/x.isml/QualityLevels(1)/KeyFrames(v=i) | \"i\"",
        "/x.isml/QualityLevels(1)/Manifest | Manifest needs (…)",
        "/x.isml/QualityLevels(1)/Manifest() | expected Manifest(name)",
        "/x.isml/QualityLevels(1)/Manifest(v).ts | has no closing parenthesis",
        "/x.isml/QualityLevels(1)/Fragments(v=1).m3u8 | has no closing parenthesis",
        "/x.isml/QualityLevels(1)/Fragments(v=) | the start time is missing",
        "/x.isml/QualityLevels(1)/Fragments(v=1.5) | the start time must be decimal digits",
        "/x.isml/QualityLevels(1)/Fragments(v=9223372036854775808) | the start time is above 922337",
        "/x.isml/QualityLevels(1)/Fragments(v=99999999999999999999) | the start time is above 922337",
        "/x.isml/QualityLevels(1)/Fragments(v=1)/x | \"x\" is too much",
      })
  void saysWhatIsWrong(String rawPath, String message) {
    assertThatThrownBy(() -> SmoothUrl.read(rawPath))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesThePathInTheMessage() {
    assertThatThrownBy(() -> SmoothUrl.read("/x.isml/QualityLevels(a)/Fragments(v=0)"))
        .hasMessage(
            "/x.isml/QualityLevels(a)/Fragments(v=0):"
                + " the bitrate must be decimal digits, got \"a\"");
  }

  @Test
  void refusesAnEndlessPathWithAShortMessage() {
    assertThatThrownBy(() -> SmoothUrl.read("/" + "a".repeat(9000) + ".isml"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("longer than 8192 characters")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }

  @Test
  void writesEscapesWhereTheyAreNeeded() {
    FragmentRequest request =
        new FragmentRequest(
            "/a b/é.isml",
            "e(1)",
            Noun.KEY_FRAMES,
            3,
            List.of(new CustomAttribute("k", "v=1")),
            "nom/été",
            4,
            List.of(new CustomAttribute("format", "m3u8-aapl")));
    assertThat(request.write())
        .isEqualTo(
            "/a%20b/%C3%A9.isml/Events(e%281%29)/QualityLevels(3,k=v%3D1)"
                + "/KeyFrames(nom%2F%C3%A9t%C3%A9=4,format=m3u8-aapl)");
  }

  @Test
  void refusesToHoldWhatCannotBeWritten() {
    assertThatThrownBy(() -> new SmoothUrl.Point("live"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fragment("a,b", 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fragment("v", -1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fragment("v", 0, -1)).isInstanceOf(IllegalArgumentException.class);
    List<CustomAttribute> bad = List.of(new CustomAttribute("a=b", "c"));
    assertThatThrownBy(() -> new SmoothUrl.Manifest("/x.isml", "", bad))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesRoundTrip(long seed) throws Exception {
    SmoothUrl url = Documents.url(new SplittableRandom(seed));
    assertThat(SmoothUrl.read(url.write())).isEqualTo(url);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesBrokenUrls(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder broken = new StringBuilder(Documents.url(random).write());
    for (int change = random.nextInt(1, 4); change > 0; change--) {
      broken.setCharAt(random.nextInt(broken.length()), (char) random.nextInt(1, 256));
    }
    Hostile.onlyMediaException(() -> SmoothUrl.read(broken.toString()));
  }

  private static FragmentRequest fragment(String name, long bitrateBps, long startTicks) {
    return new FragmentRequest(
        "/x.isml", "", Noun.FRAGMENTS, bitrateBps, List.of(), name, startTicks, List.of());
  }
}
