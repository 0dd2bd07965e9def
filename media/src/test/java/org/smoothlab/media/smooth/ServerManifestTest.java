package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ServerManifest.Meta;
import org.smoothlab.media.smooth.ServerManifest.Ref;
import org.smoothlab.media.smooth.ServerManifest.Track;

class ServerManifestTest {
  /** As IIS Manager writes it, with what others have added by hand. */
  private static final String ISML =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <smil xmlns="http://www.w3.org/2001/SMIL20/Language" xmlns:u="urn:usp" u:v="1">
        <head>
          <!-- who reads this -->
          <meta name="title" content="Quay &amp; &quot;camera&quot;" />
          <meta name="sourceType" content="Push" />
          <meta content="" name="filters" />
          <u:options u:mode="a"><u:one>1 &lt; 2</u:one><u:two/></u:options>
        </head>
        <body>
          <par>
            <ref src="http://edge-a.example/quay.isml" credential="edge" />
            <ref src="http://edge-b.example/quay.isml" />
          </par>
          <u:later/>
        </body>
      </smil>
      """;

  /** As Expression Encoder writes it, shortened. */
  private static final String ISM =
      """
      <?xml version="1.0" encoding="utf-16"?>
      <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
        <head><meta name="clientManifestRelativePath" content="a.ismc" /></head>
        <body><switch>
          <video src="a_1.ismv" systemBitrate="2962000">
            <param name="trackID" value="2" valuetype="data" />
          </video>
          <audio src="a_1.ismv" systemBitrate="64000" systemLanguage="eng">
            <param name="trackID" value="1" valuetype="data" />
            <param name="trackName" value="audio" valuetype="data" />
          </audio>
          <textstream src="cc.ismt"/>
        </switch></body>
      </smil>
      """;

  private static ServerManifest read(String document) throws MediaException {
    return ServerManifest.read(Slice.ofUtf8(document));
  }

  @Test
  void readsTheFileOfAPublishingPoint() throws Exception {
    ServerManifest manifest = read(ISML);
    assertThat(manifest.head().metas())
        .containsExactly(
            new Meta("title", "Quay & \"camera\""),
            new Meta("sourceType", "Push"),
            new Meta("filters", ""));
    assertThat(manifest.body().refs())
        .containsExactly(
            new Ref(
                "http://edge-a.example/quay.isml",
                List.of(new CustomAttribute("credential", "edge"))),
            new Ref("http://edge-b.example/quay.isml", List.of()));
    assertThat(manifest.body().refs().getFirst().textOf("Credential")).isEqualTo("edge");
    assertThat(manifest.body().tracks()).isEmpty();
    assertThat(manifest.meta("SOURCETYPE")).contains("Push");
    assertThat(manifest.meta("none")).isEmpty();
  }

  @Test
  void readsTheFileOfARecording() throws Exception {
    ServerManifest manifest =
        ServerManifest.read(Slice.copyOf(ISM.getBytes(StandardCharsets.UTF_16)));
    assertThat(manifest.meta("clientManifestRelativePath")).contains("a.ismc");
    assertThat(manifest.body().tracks())
        .extracting(Track::kind)
        .containsExactly(StreamKind.VIDEO, StreamKind.AUDIO, StreamKind.TEXT);
    Track audio = manifest.body().tracks().get(1);
    assertThat(audio.src()).isEqualTo("a_1.ismv");
    assertThat(audio.textOf("trackid")).isEqualTo("1");
    assertThat(audio.textOf("systemBitrate")).isEqualTo("64000");
    assertThat(audio.textOf("parentTrackName")).isEmpty();
  }

  @Test
  void writesBackWhatItDoesNotKnow() throws Exception {
    assertThat(read(ISML).write().text(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <smil xmlns="http://www.w3.org/2001/SMIL20/Language" xmlns:u="urn:usp" u:v="1">
              <head>
                <meta name="title" content="Quay &amp; &quot;camera&quot;"/>
                <meta name="sourceType" content="Push"/>
                <meta name="filters" content=""/>
                <u:options u:mode="a"><u:one>1 &lt; 2</u:one><u:two/></u:options>
              </head>
              <body>
                <par>
                  <ref src="http://edge-a.example/quay.isml" credential="edge"/>
                  <ref src="http://edge-b.example/quay.isml"/>
                </par>
                <u:later/>
              </body>
            </smil>
            """);
    assertThat(ServerManifest.read(read(ISML).write())).isEqualTo(read(ISML));
  }

  @Test
  void writesTheFileOfARecording() throws Exception {
    ServerManifest manifest =
        ServerManifest.EMPTY
            .withMeta("clientManifestRelativePath", "event.ismc")
            .withTracks(
                List.of(
                    new Track(
                        StreamKind.VIDEO,
                        "a.ismv",
                        List.of(new CustomAttribute("systemBitrate", "2000000")),
                        List.of(new CustomAttribute("trackID", "1")))));
    assertThat(manifest.write().text(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
              <head>
                <meta name="clientManifestRelativePath" content="event.ismc"/>
              </head>
              <body>
                <switch>
                  <video src="a.ismv" systemBitrate="2000000">
                    <param name="trackID" value="1" valuetype="data"/>
                  </video>
                </switch>
              </body>
            </smil>
            """);
    assertThat(ServerManifest.read(manifest.write())).isEqualTo(manifest);
  }

  @Test
  void changesOneMetaAtItsPlace() throws Exception {
    ServerManifest changed = read(ISML).withMeta("SourceType", "Pull").withMeta("new", "1");
    assertThat(changed.head().metas())
        .extracting(Meta::name)
        .containsExactly("title", "sourceType", "filters", "new");
    assertThat(changed.meta("sourceType")).contains("Pull");
    assertThat(changed.withoutMeta("Title").meta("title")).isEmpty();
    assertThat(changed.head().others()).isEqualTo(read(ISML).head().others());
    assertThat(changed.withRefs(List.of()).body().others()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<html/>|ServerManifest line 1, /html: expected the root element smil",
        "<smil><head><meta content='a'/></head></smil>"
            + "|ServerManifest line 1, /smil/head/meta: @name is missing",
        "<smil><head><meta name='a'/></head></smil>"
            + "|ServerManifest line 1, /smil/head/meta: @content is missing",
        "<smil><head><meta name='a' content=''/><meta name='A' content=''/></head></smil>"
            + "|ServerManifest line 1, /smil/head/meta: meta A comes twice",
        "<smil><body><par><ref/></par></body></smil>"
            + "|ServerManifest line 1, /smil/body/par/ref: @src is missing",
        "<smil><body><video/></body></smil>"
            + "|ServerManifest line 1, /smil/body/video: @src is missing",
        "<!DOCTYPE smil [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><smil>&x;</smil>"
            + "|ServerManifest line 1, : a document type declaration is not allowed"
            + " ([MS-SSTR] 2.2.2)",
      })
  void namesWhatIsWrong(String document, String message) {
    assertThatThrownBy(() -> read(document))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(message);
  }

  @Test
  void readsUpToItsLimits() {
    assertThatThrownBy(() ->
            read("<smil><body>" + "<x/>".repeat(ServerManifest.ELEMENTS_MAX) + "</body></smil>"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("more than 10000 elements");
    assertThatThrownBy(() -> read("<smil><x>" + "<a/>".repeat(10_000) + "</x></smil>"))
        .hasMessageContaining("more than 10000 elements");
    assertThatThrownBy(() -> read("<smil>" + "<x>".repeat(100) + "</smil>"))
        .hasMessageContaining("nested deeper than 16 elements");
    assertThatThrownBy(() -> read("<smil>" + " ".repeat(1 << 20) + "</smil>"))
        .hasMessage("ServerManifest: 1048589 bytes, at most 1048576 are read");
  }

  @Test
  void refusesTheSameMetaTwice() {
    List<Meta> twice = List.of(new Meta("a", "1"), new Meta("A", "2"));
    assertThatThrownBy(() -> new ServerManifest.Head(twice, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("meta A comes twice");
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void refusesEveryTruncation(int which) {
    byte[] whole =
        (which == 0 ? ISML : ISM.replace("utf-16", "utf-8"))
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    assertThat(IntStream.range(0, whole.length))
        .allSatisfy(length ->
            assertThatThrownBy(() -> ServerManifest.read(Slice.copyOf(whole).slice(0, length)))
                .isInstanceOf(MediaException.class));
  }

  @Test
  void readsAnythingThatIsFlippedOrRefusesIt() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] whole = ISML.getBytes(StandardCharsets.UTF_8);
    assertThat(IntStream.range(0, 3_000)).allSatisfy(_ -> requireStable(flipped(whole, random)));
  }

  private static byte[] flipped(byte[] whole, SplittableRandom random) {
    byte[] flipped = whole.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static void requireStable(byte[] document) throws MediaException {
    ServerManifest first;
    try {
      first = ServerManifest.read(Slice.copyOf(document));
    } catch (MediaException refused) {
      assertThat(refused).hasMessageStartingWith("ServerManifest");
      return;
    }
    assertThat(ServerManifest.read(first.write())).isEqualTo(first);
  }
}
