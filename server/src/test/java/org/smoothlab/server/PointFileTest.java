package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.smooth.ServerManifest.Meta;
import org.smoothlab.server.origin.PointSettings;

class PointFileTest {
  @TempDir Path folder;

  @Test
  void readsEverySettingThatIisWrites() throws IOException {
    PointFile file =
        PointFile.read(
            write(
                "quay.isml",
                """
                <?xml version="1.0" encoding="utf-8"?>
                <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
                  <head>
                    <meta name="title" content="Quay camera" />
                    <meta name="module" content="liveSmoothStreaming" />
                    <meta name="sourceType" content="Push" />
                    <meta name="publishing" content="Fragments;Streams;Archives" />
                    <meta name="estimatedTime" content="7200" />
                    <meta name="lookaheadChunks" content="3" />
                    <meta name="manifestWindowLength" content="600" />
                    <meta name="startOnFirstRequest" content="True" />
                    <meta name="archiveSegmentLength" content="1800" />
                    <meta name="restartOnEncoderReconnect" content="TRUE" />
                    <meta name="formats" content="m3u8-aapl" />
                    <meta name="m3u8-aapl-segmentlength" content="6" />
                    <meta name="x-lab-clientManifestVersion" content="2.2" />
                  </head>
                  <body><par>
                    <ref src="http://edge-a.example/harbour/quay.isml" />
                    <ref src="http://edge-b.example/harbour/quay.isml" />
                  </par></body>
                </smil>
                """));

    PointSettings settings = file.settings();
    assertThat(settings.title()).isEqualTo("Quay camera");
    assertThat(settings.automation()).isEqualTo(new PointSettings.Automation(true, true, 0, false));
    assertThat(settings.input().oneSessionPerStreamId()).isFalse();
    assertThat(settings.input().peers())
        .containsExactly(
            new PointSettings.Peer("http://edge-a.example/harbour/quay.isml", ""),
            new PointSettings.Peer("http://edge-b.example/harbour/quay.isml", ""));
    assertThat(settings.archive().enabled()).isTrue();
    assertThat(settings.archive().segmentLengthSeconds()).isEqualTo(1800);
    assertThat(settings.serverConnections())
        .isEqualTo(new PointSettings.ServerConnections(true, true));
    assertThat(settings.hls().orElseThrow().segmentLengthSeconds()).isEqualTo(6);
    assertThat(settings.hls().orElseThrow().maxBitRateBps()).isEqualTo(1_600_000);
    assertThat(settings.clientConnections().enabled()).isTrue();
    assertThat(settings.clientConnections().timing())
        .isEqualTo(new PointSettings.Timing(3, 600, 60, 7200));
    assertThat(settings.clientConnections().clientManifestVersion())
        .isEqualTo(PointSettings.ManifestVersion.V2_2);
  }

  @Test
  void keepsMetasThatItDoesNotKnowInOrderAndSpelling() throws IOException {
    PointFile file =
        PointFile.read(
            write(
                "a.isml",
                smil(
                    """
                    <meta name="m3u8-aapl-AllowCaching" content="False"/>
                    <meta name="sourceType" content="push"/>
                    <meta name="filters" content=""/>
                    """)));

    assertThat(file.document().head().metas())
        .containsExactly(
            new Meta("m3u8-aapl-AllowCaching", "False"),
            new Meta("sourceType", "push"),
            new Meta("filters", ""));
  }

  @Test
  void hasTheDefaultsOfIisWhereTheFileIsSilent() throws IOException {
    PointFile file = PointFile.read(write("a.isml", smil(meta("sourceType", "Push"))));

    assertThat(file.settings())
        .isEqualTo(
            PointSettings.DEFAULT
                .withClientConnectionsEnabled(false)
                .withArchiveEnabled(false)
                .withServerConnections(new PointSettings.ServerConnections(false, true)));
  }

