package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ServerManifest;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointSettings.Peer;

class PointMetasTest {
  private static final PointSettings DEFAULT = PointSettings.DEFAULT;
  private static final String KEY = "00112233445566778899AABBCCDDEEFF";

  private static PointSettings reread(PointSettings settings) throws MediaException {
    Slice written = PointFile.of(settings, ServerManifest.EMPTY).document().write();
    return new PointMetas(ServerManifest.read(written)).settings();
  }

  private static String written(PointSettings settings, String before) throws MediaException {
    ServerManifest document =
        before.isEmpty() ? ServerManifest.EMPTY : ServerManifest.read(Slice.ofUtf8(before));
    return PointFile.of(settings, document).document().write().text(StandardCharsets.UTF_8);
  }

  @Test
  void writesWhatIisWritesAndNothingElseByDefault() throws Exception {
    assertThat(written(DEFAULT.withTitle("Quay"), ""))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
              <head>
                <meta name="title" content="Quay"/>
                <meta name="module" content="liveSmoothStreaming"/>
                <meta name="sourceType" content="Push"/>
                <meta name="publishing" content="Fragments;Streams;Archives"/>
                <meta name="estimatedTime" content="0"/>
                <meta name="lookaheadChunks" content="2"/>
                <meta name="manifestWindowLength" content="0"/>
                <meta name="startOnFirstRequest" content="false"/>
                <meta name="archiveSegmentLength" content="0"/>
                <meta name="restartOnEncoderReconnect" content="false"/>
              </head>
              <body>
              </body>
            </smil>
            """);
  }

  @Test
  void keepsWhatItDoesNotKnow() throws Exception {
    String before =
        """
        <smil xmlns="http://www.w3.org/2001/SMIL20/Language"><head>
          <meta name="Filters" content="x"/><meta name="SOURCETYPE" content="Push"/>
          <meta name="formats" content="other;m3u8-aapl"/>
          <meta name="m3u8-aapl-segmentlength" content="6"/>
        </head><body><par>
          <ref src="http://a.example/a.isml" note="mine" x-lab-credentialName="old"/>
          <ref src="http://b.example/b.isml"/></par><more/></body></smil>
        """;
    PointSettings settings =
        DEFAULT
            .withArchiveEnabled(false)
            .withPeers(
                PointSettings.SourceType.PUSH, List.of(new Peer("http://a.example/a.isml", "new")));
    assertThat(written(settings, before))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
              <head>
                <meta name="Filters" content="x"/>
                <meta name="SOURCETYPE" content="Push"/>
                <meta name="formats" content="other"/>
                <meta name="title" content=""/>
                <meta name="module" content="liveSmoothStreaming"/>
                <meta name="publishing" content="Fragments;Streams"/>
                <meta name="estimatedTime" content="0"/>
                <meta name="lookaheadChunks" content="2"/>
                <meta name="manifestWindowLength" content="0"/>
                <meta name="startOnFirstRequest" content="false"/>
                <meta name="archiveSegmentLength" content="0"/>
                <meta name="restartOnEncoderReconnect" content="false"/>
              </head>
              <body>
                <par>
                  <ref src="http://a.example/a.isml" note="mine" x-lab-credentialName="new"/>
                </par>
                <more/>
              </body>
            </smil>
            """);
  }

  /** Each setting once with another value than its default. */
  static Stream<PointSettings> settings() {
    PointSettings.Limits limits = new PointSettings.Limits(3, 4, Long.MAX_VALUE, 5);
    return Stream.of(
        DEFAULT,
        DEFAULT.withTitle("a & \"b\" <c>\n'ü'"),
        DEFAULT.withPeers(
            PointSettings.SourceType.PULL,
            List.of(new Peer("http://a/a.isml?x=1&y", "c"), new Peer("http://b/b.isml", ""))),
        DEFAULT.withPeers(PointSettings.SourceType.PUSH, List.of(new Peer("http://a/a.isml", ""))),
        DEFAULT.withOneSessionPerStreamId(true),
        DEFAULT.withAutomation(new PointSettings.Automation(true, false, 0, false)),
        DEFAULT.withAutomation(new PointSettings.Automation(false, true, 0, false)),
        DEFAULT.withAutomation(new PointSettings.Automation(false, false, 90, false)),
        DEFAULT.withAutomation(new PointSettings.Automation(false, false, 0, true)),
        DEFAULT.withArchiveEnabled(false),
        DEFAULT.withArchive(archive(1800, "", false, ArchiveSettings.OnDiskFailure.ERROR, 0)),
        DEFAULT.withArchive(archive(0, "/a b", false, ArchiveSettings.OnDiskFailure.ERROR, 0)),
        DEFAULT.withArchive(archive(0, "", true, ArchiveSettings.OnDiskFailure.ERROR, 0)),
        DEFAULT.withArchive(archive(0, "", false, ArchiveSettings.OnDiskFailure.CONTINUE, 0)),
        DEFAULT.withArchive(
            archive(0, "", false, ArchiveSettings.OnDiskFailure.ERROR, Long.MAX_VALUE)),
        DEFAULT.withClientConnectionsEnabled(false),
        DEFAULT.withLookAheadChunks(16),
        DEFAULT.withWindowLengthSeconds(Integer.MAX_VALUE),
        DEFAULT.withLiveCacheSeconds(0),
        DEFAULT.withEstimatedDurationSeconds(4_294_967_295L),
        DEFAULT.withClientManifestVersion(PointSettings.ManifestVersion.V2_2),
        DEFAULT.withHolding(new PointSettings.Holding(0, 1_000_000L)),
        DEFAULT.withServerConnections(new PointSettings.ServerConnections(false, true)),
        DEFAULT.withServerConnections(new PointSettings.ServerConnections(true, false)),
        DEFAULT.withModules(List.of(OutputModule.HLS)),
        DEFAULT.withModules(List.of(hls())),
        DEFAULT.withModules(
            List.of(
                OutputModule.HLS,
                new OutputModule(
                    "Thing/7",
                    OutputModule.Kind.SOURCE,
                    "a;b",
                    new OutputModule.Unknown("<a xmlns=\"urn:b\">1 &lt; 2</a>")),
                new OutputModule(
                    "other", OutputModule.Kind.SINK, "", new OutputModule.Unknown("")))),
        DEFAULT.withLimits(limits));
  }

  private static ArchiveSettings archive(
      int segmentLengthSeconds,
      String folder,
      boolean useEventId,
      ArchiveSettings.OnDiskFailure onFailure,
      long bytesMax) {
    return new ArchiveSettings(
        true,
        segmentLengthSeconds,
        new ArchiveSettings.Path(folder, useEventId),
        new ArchiveSettings.Disk(onFailure, bytesMax));
  }

  private static OutputModule hls() {
    return new OutputModule(
        "hls",
        OutputModule.Kind.SINK,
        "HTTP Live Streaming",
        new OutputModule.Hls(
            2,
            4_294_967_295L,
            new OutputModule.Playlist(false, true, true),
            new OutputModule.Encryption(true, KEY, "https://keys.example/1")));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everySettingSurvivesItsFile(PointSettings settings) throws Exception {
    assertThat(reread(settings)).isEqualTo(settings);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void oneSettingsFileTakesOverFromAnother(PointSettings settings) throws Exception {
    ServerManifest before = ServerManifest.EMPTY;
    for (PointSettings earlier : settings().toList()) {
      before = PointFile.of(earlier, before).document();
    }
    assertThat(new PointMetas(PointFile.of(settings, before).document()).settings())
        .isEqualTo(settings);
  }

  @Test
  void combinationsSurviveToo() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    List<PointSettings> all = settings().toList();
    for (int i = 0; i < 500; i++) {
      PointSettings mixed =
          new PointSettings(
              any(all, random).title(),
              any(all, random).input(),
              new PointSettings.Roles(
                  any(all, random).archive(),
                  any(all, random).clientConnections(),
                  any(all, random).serverConnections(),
                  any(all, random).modules()),
              any(all, random).limits());
      assertThat(reread(mixed)).isEqualTo(mixed);
    }
  }

  private static PointSettings any(List<PointSettings> all, SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }

  @Test
  void aWrongKeyIsNotShown() {
    ServerManifest document =
        ServerManifest.EMPTY
            .withMeta("sourceType", "Push")
            .withMeta("formats", "m3u8-aapl")
            .withMeta("x-lab-m3u8-aapl-key", "secret");
    assertThatThrownBy(() -> new PointMetas(document).settings())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("meta x-lab-m3u8-aapl-key: expected 32 hexadecimal digits");
    assertThat(hls().toString()).doesNotContain(KEY);
  }
}
