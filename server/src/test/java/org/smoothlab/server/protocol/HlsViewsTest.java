package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.origin.TestTrack.header;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.text;

import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Admission;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.origin.Target;

/** What viewers of HLS get: playlists, segments, statuses and fields. */
class HlsViewsTest {
  private static final String LEVEL = POINT + "/QualityLevels(2000000)";
  private static final String PLAYLIST = LEVEL + "/Manifest(video,format=m3u8-cmaf)";

  private static final String KEY = "00112233445566778899AABBCCDDEEFF";

  private static Stage live(PointSettings settings, int count) {
    Stage stage = Stage.started(settings);
    stage.sendFragments(stage.announced(HIGH, LOW, AUDIO), count, HIGH, LOW, AUDIO);
    return stage;
  }

  private static Stage live() {
    return live(PointSettings.DEFAULT.withWindowLengthSeconds(600), 7);
  }

  private static PointSettings hls(int segmentSeconds, OutputModule.Encryption encryption) {
    return hls(
        new OutputModule.Hls(
            segmentSeconds, 1_600_000, new OutputModule.Playlist(false, true, false), encryption));
  }

  private static PointSettings hls(OutputModule.Hls module) {
    return PointSettings.DEFAULT
        .withWindowLengthSeconds(600)
        .withModules(
            List.of(new OutputModule(OutputModule.HLS_ID, OutputModule.Kind.SINK, "", module)));
  }