  @ParameterizedTest
  @CsvSource({
    "Fragments,true",
    "fragments,true",
    "'Streams, Fragments',true",
    "Archives;Fragments,true",
    "Archives,false",
    "'',false"
  })
  void servesViewersWhenThatRoleIsPublished(String publishing, boolean enabled) throws IOException {
    PointFile file =
        PointFile.read(
            write("a.isml", smil(meta("sourceType", "Push") + meta("publishing", publishing))));

    assertThat(file.settings().clientConnections().enabled()).isEqualTo(enabled);
  }

  @Test
  void saysWhatHasNoEffectHere() throws IOException {
    PointFile file =
        PointFile.read(
            write(
                "a.isml",
                smil(
                    meta("sourceType", "Push")
                        + meta("publishing", "Archives")
                        + meta("formats", "m3u8-aapl")
                        + meta("restartOnEncoderReconnect", "true"))));

    assertThat(file.notices())
        .containsExactly(
            "restartOnEncoderReconnect has no effect without startOnFirstRequest",
            "formats has no effect, this origin serves Smooth Streaming only",
            "publishing without Fragments: viewers are not served");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lookaheadChunks|two|meta lookaheadChunks: expected a number in 0..16, found \"two\"",
        "lookaheadChunks|17|meta lookaheadChunks: expected a number in 0..16, found \"17\"",
        "estimatedTime|4294967296"
            + "|meta estimatedTime: expected a number in 0..4294967295, found \"4294967296\"",
        "manifestWindowLength|-1"
            + "|meta manifestWindowLength: expected a number in 0..4294967295, found \"-1\"",
        "archiveSegmentLength|1.5"
            + "|meta archiveSegmentLength: expected a number in 0..4294967295, found \"1.5\"",
        "startOnFirstRequest|yes"
            + "|meta startOnFirstRequest: expected true or false, found \"yes\"",
        "SourceType|Pull" + "|ServerManifest line 1, /smil/head/meta: meta SourceType comes twice",
        "x-lab-clientManifestVersion|3"
            + "|meta x-lab-clientManifestVersion: expected 2.0 or 2.2, found \"3\""
      })
  void namesFileAndMetaOfWhatIsWrong(String name, String content, String message)
      throws IOException {
    Path file = write("a.isml", smil(meta("sourceType", "Push") + meta(name, content)));

    assertThatThrownBy(() -> PointFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": " + message);
  }

  @Test
  void refusesAFileWithoutSourceType() throws IOException {
    Path file = write("a.isml", smil(""));

    assertThatThrownBy(() -> PointFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": meta sourceType is missing: expected Push or Pull");
  }

  @Test
  void refusesPullPointsWithoutASource() throws IOException {
    Path file = write("a.isml", smil(meta("sourceType", "pull")));

    assertThatThrownBy(() -> PointFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": sourceType Pull without a source to pull from");
  }

  @Test
  void refusesDocumentTypes() throws IOException {
    Path file =
        write(
            "a.isml",
            "<!DOCTYPE smil [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><smil>&x;</smil>");

    assertThatThrownBy(() -> PointFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a document type declaration is not allowed");
  }

  @ParameterizedTest
  @CsvSource({"<smil>", "not xml", "<html/>", "<smil><head><meta name='title'/></head></smil>"})
  void refusesWhatIsNotSmil(String text) throws IOException {
    Path file = write("a.isml", text);

    assertThatThrownBy(() -> PointFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ");
  }

  @Test
  void refusesHugeFilesWithoutReadingThem() throws IOException {
    Path file = write("a.isml", "<smil>" + " ".repeat(1 << 20) + "</smil>");

    assertThatThrownBy(() -> PointFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": larger than 1048576 bytes");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  private static String smil(String head) {
    return "<smil xmlns=\"http://www.w3.org/2001/SMIL20/Language\"><head>"
        + head
        + "</head><body/></smil>";
  }

  private static String meta(String name, String content) {
    return "<meta name=\"" + name + "\" content=\"" + content + "\"/>";
  }
}
