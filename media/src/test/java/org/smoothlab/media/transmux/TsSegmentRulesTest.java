package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.smoothlab.media.transmux.TestFragments.AAC;
import static org.smoothlab.media.transmux.TestFragments.AC_3;
import static org.smoothlab.media.transmux.TestFragments.AVC;
import static org.smoothlab.media.transmux.TestFragments.AVC_SETS;
import static org.smoothlab.media.transmux.TestFragments.audio;
import static org.smoothlab.media.transmux.TestFragments.fragment;
import static org.smoothlab.media.transmux.TestFragments.program;
import static org.smoothlab.media.transmux.TestFragments.seconds;
import static org.smoothlab.media.transmux.TestFragments.video;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.PiffSencBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;
import org.smoothlab.media.transmux.TestFragments.Coded;
import org.smoothlab.media.ts.ProgramMap;
import org.smoothlab.media.ts.TsReader;
import org.smoothlab.media.ts.TsUnit;

/** One rule each, on a few samples made for it. */
class TsSegmentRulesTest {
  private static final long SECOND = 10_000_000;
  private static final long FRAME = 213_333;
  private static final Coded KEY = Coded.key(SECOND, "00000003 65aabb");
  private static final String FF_16 = "ff".repeat(16);

  private final TsReader reader = new TsReader();

  @ParameterizedTest
  @CsvSource({
    // a delimiter of its own goes, information stays
    "4, 00000002 09f0 00000003 0605ff 00000002 6588, S 00000001 0605ff 00000001 6588",
    // its own sets are enough
    "4, 00000002 6742 00000002 68ce 00000002 6588, 00000001 6742 00000001 68ce 00000001 6588",
    "2, 0002 6588 0000 0001 65, S 00000001 6588 00000001 65",
    "1, 02 6588 01 65, S 00000001 6588 00000001 65",
  })
  void putsStartCodesForLengthsAndSetsBeforeKeyFrames(
      int lengthBytes, String sample, String written) throws MediaException {
    TsProgram program = program(video("H264", AVC_SETS, lengthBytes));

    TsUnit unit = only(program, fragment(0, Coded.key(SECOND, sample)));

    String expected = "00000001 09f0" + written.replace("S", AVC_SETS.toHex());
    assertThat(unit.payload()).isEqualTo(Slice.ofHex(expected));
    assertThat(unit.randomAccess()).isTrue();
  }

  @Test
  void putsNoSetsBeforeOtherPictures() throws MediaException {
    TsUnit unit = only(program(AVC), fragment(0, Coded.of(SECOND, "00000002 4188")));

    assertThat(unit.payload()).isEqualTo(Slice.ofHex("00000001 09f0 00000001 4188"));
    assertThat(unit.randomAccess()).isFalse();
  }

  /** Smooth's amendment for HEVC leaves the video parameter set to the samples. */
  @Test
  void putsTheSetsOfTheManifestBehindTheVideoParameterSetOfTheSample() throws MediaException {
    String sets =
        "00000001 42010101600000030090000003000003003ca00a080b9f796566924caf016808000003000800000300c840"
            + "00000001 4401c172b46240";
    String first = "40010c01ffff01600000030090000003000003003c959809";
    Coded sample = Coded.key(SECOND, "00000018" + first + "00000003 460150 00000003 2601aa");

    TsUnit unit = only(program(video("HVC1", Slice.ofHex(sets), 4)), fragment(0, sample));

    assertThat(unit.payload())
        .isEqualTo(Slice.ofHex("00000001 460150 00000001" + first + sets + "00000001 2601aa"));
  }

  @Test
  void takesWhatSamplesCarryWhenNobodyAnnouncesSets() throws MediaException {
    TsUnit unit = only(program(video("H264", Slice.EMPTY, 4)), fragment(0, KEY));

    assertThat(unit.payload()).isEqualTo(Slice.ofHex("00000001 09f0 00000001 65aabb"));
  }

