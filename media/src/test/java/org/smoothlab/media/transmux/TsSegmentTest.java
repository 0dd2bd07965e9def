package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Vectors;
import org.smoothlab.media.ts.TsReader;
import org.smoothlab.media.ts.TsUnit;

/** Fragments of FFmpeg's Smooth muxer, with B-frames and sound from before zero, as segments. */
class TsSegmentTest {
  private static final Slice SETS =
      Slice.ofHex("00000001674d401ed900a02ff97011000003000100000300320f162e48 0000000168ebccb2");
  private static final TrackInfo VIDEO =
      track(
          1, new QualityLevel(60_000, "H264", SETS, new MediaFormat.Video(160, 90, 4), List.of()));
  private static final TrackInfo AUDIO =
      track(
          2,
          new QualityLevel(
              32_000,
              "AACL",
              Slice.ofHex("1188"),
              new MediaFormat.Audio(48_000, 1, 16, 4, 255),
              List.of()));
  private static final long SECOND = 10_000_000;

  private final List<Fragment> video = fragments(1);
  private final List<Fragment> audio = fragments(2);
  private final TsProgram program = program(VIDEO, AUDIO);

  @Test
  void carriesEverySampleOnceOverNeighbouringSegments() throws MediaException {
    TsReader reader = new TsReader();
    List<TsUnit> units = new ArrayList<>();
    // The first has one frame of sound from before zero and no picture.
    for (long at = -SECOND; at < 4 * SECOND; at += SECOND) {
      TsSpan span = new TsSpan(at, at + SECOND, Timescale.SMOOTH);
      units.addAll(reader.feed(program.segment(List.of(video, audio), span).toSlice()));
    }
    units.addAll(reader.end());

    assertThat(pictures(units)).isEqualTo(expectedPictures());
    assertThat(frames(units)).isEqualTo(samples(audio).stream().map(Sample::data).toList());
  }

  private static List<Picture> pictures(List<TsUnit> units) {
    return units.stream()
        .filter(unit -> unit.pid() == 0x100)
        .map(unit ->
            new Picture(
                unit.presentationTicks(), unit.decodeTicks(), unit.randomAccess(), unit.payload()))
        .toList();
  }

  private List<Picture> expectedPictures() throws MediaException {
    List<Picture> expected = new ArrayList<>();
    for (Sample sample : samples(video)) {
      // Decoding is 200 ms earlier: B-frames are shown before the sample says they are decoded.
      expected.add(
          new Picture(
              (sample.decodeTicks() + sample.compositionOffsetTicks()) * 9 / 1000 + 900_000,
              sample.decodeTicks() * 9 / 1000 + 900_000 - 18_000,
              sample.sync(),
              accessUnit(sample)));
    }
    return expected;
  }

  private static Slice accessUnit(Sample sample) {
    List<Slice> parts = new ArrayList<>();
    parts.add(Slice.ofHex("00000001 09f0"));
    if (sample.sync()) {
      parts.add(SETS);
    }
    for (long at = 0; at < sample.data().size(); at += 4 + sample.data().u32(at)) {
      parts.add(Slice.ofHex("00000001"));
      parts.add(sample.data().slice(at + 4, sample.data().u32(at)));
    }
    return Slice.concat(parts);
  }

  /** Takes the ADTS frames apart, by the lengths in their headers. */
  private List<Slice> frames(List<TsUnit> units) {
    List<Slice> frames = new ArrayList<>();
    for (TsUnit unit : units) {
      if (unit.pid() == 0x101) {
        Slice payload = unit.payload();
        for (long at = 0; at < payload.size(); ) {
          assertThat(payload.u24(at)).isEqualTo(0xFFF14C);
          long bytes = payload.u24(at + 3) >> 5 & 0x1FFF;
          frames.add(payload.slice(at + 7, bytes - 7));
          at += bytes;
        }
      }
    }
    return frames;
  }

  private record Picture(
      long presentationTicks, long decodeTicks, boolean randomAccess, Slice payload) {}

  private static List<Sample> samples(List<Fragment> fragments) throws MediaException {
    List<Sample> samples = new ArrayList<>();
    for (Fragment fragment : fragments) {
      samples.addAll(FragmentReader.samples(fragment));
    }
    return samples;
  }

  private static List<Fragment> fragments(int trackNumber) {
    try {
      List<Fragment> fragments = new ArrayList<>();
      for (Vectors.FragmentBoxes boxes : Vectors.fragments(Vectors.FFMPEG_ISMV)) {
        fragments.addAll(FragmentReader.read(boxes.moof(), boxes.mdat()));
      }
      fragments.removeIf(fragment -> fragment.trackNumber() != trackNumber);
      return fragments;
    } catch (MediaException e) {
      throw new AssertionError(e);
    }
  }

  private static TsProgram program(TrackInfo... tracks) {
    try {
      return TsProgram.of(List.of(tracks));
    } catch (MediaException e) {
      throw new AssertionError(e);
    }
  }

  private static TrackInfo track(int number, QualityLevel level) {
    boolean video = level.format() instanceof MediaFormat.Video;
    return new TrackInfo(
        number,
        new StreamInfo(
            video ? StreamKind.VIDEO : StreamKind.AUDIO,
            video ? "video" : "audio",
            "",
            "",
            Timescale.SMOOTH,
            StreamInfo.Sparse.NONE),
        level);
  }
}