  @Test
  void tellsOfVariantsAndTheirSound() {
    Reply reply = live().get(POINT + "/Manifest(format=m3u8-cmaf).m3u8");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).contains("application/vnd.apple.mpegurl");
    assertThat(text(reply))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="audio 128000",DEFAULT=YES,AUTOSELECT=YES,\
            URI="QualityLevels(128000)/Manifest(audio,format=m3u8-cmaf)"
            #EXT-X-STREAM-INF:BANDWIDTH=2128000,AVERAGE-BANDWIDTH=2128000,\
            CODECS="avc1.4D401E,mp4a.40.2",RESOLUTION=1280x720,AUDIO="audio"
            QualityLevels(2000000)/Manifest(video,format=m3u8-cmaf)
            #EXT-X-STREAM-INF:BANDWIDTH=628000,AVERAGE-BANDWIDTH=628000,\
            CODECS="avc1.4D401E,mp4a.40.2",RESOLUTION=1280x720,AUDIO="audio"
            QualityLevels(500000)/Manifest(video,format=m3u8-cmaf)
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=666667,CODECS="avc1.4D401E",RESOLUTION=1280x720,\
            URI="QualityLevels(2000000)/Manifest(video,format=m3u8-cmaf,type=keyframes)"
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=166667,CODECS="avc1.4D401E",RESOLUTION=1280x720,\
            URI="QualityLevels(500000)/Manifest(video,format=m3u8-cmaf,type=keyframes)"
            """);
  }

  /** One picture for each segment, under the numbers of the segments. */
  @Test
  void tellsOfKeyFrames() throws Exception {
    Stage stage = live();
    assertThat(text(stage.get(LEVEL + "/Manifest(video,format=m3u8-cmaf,type=keyframes)")))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-I-FRAMES-ONLY
            #EXT-X-MAP:URI="Fragments(video=i,format=m3u8-cmaf).mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z
            #EXTINF:6.000000,
            KeyFrames(video=0,format=m3u8-cmaf).m4s
            #EXTINF:6.000000,
            KeyFrames(video=60000000,format=m3u8-cmaf).m4s
            """);
    Reply frame = stage.get(LEVEL + "/KeyFrames(video=60000000,format=m3u8-cmaf).m4s");
    assertThat(frame.status()).isEqualTo(200);
    Slice first = FragmentReader.samples(HIGH.fragment(3)).getFirst().data();
    assertThat(BoxList.read(Slice.concat(frame.body()), "").all(MdatBox.class))
        .extracting(MdatBox::data)
        .containsExactly(first);
    assertThat(text(stage.get(LEVEL + "/Manifest(video,format=m3u8-aapl,type=keyframes)")))
        .startsWith("#EXTM3U\n#EXT-X-VERSION:4\n")
        .contains("\nKeyFrames(video=0,format=m3u8-aapl).ts\n");
  }

  @Test
  void putsTheSoundInsideForPlayersOfVersionThree() {
    assertThat(text(live().get(POINT + "/Manifest(format=m3u8-aapl-v3)")))
        .startsWith("#EXTM3U\n#EXT-X-VERSION:3\n")
        .doesNotContain("EXT-X-MEDIA:")
        .contains("BANDWIDTH=2340800,AVERAGE-BANDWIDTH=2128000,")
        .contains(
            "\nQualityLevels(2000000)/Manifest(video,format=m3u8-aapl-v3,audiotrack=audio)\n");
  }

  @Test
  void keepsToTheSettingsOfTheModule() {
    Stage stage = live(hls(4, OutputModule.Encryption.NONE), 7);
    assertThat(text(stage.get(POINT + "/Manifest(format=m3u8-aapl)")))
        .doesNotContain("QualityLevels(2000000)")
        .doesNotContain("CODECS")
        .contains("\nQualityLevels(500000)/Manifest(video,format=m3u8-aapl).m3u8\n");
    assertThat(text(stage.get(PLAYLIST)))
        .contains("#EXT-X-TARGETDURATION:4\n")
        .contains("#EXT-X-ALLOW-CACHE:NO\n");
  }

  /** Six of seven fragments fill two segments; Smooth shows five of them. */
  @Test
  void tellsOfSegmentsThatAreComplete() {
    Reply reply = live().get(PLAYLIST);

    assertThat(text(reply))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-MAP:URI="Fragments(video=i,format=m3u8-cmaf).mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z
            #EXTINF:6.000000,
            Fragments(video=0,format=m3u8-cmaf).m4s
            #EXTINF:6.000000,
            Fragments(video=60000000,format=m3u8-cmaf).m4s
            """);
    assertThat(reply.header("Cache-Control")).contains("public, max-age=1");
  }

  @Test
  void endsWithTheEvent() {
    Stage stage = live();
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);
    assertThat(text(stage.get(PLAYLIST)))
        .endsWith(
            "#EXTINF:2.000000,\nFragments(video=120000000,format=m3u8-cmaf).m4s\n#EXT-X-ENDLIST\n");
  }

  @Test
  void tellsAnotherEntityTagWhenMoreIsWhole() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    IngestSession session = stage.announced(HIGH);
    for (int index = 0; index < 5; index++) {
      stage.sendFragment(session, HIGH, index);
    }
    String tag = stage.get(PLAYLIST).header("ETag").orElseThrow();
    assertThat(stage.get(PLAYLIST, new Header("If-None-Match", tag)).status()).isEqualTo(304);
    stage.sendFragment(session, HIGH, 5);
    Reply grown = stage.get(PLAYLIST, new Header("If-None-Match", tag));
    assertThat(grown.status()).isEqualTo(200);
    assertThat(text(grown)).contains("video=60000000");
  }

  @Test
  void givesSegmentsOfSeveralFragments() throws Exception {
    Stage stage = live();
    Reply init = stage.get(LEVEL + "/Fragments(video=i,format=m3u8-cmaf).mp4");
    assertThat(init.status()).isEqualTo(200);
    Reply segment = stage.get(LEVEL + "/Fragments(video=60000000,format=m3u8-cmaf).m4s");
    assertThat(segment.status()).isEqualTo(200);
    List<MdatBox> payloads = BoxList.read(Slice.concat(segment.body()), "").all(MdatBox.class);
    assertThat(payloads).hasSize(3);
    for (int index = 0; index < 3; index++) {
      assertThat(payloads.get(index).data()).isEqualTo(HIGH.fragment(3 + index).payload());
    }
    // The payload is the encoder's own memory.
    assertThat(segment.body()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/QualityLevels(2000000)/Fragments(video=120000000,format=m3u8-cmaf) | 404 | no fragment at",
        "/QualityLevels(2000000)/Fragments(video=20000000,format=m3u8-cmaf) | 404 | no fragment at",
        "/QualityLevels(7)/Fragments(video=0,format=m3u8-cmaf) | 404 | no track of 7 bit/s",
        "/QualityLevels(7)/Manifest(video,format=m3u8-aapl) | 404 | no track of 7 bit/s",
        "/QualityLevels(2000000)/Manifest(video,format=mpd-time-cmaf) | 404 | is not made",
        "/QualityLevels(2000000)/Manifest(video) | 404 | is not made",
        "/QualityLevels(2000000)/KeyFrames(video=0,format=m3u8-aapl-v3) | 404 | KeyFrames is not",
        "/QualityLevels(2000000)/KeyFrames(video=20000000,format=m3u8-cmaf) | 404 | no fragment at",
        "/QualityLevels(2000000)/RawFragments(video=0,format=m3u8-cmaf) | 404 | is not made",
        "/QualityLevels(128000)/KeyFrames(audio=0,format=m3u8-cmaf) | 404 | KeyFrames is not made",
        "/QualityLevels(128000)/Manifest(audio,format=m3u8-cmaf,type=keyframes) | 404 | no playlist",
        "/QualityLevels(2000000)/Manifest(video,format=m3u8-aapl-v3,type=keyframes) | 404 | no play",
        "/Manifest(format=m3u9) | 404 | is not made",
      })
  void refusesWhatIsNotThere(String path, int status, String message) {
    Reply reply = live().get(POINT + path);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(text(reply)).contains(message);
  }

  @Test
  void saysWhatHasLeftTheWindow() {
    Stage stage = live(PointSettings.DEFAULT.withWindowLengthSeconds(20), 40);
    assertThat(stage.get(LEVEL + "/Fragments(video=0,format=m3u8-cmaf)").status()).isEqualTo(410);
    assertThat(text(stage.get(PLAYLIST)))
        .contains("#EXT-X-MEDIA-SEQUENCE:10\n")
        .doesNotContain("video=540000000");
  }

  private static PointSettings encrypted(String keyUrl) {
    return hls(6, new OutputModule.Encryption(true, KEY, keyUrl));
  }

  @Test
  void tellsWhereTheKeyIsBehindWhatStaysClear() {
    Stage stage = live(encrypted(""), 7);
    assertThat(text(stage.get(PLAYLIST)))
        .contains(
            """
            #EXT-X-MAP:URI="Fragments(video=i,format=m3u8-cmaf).mp4"
            #EXT-X-KEY:METHOD=AES-128,URI="../Key"
            """);
    Reply key = stage.get(POINT + "/Key");
    assertThat(key.status()).isEqualTo(200);
    assertThat(Stage.bytes(key)).isEqualTo(Slice.ofHex(KEY).toByteArray());
    assertThat(key.header("Content-Type")).contains("application/octet-stream");
    assertThat(key.header("Cache-Control")).contains("no-store");
    assertThat(key.toString()).doesNotContainIgnoringCase(KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/QualityLevels(2000000)/Fragments(video=60000000,format=m3u8-cmaf)",
        "/QualityLevels(128000)/Fragments(audio=60000000,format=m3u8-aapl)",
      })
  void encryptsEachSegmentAsAWholeFromItsNumber(String segment) throws Exception {
    String path = POINT + segment;
    Stage stage = live(encrypted(""), 7);
    Reply secret = stage.get(path);

    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(Slice.ofHex(KEY).toByteArray(), "AES"),
        new IvParameterSpec(Slice.ofHex("00000000000000000000000000000001").toByteArray()));
    Reply clear = live().get(path);
    assertThat(cipher.doFinal(Stage.bytes(secret))).isEqualTo(Stage.bytes(clear));
    assertThat(secret.header("Content-Type")).isEqualTo(clear.header("Content-Type"));
    assertThat(secret.header("ETag")).isNotEqualTo(clear.header("ETag"));
    assertThat(stage.get(path).body().getFirst()).isSameAs(secret.body().getFirst());
    assertThat(Stage.bytes(live(encrypted(""), 7).get(path))).isEqualTo(Stage.bytes(secret));
  }

  @Test
  void namesAKeyThatIsElsewhereAndKeepsItsOwnToItself() {
    Stage stage = live(encrypted("https://keys.example/1"), 7);
    assertThat(text(stage.get(PLAYLIST)))
        .contains("#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.example/1\"\n");
    assertThat(stage.get(POINT + "/Key").status()).isEqualTo(404);
    assertThat(live().get(POINT + "/Key").status()).isEqualTo(404);
    assertThat(live().get("/live/none.isml/Key").status()).isEqualTo(404);
  }

  /** Viewers would be told that numbers fall: what was fetched later is in no playlist. */
  @Test
  void beginsNeverEarlierThanItHasBegun() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    IngestSession session = stage.announced(HIGH);
    for (int index = 10; index < 18; index++) {
      stage.sendFragment(session, HIGH, index);
    }
    String before = text(stage.get(PLAYLIST));
    assertThat(before)
        .contains("#EXT-X-MEDIA-SEQUENCE:3\n")
        .contains("#EXTINF:4.000000,\nFragments(video=200000000,");

    fillPast(stage, 7, 10);
    assertThat(stage.manifest().find("video").orElseThrow().chunks()).hasSizeGreaterThan(8);
    assertThat(text(stage.get(PLAYLIST))).isEqualTo(before);
    assertThat(stage.get(LEVEL + "/Fragments(video=200000000,format=m3u8-cmaf)").status())
        .isEqualTo(200);
  }

  /** Nobody has been told of anything: then all of it is told. */
  @Test
  void beginsWithThePastThatWasThereInTime() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    IngestSession session = stage.announced(HIGH);
    for (int index = 10; index < 18; index++) {
      stage.sendFragment(session, HIGH, index);
    }
    fillPast(stage, 7, 10);
    assertThat(text(stage.get(PLAYLIST))).contains("#EXT-X-MEDIA-SEQUENCE:2\n");
  }

  private static void fillPast(Stage stage, int from, int to) {
    Source past =
        ((Admission.Admitted)
                stage
                    .origin
                    .find(POINT)
                    .orElseThrow()
                    .open(new SourceId("", "past", "server:1"), stage.nowNanos))
            .source();
    IngestSession block = IngestSession.past(past, BoxLimits.LIVE, stage.nowNanos);
    assertThat(stage.send(block, header(List.of(HIGH)))).isEmpty();
    for (int index = from; index < to; index++) {
      stage.sendFragment(block, HIGH, index);
    }
    assertThat(block.finish(stage.nowNanos).status()).isEqualTo(200);
  }

  /** What viewers make up in a URL is not what is kept. */
  @Test
  void keepsOneDocumentWhateverOptionsAreAsked() {
    Stage stage = live();
    Slice plain = stage.get(PLAYLIST).body().getFirst();
    Slice other =
        stage.get(LEVEL + "/Manifest(video,format=m3u8-cmaf,any=thing)").body().getFirst();
    assertThat(other).isSameAs(plain);
    Slice all = stage.get(POINT + "/Manifest(format=m3u8-aapl)").body().getFirst();
    assertThat(stage.get(POINT + "/Manifest(format=m3u8-aapl,x=1)").body().getFirst())
        .isSameAs(all);
  }

  @Test
  void namesTheEventUnlessTheUrlDoes() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    IngestSession session = stage.post(POINT + "/Events(e1)/Streams(a)");
    stage.send(session, header(List.of(HIGH)));
    stage.sendFragments(session, 4, HIGH);
    assertThat(text(stage.get(POINT + "/Manifest(format=m3u8-cmaf)")))
        .contains("\nEvents(e1)/QualityLevels(2000000)/Manifest(");
    assertThat(text(stage.get(POINT + "/Events(e1)/Manifest(format=m3u8-cmaf)")))
        .contains("\nQualityLevels(2000000)/Manifest(");
  }

  /** Nothing that was kept of a point is taken for what another of its path has. */
  @Test
  void tellsAPointFromAnEarlierOneOfItsPath() {
    Stage stage = live();
    String playlistTag = stage.get(PLAYLIST).header("ETag").orElseThrow();
    String segment = LEVEL + "/Fragments(video=0,format=m3u8-cmaf)";
    String segmentTag = stage.get(segment).header("ETag").orElseThrow();
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);
    stage.origin.find(POINT).orElseThrow().command(Target.IDLE, stage.nowNanos);
    stage.origin.remove(POINT, stage.nowNanos);
    assertThat(stage.origin.find(POINT)).isEmpty();

    stage.origin.create(
        POINT, PointSettings.DEFAULT.withAutoStart(true).withWindowLengthSeconds(600));
    stage.sendFragments(stage.announced(HIGH, LOW, AUDIO), 7, HIGH, LOW, AUDIO);

    assertThat(stage.get(PLAYLIST).header("ETag")).get().isNotEqualTo(playlistTag);
    assertThat(stage.get(segment).header("ETag")).get().isNotEqualTo(segmentTag);
  }

  /** The same encoder, another origin: nothing in a playlist or a segment tells which. */
  @Test
  void isTheSameOnEveryOrigin() {
    Stage one = live();
    Stage other = live();
    for (String path :
        List.of(
            PLAYLIST,
            POINT + "/Manifest(format=m3u8-aapl)",
            LEVEL + "/Fragments(video=0,format=m3u8-cmaf)")) {
      assertThat(Stage.bytes(one.get(path))).isEqualTo(Stage.bytes(other.get(path)));
    }
  }
}