  @ParameterizedTest
  @CsvSource({
    "00000004 65aabb, video@1000: sample @+4: a NAL unit of 4 bytes",
    "00000002 6588 0000, video@1000: sample @+6: half a NAL unit length",
    "ffffffff 6588, video@1000: sample @+4: a NAL unit of 4294967295 bytes",
  })
  void saysWhichUnitOverrunsItsSample(String sample, String message) {
    assertThatThrownBy(() -> only(program(AVC), fragment(0, Coded.key(SECOND, sample))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void letsTimesWrapWithoutABreak() throws MediaException {
    // 33 bits of 90 kHz end 95443.7 s behind -10 s.
    long start = 95_430;
    List<TsUnit> units = new ArrayList<>();
    for (long second = start; second < start + 8; second++) {
      List<Fragment> video = List.of(fragment(second * SECOND, KEY));
      List<Fragment> audio = List.of(fragment(second * SECOND, frames(46, "aabb")));
      TsSegment segment =
          program(AVC, AAC).segment(List.of(video, audio), seconds(second, second + 1));
      units.addAll(reader.feed(segment.toSlice()));
    }
    units.addAll(reader.end());

    List<Long> shown =
        units.stream().filter(unit -> unit.pid() == 0x100).map(TsUnit::presentationTicks).toList();
    assertThat(shown).hasSize(8);
    assertThat(shown.getFirst()).isEqualTo(95_440 * 90_000L);
    assertThat(shown.getLast()).isEqualTo(95_447 * 90_000L - (1L << 33));
    assertThat(reader.clockGapMaxTicks()).isLessThanOrEqualTo(9_000);
  }

  @Test
  void repeatsTheClockWhilePicturesAreFarApart() throws MediaException {
    Fragment slow =
        fragment(0, Coded.key(5 * SECOND, "00000001 65"), Coded.of(SECOND, "00000001 41"));

    reader.feed(segment(program(AVC), seconds(0, 6), List.of(slow)));

    assertThat(reader.clockGapMaxTicks()).isEqualTo(9_000);
    // Five pictures' worth between the two, and as long as the last one lasts.
    assertThat(reader.clockTicks()).contains(900_000L + 531_000 - 63_000);
  }

  @Test
  void putsTheClockWithSoundWhereThereAreNoPictures() throws MediaException {
    reader.feed(segment(program(AAC), seconds(0, 2), List.of(fragment(0, frames(94, "aabbcc")))));

    assertThat(reader.map().orElseThrow().clockPid()).isEqualTo(0x100);
    assertThat(reader.clockGapMaxTicks()).isBetween(1L, 9_000L);
  }

  @Test
  void repeatsTablesTwiceASecondAndAMultipleOfSixteenTimes() throws MediaException {
    Slice bytes =
        segment(program(AAC), seconds(0, 10), List.of(fragment(0, frames(468, "aabbcc"))));

    long tables = 0;
    for (long at = 0; at < bytes.size(); at += 188) {
      tables += bytes.u16(at + 1) == 0x4000 ? 1 : 0;
    }
    assertThat(tables).isEqualTo(32);
    assertThat(bytes.u24(0)).isEqualTo(0x474000);
    assertThat(bytes.u24(188)).isEqualTo(0x475000);
  }

  /** Sixteen packets hold sixteen bytes at least: a header and a byte or two. */
  @Test
  void spreadsTheSmallestTrackOverSixteenPackets() throws MediaException {
    TsUnit aac = only(program(AAC), fragment(0, frames(1, "aa")));
    assertThat(aac.payload()).isEqualTo(Slice.ofHex("fff14c40011ffc aa"));

    TsReader other = new TsReader();
    Slice bytes = segment(program(AC_3), seconds(0, 1), List.of(fragment(0, frames(1, "0b77"))));
    other.feed(bytes);
    assertThat(other.end().getFirst().payload()).isEqualTo(Slice.ofHex("0b77"));
    assertThat(bytes.size()).isEqualTo((16 + 2 * 16) * 188);
  }

  @Test
  void beginsAPacketOfSoundWhereFramesAreNotEven() throws MediaException {
    Coded[] frames = frames(4, "aabb");
    frames[1] = new Coded(3 * FRAME, true, 0, frames[1].data());

    assertThat(units(program(AAC), seconds(0, 1), List.of(fragment(0, frames))))
        .extracting(TsUnit::presentationTicks)
        .containsExactly(900_000L, 900_000 + (4 * FRAME) * 9 / 1000);
  }

  @Test
  void takesTheFramesThatBeginInTheSpan() throws MediaException {
    List<Fragment> audio =
        List.of(fragment(-FRAME, frames(48, "0a")), fragment(47 * FRAME, frames(47, "0b")));
    TsSpan span = new TsSpan(47 * FRAME - 1, 48 * FRAME, Timescale.SMOOTH);

    List<TsUnit> units = units(program(AAC), span, audio);

    assertThat(units).hasSize(1);
    assertThat(units.getFirst().payload().toHex()).endsWith("0b");
    assertThat(units.getFirst().payload().size()).isEqualTo(8);
  }

  @Test
  void givesTheSameBytesAgainWhateverWasInTheMemory() throws MediaException {
    TsSegment segment =
        program(AVC, AAC)
            .segment(
                List.of(List.of(fragment(0, KEY)), List.of(fragment(0, frames(46, "aabb")))),
                seconds(0, 1));
    byte[] memory = new byte[(int) segment.sizeBytes()];
    Arrays.fill(memory, (byte) 0xA5);

    segment.writeTo(MemorySegment.ofArray(memory));

    assertThat(Slice.copyOf(memory)).isEqualTo(segment.toSlice());
    assertThatThrownBy(() -> segment.writeTo(MemorySegment.ofArray(new byte[187])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tellsLanguagesWhereThereIsAChoiceAndWhatDolbyIs() throws MediaException {
    TsProgram program =
        program(
            AVC,
            audio("AACL", Slice.ofHex("1188"), "eng"),
            audio("AC-3", Slice.EMPTY, ""),
            audio("EC-3", Slice.EMPTY, "deu"));

    assertThat(ProgramMap.read(program.map()).streams())
        .extracting(
            ProgramMap.ElementaryStream::streamType,
            ProgramMap.ElementaryStream::pid,
            stream -> stream.descriptors().toHex())
        .containsExactly(
            tuple(0x1B, 0x100, ""),
            tuple(0x0F, 0x101, "0a04656e6700"),
            tuple(0x81, 0x102, "050441432d33" + "0a04756e6400"),
            tuple(0x87, 0x103, "050445414333" + "0a0464657500"));
  }

  @Test
  void tellsPicturesAndSoundInTheBytesOfTheReference() throws MediaException {
    assertThat(program(AVC, AAC).map())
        .isEqualTo(Slice.ofHex("02b0170001c10000e100f0001be100f0000fe101f0002f44b99b"));
  }

  @Test
  void saysWhatItCannotCarry() {
    assertThat(TsProgram.canCarry(AVC)).isTrue();
    assertThat(TsProgram.canCarry(video("JPEG", Slice.EMPTY, 4))).isFalse();
    assertThat(TsProgram.canCarry(audio("WMAP", Slice.EMPTY, ""))).isFalse();
    assertThatThrownBy(() -> program(video("WVC1", Slice.EMPTY, 4)))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("video@1000: a transport stream cannot carry codec 'WVC1' as it is announced");
    assertThatThrownBy(() -> program(AAC, AVC)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> program(Collections.nCopies(9, AAC).toArray(new TrackInfo[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesASpanWithNothingInIt() {
    assertThatThrownBy(() -> segment(program(AVC), seconds(1, 1), List.of(fragment(0, KEY))))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("no samples of any track");
    assertThatThrownBy(() -> segment(program(AVC), seconds(0, 1), List.of()))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void refusesWhatLastsLongerThanAnySegment() {
    Fragment endless =
        fragment(
            0,
            Coded.key(400 * SECOND, "00000001 65"),
            Coded.of(400 * SECOND, "00000001 41"),
            Coded.of(400 * SECOND, "00000001 41"));

    assertThatThrownBy(() -> segment(program(AVC), seconds(0, 1), List.of(endless)))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("decoding times are 800 s apart in one segment, limit is 600 s");
  }

  @Test
  void refusesSamplesThatAreEncrypted() {
    Fragment secret =
        fragment(
            0,
            0,
            List.of(KEY),
            new PiffSencBox(0, Slice.EMPTY, 1, Slice.ofHex("0000000000000001")));

    assertThatThrownBy(() -> segment(program(AVC), seconds(0, 1), List.of(secret)))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("video@1000: a fragment with encrypted samples");
  }

  @Test
  void refusesFramesThatCannotBeTold() {
    Fragment large = fragment(0, new Coded(FRAME, true, 0, Slice.copyOf(new byte[8185])));
    assertThatThrownBy(() -> segment(program(AAC), seconds(0, 1), List.of(large)))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("an AAC frame of 8185 bytes");
    byte[] frame = new byte[65_528];
    frame[0] = 0x0B;
    frame[1] = 0x77;
    Fragment dolby = fragment(0, new Coded(FRAME, true, 0, Slice.copyOf(frame)));
    assertThatThrownBy(() -> segment(program(AC_3), seconds(0, 1), List.of(dolby)))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("a PES packet has 16 bits for it");
    assertThatThrownBy(
            () -> segment(program(AC_3), seconds(0, 1), List.of(fragment(0, frames(1, FF_16)))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("audio@1000: a frame without sync word 0B77 (ETSI TS 102 366, 4.3)");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 18000", "-2000000, 18000", "-2000001, 36000", "-32000000, 288000"})
  void decodesEarlierInStepsWherePicturesAreShownBeforeTheyAreDecoded(
      int offsetTicks, long shiftTicks) throws MediaException {
    Fragment reordered =
        fragment(
            100 * SECOND,
            Coded.key(SECOND, "00000001 65"),
            new Coded(SECOND, false, offsetTicks, Slice.ofHex("00000001 41")));

    List<TsUnit> units = units(program(AVC), seconds(100, 101), List.of(reordered));

    assertThat(units.getFirst().decodeTicks()).isEqualTo(9_900_000 - shiftTicks);
  }

  @Test
  void decodesEarlierWhereTheRunSaysThatOffsetsMayBeNegative() throws MediaException {
    Fragment signed = fragment(0, 1, List.of(KEY));

    assertThat(only(program(AVC), signed).decodeTicks()).isEqualTo(900_000 - 18_000);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesDamagedSamplesAndHeaders(long seed) throws MediaException {
    SplittableRandom random = new SplittableRandom(seed);
    Fragment whole = fragment(0, KEY, Coded.of(SECOND, "00000002 4101 00000001 06"));
    TsProgram program = program(AVC, AAC);
    for (int round = 0; round < 200; round++) {
      Fragment damaged =
          new Fragment(
              1,
              whole.time(),
              whole.samples(),
              Vectors.flip(whole.moof(), random),
              Vectors.flip(whole.payload(), random));
      Hostile.onlyMediaException(() ->
          program.segment(List.of(List.of(damaged), List.of(damaged)), seconds(0, 2)).toSlice());
    }
  }

  private static Coded[] frames(int count, String hex) {
    return Collections.nCopies(count, Coded.key(FRAME, hex)).toArray(new Coded[0]);
  }

  private static Slice segment(TsProgram program, TsSpan span, List<Fragment> fragments)
      throws MediaException {
    return program.segment(List.of(fragments), span).toSlice();
  }

  private List<TsUnit> units(TsProgram program, TsSpan span, List<Fragment> fragments)
      throws MediaException {
    List<TsUnit> units = new ArrayList<>(reader.feed(segment(program, span, fragments)));
    units.addAll(reader.end());
    return units;
  }

  private TsUnit only(TsProgram program, Fragment fragment) throws MediaException {
    long second = fragment.time().startTicks() / SECOND;
    List<TsUnit> units = units(program, seconds(second, second + 1), List.of(fragment));
    assertThat(units).hasSize(1);
    return units.getFirst();
  }
}
