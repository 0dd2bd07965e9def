package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.server.origin.TestTrack;

/** What others find in an archive: names, boxes and manifests. */
class ArchivedFilesTest {
  private static final Path FOLDER = Path.of("live/event-isml/run");
  private static final Instant NOW = Instant.parse("2010-10-28T23:45:26.818Z");

  private final SimulatedDisk disk = new SimulatedDisk(1);

  private void record(long segmentNanos, int count) throws IOException {
    RunJournal.Entry.Began began =
        new RunJournal.Entry.Began(new RunJournal.RunIdentity("/live/event.isml", 1, ""), NOW);
    List<TestTrack> tracks = List.of(TestTrack.HIGH, TestTrack.LOW, TestTrack.AUDIO);
    try (RunRecorder recorder = RunRecorder.begin(disk, FOLDER, began, segmentNanos)) {
      tracks.forEach(track -> recorder.announced(track.info()));
      for (int i = 0; i < count; i++) {
        for (TestTrack track : tracks) {
          recorder.accepted(track.id(), track.fragment(i));
        }
      }
      recorder.end(NOW);
    }
  }

  @Test
  void namesFilesAsOperatorsKnowThem() throws IOException {
    record(0, 3);
    assertThat(disk.list(FOLDER.resolve("Segment001")))
        .extracting(Disk.Item::name)
        .containsExactly(
            "audio_128000.isma",
            "audio_128000.isma.idx",
            "event.ism",
            "event.ismc",
            "video_2000000.ismv",
            "video_2000000.ismv.idx",
            "video_500000.ismv",
            "video_500000.ismv.idx");
  }

  @Test
  void endsFilesWithTheWayToTheirKeyFrames() throws IOException {
    record(0, 2);
    byte[] file = disk.bytesOf(FOLDER.resolve("Segment001/video_2000000.ismv"));
    long fragmentBytes = TestTrack.HIGH.fragment(0).sizeBytes();
    long mfraBytes = 8 + 24 + 2 * 19 + 16;
    long firstOffset = file.length - mfraBytes - 2 * fragmentBytes;
    String expected =
        "%08x".formatted(mfraBytes)
            + "6d667261" // mfra
            + "%08x".formatted(24 + 2 * 19)
            + "74667261" // tfra
            + "01000000"
            + "00000001" // track_ID
            + "00000000" // one byte for each of traf, trun and sample number
            + "00000002"
            + "%016x%016x010101".formatted(0L, firstOffset)
            + "%016x%016x010101".formatted(TestTrack.FRAGMENT, firstOffset + fragmentBytes)
            + "000000106d66726f00000000" // mfro
            + "%08x".formatted(mfraBytes);
    assertThat(HexFormat.of().formatHex(file)).endsWith(expected);
  }

  @Test
  void writesAPresentationOnDemandWhenASegmentCloses() throws IOException, MediaException {
    record(0, 3);
    Slice bytes = Slice.copyOf(disk.bytesOf(FOLDER.resolve("Segment001/event.ismc")));
    SmoothManifest manifest = ManifestReader.read(bytes);
    assertThat(manifest.header().isLive()).isFalse();
    assertThat(manifest.header().durationTicks()).isEqualTo(3 * TestTrack.FRAGMENT);
    assertThat(manifest.streams())
        .extracting(s -> s.info().name())
        .containsExactly("video", "audio");
    assertThat(manifest.streams().getFirst().levels())
        .extracting(QualityLevel::bitrateBps)
        .containsExactly(2_000_000L, 500_000L);
    assertThat(manifest.streams().getFirst().chunks())
        .containsExactly(TestTrack.time(0), TestTrack.time(1), TestTrack.time(2));
    assertThat(text("Segment001/event.ism"))
        .contains("<meta name=\"clientManifestRelativePath\" content=\"event.ismc\"/>")
        .contains("src=\"video_2000000.ismv\"")
        .contains("systemBitrate=\"128000\"")
        .contains("src=\"audio_128000.isma\"");
  }

  @Test
  void cutsAllTracksAtTheSameKeyFrame() throws IOException, MediaException {
    // Ten seconds are five fragments.
    record(10_000_000_000L, 12);
    assertThat(chunkStarts("Segment001")).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(chunkStarts("Segment002")).containsExactly(5L, 6L, 7L, 8L, 9L);
    assertThat(chunkStarts("Segment003")).containsExactly(10L, 11L);
  }

  private List<Long> chunkStarts(String segment) throws IOException, MediaException {
    Path file = FOLDER.resolve(segment).resolve("event.ismc");
    SmoothManifest manifest = ManifestReader.read(Slice.copyOf(disk.bytesOf(file)));
    List<List<Long>> streams =
        manifest.streams().stream()
            .map(stream ->
                stream.chunks().stream()
                    .map(chunk -> chunk.startTicks() / TestTrack.FRAGMENT)
                    .toList())
            .toList();
    assertThat(streams).hasSize(2).allMatch(streams.getFirst()::equals);
    return streams.getFirst();
  }

  private String text(String file) throws IOException {
    return new String(disk.bytesOf(FOLDER.resolve(file)), StandardCharsets.UTF_8);
  }

  @Test
  void namesRunsByTheirStartInUtc() {
    assertThat(ArchiveNames.runFolder(NOW)).isEqualTo("2010-10-28-23-45-26-818");
  }

  @ParameterizedTest
  @CsvSource({
    "/event.isml, event-isml",
    "/live/sub/Event.ISML, live/sub/Event-isml",
    "/live/../../etc.isml, live/~002e./~002e./etc-isml",
    "/a b/ü.isml, a~0020b/~00fc-isml",
    "/.hidden.isml, ~002ehidden-isml",
    "/live/con:aux|x.isml, live/con~003aaux~007cx-isml"
  })
  void makesHarmlessNamesOfPoints(String point, String folder) throws IOException {
    assertThat(ArchiveNames.pointFolder(point, "")).isEqualTo(Path.of(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "a/../b", "/etc", "C:/archive", "a//b", "a\\..\\b", "."})
  void refusesArchivePathsThatLeadElsewhere(String path) {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> ArchiveNames.pointFolder("/event.isml", path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected folders below the archive's root");
  }

  @Test
  void tellsAnyTrackAgainFromItsFile() throws MediaException {
    TrackInfo odd =
        new TrackInfo(
            7,
            new StreamInfo(
                StreamKind.TEXT,
                "scte35 markers",
                "DATA",
                "deu",
                new Timescale(90_000),
                new StreamInfo.Sparse("video", true)),
            new QualityLevel(
                0,
                "XYZ1",
                Slice.ofHex("0102"),
                new MediaFormat.Text(),
                List.of(new CustomAttribute("Scheme", "urn:scte:scte35:2013:bin"))));
    Slice header = LogHeader.write(odd);
    assertThat(LogHeader.read(header)).isEqualTo(new LogHeader(odd, header.size()));
    Slice video = LogHeader.write(TestTrack.HIGH.info());
    assertThat(LogHeader.read(video).track()).isEqualTo(TestTrack.HIGH.info());
    Slice audio = LogHeader.write(TestTrack.AUDIO.info());
    assertThat(LogHeader.read(audio).track()).isEqualTo(TestTrack.AUDIO.info());
  }
}
