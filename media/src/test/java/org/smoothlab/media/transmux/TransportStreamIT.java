package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.AacConfig;
import org.smoothlab.media.codec.AdtsHeader;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.codec.NalUnits;
import org.smoothlab.media.test.FfmpegContent;
import org.smoothlab.media.ts.TsClock;
import org.smoothlab.media.ts.TsReader;
import org.smoothlab.media.ts.TsUnit;

/**
 * More than thirty segments, each made on its own, behind one another: FFmpeg decodes them without
 * a warning and finds every access unit at its time, byte for byte.
 */
class TransportStreamIT {
  private static final String PICTURES = "-f lavfi -i testsrc2=s=128x96:r=%d:d=32 ";
  private static final String SOUND = "-f lavfi -i sine=d=32:r=%d ";
  private static final long GRID_TICKS = 10_000_000;
  private static final int GRID_COUNT = 33;

  @TempDir private Path folder;

  @Test
  void carriesAvcWithReorderedPicturesAndAac() throws Exception {
    FfmpegContent content =
        FfmpegContent.encode(
            folder.resolve("avc.ismv"),
            PICTURES.formatted(25)
                + SOUND.formatted(44_100)
                + "-c:v libx264 -preset ultrafast -bf 3 -b_strategy 0 -g 25 -pix_fmt yuv420p -c:a aac"
                + " -b:a 48k -flags +global_header -movflags isml+frag_keyframe -f ismv");
    Path stream = stream(content.tracks(), content.fragments());

    assertThat(decode(stream)).isEmpty();
    assertPictures(stream, content.tracks().get(0), content.fragments().get(0));
    assertSound(stream, 0, content.tracks().get(1), content.fragments().get(1));
    assertReadsFfmpegsOwn(folder.resolve("avc.ismv"));
  }

  /** The strict reader finds no fault with the muxer of others. */
  private void assertReadsFfmpegsOwn(Path file) throws Exception {
    Path stream = folder.resolve("ffmpeg.ts");
    FfmpegContent.run(
        List.of(
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-i",
            file.toString(),
            "-c",
            "copy",
            "-f",
            "mpegts",
            stream.toString()));
    TsReader reader = new TsReader();
    List<TsUnit> units = new ArrayList<>(reader.feed(Slice.copyOf(Files.readAllBytes(stream))));
    units.addAll(reader.end());
    assertThat(units.stream().filter(unit -> unit.pid() == 0x100)).hasSize(32 * 25);
  }

  /** CMAF of another muxer: own clocks, two tracks in each {@code moof}, languages. */
  @Test
  void carriesHevcAndBothCodingsOfDolby() throws Exception {
    FfmpegContent content =
        FfmpegContent.encode(
            folder.resolve("hevc.mp4"),
            PICTURES.formatted(10)
                + SOUND.formatted(48_000)
                + "-map 0:v -map 1:a -map 1:a -c:v libx265 -preset ultrafast -x265-params"
                + " log-level=none:keyint=10:min-keyint=10:scenecut=0:bframes=2 -tag:v hvc1"
                + " -c:a:0 ac3 -c:a:1 eac3 -b:a 96k -metadata:s:a:0 language=eng"
                + " -metadata:s:a:1 language=ger -movflags cmaf+frag_keyframe+delay_moov -f mp4");
    Path stream = stream(content.tracks(), content.fragments());

    assertThat(decode(stream)).isEmpty();
    assertPictures(stream, content.tracks().get(0), content.fragments().get(0));
    assertSound(stream, 0, content.tracks().get(1), content.fragments().get(1));
    assertSound(stream, 1, content.tracks().get(2), content.fragments().get(2));
    assertThat(languages(stream)).contains("eng", "ger");
  }

  @Test
  void carriesSoundAlone() throws Exception {
    FfmpegContent content =
        FfmpegContent.encode(
            folder.resolve("aac.ismv"),
            SOUND.formatted(48_000)
                + "-c:a aac -b:a 32k -flags +global_header -movflags isml -frag_duration 1000000"
                + " -f ismv");
    Path stream = stream(content.tracks(), content.fragments());

    assertThat(decode(stream)).isEmpty();
    assertSound(stream, 0, content.tracks().getFirst(), content.fragments().getFirst());
  }

  /** All segments of a grid, held to the rules by our own strict reader too. */
  private Path stream(List<TrackInfo> tracks, List<List<Fragment>> fragments) throws Exception {
    TsProgram program = TsProgram.of(tracks);
    TsReader reader = new TsReader();
    List<Slice> segments = new ArrayList<>();
    // The encoder's sound begins before zero: it goes with the first segment.
    long startTicks = -GRID_TICKS;
    for (long endTicks = GRID_TICKS; endTicks < GRID_COUNT * GRID_TICKS; endTicks += GRID_TICKS) {
      TsSpan span = new TsSpan(startTicks, endTicks, Timescale.SMOOTH);
      segments.add(program.segment(fragments, span).toSlice());
      reader.feed(segments.getLast());
      startTicks = endTicks;
    }
    reader.end();
    assertThat(segments).hasSizeGreaterThan(30);
    assertThat(reader.clockGapMaxTicks()).isLessThanOrEqualTo(9_000);
    Path file = folder.resolve("segments.ts");
    return Files.write(file, Slice.concat(segments).toByteArray());
  }

  private static String decode(Path stream) throws Exception {
    return FfmpegContent.run(
        List.of(
            "ffmpeg",
            "-v",
            "warning",
            "-nostdin",
            "-f",
            "mpegts",
            "-i",
            stream.toString(),
            "-f",
            "null",
            "-"));
  }

  private static List<String> languages(Path stream) throws Exception {
    return FfmpegContent.run(
            List.of(
                "ffprobe",
                "-v",
                "error",
                "-select_streams",
                "a",
                "-show_entries",
                "stream_tags=language",
                "-of",
                "csv=p=0",
                stream.toString()))
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** Decoding is 200 ms earlier: both muxers give reordered pictures negative offsets. */
  private static void assertPictures(Path stream, TrackInfo track, List<Fragment> fragments)
      throws Exception {
    Timescale timescale = track.stream().timescale();
    List<Sample> samples = samples(fragments);
    List<Slice> units = new ArrayList<>();
    for (Sample sample : samples) {
      units.add(accessUnit(track, sample));
    }
    List<Packet> expected = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      long shownTicks = sample.decodeTicks() + sample.compositionOffsetTicks();
      expected.add(
          new Packet(
              TsClock.ticks(shownTicks, timescale),
              TsClock.ticks(sample.decodeTicks(), timescale) - 18_000,
              sample.sync(),
              crc(isHevc(track) ? asParsed(units, i) : units.get(i))));
    }
    assertThat(packets(stream, "v:0")).isEqualTo(expected);
  }

  private static Slice accessUnit(TrackInfo track, Sample sample) throws MediaException {
    List<Slice> parts = new ArrayList<>();
    parts.add(Slice.ofHex(isHevc(track) ? "00000001 460150" : "00000001 09f0"));
    if (sample.sync()) {
      parts.add(track.level().codecPrivateData());
    }
    parts.add(NalUnits.toAnnexB(NalUnits.splitLengthPrefixed(sample.data(), 4)));
    return Slice.concat(parts);
  }

  private static boolean isHevc(TrackInfo track) {
    return CodecName.isHevc(track.level().fourCc());
  }

  /** FFmpeg's parser of HEVC counts the first zero of an access unit to the one before. */
  private static Slice asParsed(List<Slice> units, int index) {
    Slice next = index + 1 < units.size() ? Slice.ofHex("00") : Slice.EMPTY;
    return Slice.concat(List.of(units.get(index).from(index == 0 ? 0 : 1), next));
  }

  /** FFmpeg counts from the first frame of each PES packet on: a tick of rounding more. */
  private static void assertSound(Path stream, int index, TrackInfo track, List<Fragment> fragments)
      throws Exception {
    List<Sample> samples = samples(fragments);
    List<Packet> packets = packets(stream, "a:" + index);
    boolean withHeader = track.level().fourCc().startsWith("AAC");
    AacConfig config = AacConfig.find(track.level()).orElse(AacConfig.lowComplexity(48_000, 1));
    assertThat(packets).hasSameSizeAs(samples);
    for (int i = 0; i < packets.size(); i++) {
      Slice data = samples.get(i).data();
      Slice header = Slice.ofHex("%014x".formatted(AdtsHeader.of(config).bits(data.size())));
      long ticks = TsClock.ticks(samples.get(i).decodeTicks(), track.stream().timescale());
      assertThat(packets.get(i).crc())
          .isEqualTo(crc(withHeader ? Slice.concat(List.of(header, data)) : data));
      assertThat(packets.get(i).presentationTicks()).isBetween(ticks - 1, ticks + 1);
    }
  }

  private record Packet(long presentationTicks, long decodeTicks, boolean key, String crc) {}

  private static List<Packet> packets(Path stream, String which) throws Exception {
    List<String> values =
        FfmpegContent.run(
                List.of(
                    "ffprobe",
                    "-v",
                    "error",
                    "-select_streams",
                    which,
                    "-show_data_hash",
                    "crc32",
                    "-show_entries",
                    "packet=pts,dts,flags,data_hash",
                    "-of",
                    "default=nk=1:nw=1",
                    stream.toString()))
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i < values.size(); i += 4) {
      packets.add(
          new Packet(
              Long.parseLong(values.get(i)),
              Long.parseLong(values.get(i + 1)),
              values.get(i + 2).startsWith("K"),
              values.get(i + 3)));
    }
    return packets;
  }

  private static String crc(Slice bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.toByteArray());
    return "CRC32:%08x".formatted(crc.getValue());
  }

  private static List<Sample> samples(List<Fragment> fragments) throws MediaException {
    List<Sample> samples = new ArrayList<>();
    for (Fragment fragment : fragments) {
      samples.addAll(FragmentReader.samples(fragment));
    }
    return samples;
  }
}
