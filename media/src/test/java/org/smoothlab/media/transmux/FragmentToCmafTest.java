package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mp4parser.IsoFile;
import org.mp4parser.boxes.iso14496.part12.TrackFragmentBaseMediaDecodeTimeBox;
import org.mp4parser.boxes.iso14496.part12.TrackFragmentHeaderBox;
import org.mp4parser.boxes.iso14496.part12.TrackRunBox;
import org.mp4parser.boxes.iso23009.part1.EventMessageBox;
import org.mp4parser.tools.Path;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.EmsgBox;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;
import org.smoothlab.media.test.Vectors.FragmentBoxes;

class FragmentToCmafTest {
  private static final TrackInfo TRACK = track(7);

  private static final String STYP = "00000018 73747970 6d736468 00000000 6d736468 636d6673";
  private static final String MDAT_HEADER = "0000000d 6d646174";
  private static final Slice MDAT = ofHex(MDAT_HEADER + "a1a2a3b1b2");

  /** At 2 s, the first picture shown 80 ms behind its decoding: with look-ahead and free space. */
  private static final String SMOOTH =
      """
      000000c5 6d6f6f66
        00000010 6d666864 00000000 00000009
        000000ad 74726166
          00000014 74666864 00000020 00000001 01010000
          00000030 7472756e 00000b05 00000002 000000cd 02000000
            00061a80 00000003 000c3500
            00061a80 00000002 fff9e580
          00000008 66726565
          0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
            0000000001312d00 00000000000c3500
          0000002d 75756964 d4807ef2ca3946958e5426cb9e46a79f 01000000 01
            00000000013d6200 00000000000c3500
      """;

  @Test
  void saysTheDecodeTimeAndNothingThatOnlySmoothKnows() throws MediaException {
    assertThat(head(fragment(SMOOTH, MDAT)))
        .isEqualTo(
            ofHex(
                STYP
                    + """
                    00000078 6d6f6f66
                      00000010 6d666864 00000000 00000780
                      00000060 74726166
                        00000014 74666864 00020020 00000007 01010000
                        00000014 74666474 01000000 000000000124f800
                        00000030 7472756e 01000b05 00000002 00000080 02000000
                          00061a80 00000003 000c3500
                          00061a80 00000002 fff9e580
                    """
                    + MDAT_HEADER));
  }

  @Test
  void servesTheStoredSamplesByReference() throws MediaException {
    Fragment fragment = fragment(SMOOTH, MDAT);

    List<Slice> segment = FragmentToCmaf.segment(fragment, TRACK, OptionalLong.empty());

    assertThat(segment).hasSize(2);
    assertThat(segment.getFirst().memory().isNative()).isTrue();
    assertThat(segment.getLast()).isSameAs(fragment.payload());
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void servesTheSamplesOfEveryEncoder(String name) throws Exception {
    for (FragmentBoxes boxes : Vectors.fragments(name)) {
      for (Fragment fragment : FragmentReader.read(boxes.moof(), boxes.mdat())) {
        List<Sample> samples = FragmentReader.samples(fragment);
        List<Sample> expected =
            samples.stream().filter(sample -> sample.decodeTicks() >= 0).toList();
        assertThat(samples.size() - expected.size()).isLessThan(2);

        assertThat(samplesOf(FragmentToCmaf.segment(fragment, TRACK, OptionalLong.empty())))
            .isEqualTo(expected);
      }
    }
  }

  /** mp4parser finds the boxes, the sizes and the offsets by its own code. */
  @Test
  void isReadAlikeByAnotherReader() throws Exception {
    for (FragmentBoxes boxes : Vectors.fragments(Vectors.FFMPEG_ISMV)) {
      Fragment fragment = FragmentReader.read(boxes.moof(), boxes.mdat()).getFirst();
      List<Sample> samples =
          FragmentReader.samples(fragment).stream().filter(s -> s.decodeTicks() >= 0).toList();
      byte[] segment =
          Slice.concat(FragmentToCmaf.segment(fragment, TRACK, OptionalLong.empty())).toByteArray();
      try (IsoFile file = new IsoFile(Channels.newChannel(new ByteArrayInputStream(segment)))) {
        assertThat(file.getBoxes())
            .extracting(box -> box.getType())
            .containsExactly("styp", "moof", "mdat");
        TrackFragmentHeaderBox tfhd = Path.getPath(file, "moof/traf/tfhd");
        TrackFragmentBaseMediaDecodeTimeBox tfdt = Path.getPath(file, "moof/traf/tfdt");
        TrackRunBox trun = Path.getPath(file, "moof/traf/trun");
        assertThat(tfhd.getTrackId()).isEqualTo(7);
        assertThat(tfhd.isDefaultBaseIsMoof()).isTrue();
        assertThat(tfhd.hasBaseDataOffset()).isFalse();
        assertThat(tfdt.getBaseMediaDecodeTime()).isEqualTo(samples.getFirst().decodeTicks());
        assertThat(trun.getSampleCount()).isEqualTo(samples.size());
        int at = 24 + trun.getDataOffset();
        byte[] first = samples.getFirst().data().toByteArray();
        assertThat(java.util.Arrays.copyOfRange(segment, at, at + first.length)).isEqualTo(first);
      }
    }
  }

  /** The offset is below zero in a version that has none: the field writes it so. */
  @Test
  void signsTheOffsetsOfARun() throws MediaException {
    String head = head(fragment(SMOOTH, MDAT)).toHex();

    assertThat(head).contains("7472756e01000b05");
  }

  @Test
  void takesNumbersFromTimeSoThatTwoOriginsCountAlike() throws MediaException {
    Slice other = head(fragment(SMOOTH.replace("00000009\n", "00000abc\n"), MDAT));

    assertThat(other).isEqualTo(head(fragment(SMOOTH, MDAT)));
  }

  /** Three frames of 100 ms, the first one before zero: only its bytes are skipped. */
  @Test
  void leavesOutWhatIsHeardBeforeZero() throws MediaException {
    Fragment fragment =
        fragment(
            """
            00000084 6d6f6f66
              00000010 6d666864 00000000 00000001
              0000006c 74726166
                00000018 74666864 00000028 00000002 000f4240 02000000
                00000020 7472756e 00000201 00000003 0000008c 00000001 00000002 00000002
                0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                  fffffffffff0bdc0 00000000002dc6c0
            """,
            MDAT);
    assertThat(fragment.time().startTicks()).isEqualTo(-1_000_000);

    List<Slice> segment = FragmentToCmaf.segment(fragment, TRACK, OptionalLong.empty());

    assertThat(samplesOf(segment))
        .extracting(Sample::decodeTicks, sample -> sample.data().toHex())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0L, "a2a3"),
            org.assertj.core.groups.Tuple.tuple(1_000_000L, "b1b2"));
    assertThat(segment.getLast()).isSameAs(fragment.payload());
  }

  /** Shown at 0 and 40 ms, decoded 80 ms before that; the next fragment is decoded from 0 on. */
  @Test
  void decodesPicturesFasterThatWouldBeDecodedBeforeZero() throws MediaException {
    Fragment fragment = fragment(SMOOTH.replace("0000000001312d00 0", "0000000000061a80 0"), MDAT);

    List<Sample> samples = samplesOf(FragmentToCmaf.segment(fragment, TRACK, OptionalLong.empty()));

    assertThat(samples).extracting(Sample::decodeTicks).containsExactly(0L, 200_000L);
    assertThat(samples).extracting(Sample::durationTicks).containsExactly(200_000L, 200_000L);
    assertThat(samples)
        .extracting(sample -> sample.decodeTicks() + sample.compositionOffsetTicks())
        .containsExactly(400_000L, -400_000L);
    assertThat(samples).extracting(Sample::sync).containsExactly(true, false);
  }

  @Test
  void refusesWhatIsWhollyBeforeZero() throws MediaException {
    String early =
        SMOOTH
            .replace("0000000001312d00", "ffffffffff312d00")
            .replace("00000020 00000001 01010000", "00000020 00000001 02000000");

    assertThatThrownBy(() -> head(fragment(early, MDAT)))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("before the clock's zero");
  }

  @Test
  void refusesTimesThatDoNotFit() {
    assertThatThrownBy(
            () -> head(fragment(SMOOTH.replace("0000000001312d00", "8000000000000000"), MDAT)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("do not fit");
  }

  @Test
  void tellsEncryptionAsCommonEncryptionDoes() throws MediaException {
    String senc = "00000000 00000002 0102030405060708 1112131415161718";

    assertThat(head(piff(senc)))
        .isEqualTo(
            ofHex(
                STYP
                    + """
                    000000b5 6d6f6f66
                      00000010 6d666864 00000000 000007d0
                      0000009d 74726166
                        00000014 74666864 00020020 00000007 01010000
                        00000014 74666474 01000000 0000000001312d00
                        00000028 7472756e 01000305 00000002 000000bd 02000000
                          00061a80 00000003
                          00061a80 00000002
                        00000020 73656e63 00000000 00000002 0102030405060708 1112131415161718
                        00000011 7361697a 00000000 08 00000002
                        00000014 7361696f 00000000 00000001 00000080
                    """
                    + MDAT_HEADER));
  }

  @Test
  void saysOfEachSampleHowLongItsPartsAreToldIn() throws MediaException {
    String senc =
        "00000002 00000002 0102030405060708 0001 0001 00000002"
            + " 1112131415161718 0002 0001 00000001 0000 00000000";

    String head = head(piff(senc)).toHex();

    assertThat(head)
        .contains("73656e6300000002000000020102030405060708")
        .contains("0000001373" + "61697a00000000" + "00" + "00000002" + "1016");
    long offset = Long.parseLong(head.substring(head.indexOf("7361696f") + 24).substring(0, 8), 16);
    assertThat(head.substring((int) (24 + offset) * 2)).startsWith("0102030405060708");
  }

  @Test
  void keepsTheSchemeThatAFragmentHasOfItsOwn() throws MediaException {
    String keyId = "000102030405060708090a0b0c0d0e0f";
    String senc =
        "00000001 000001 10 "
            + keyId
            + " 00000002"
            + " 01020304050607080102030405060708 11121314151617181112131415161718";

    assertThat(head(piff(senc)).toHex())
        .contains("73656e63" + "00000000" + "00000002" + "0102")
        .contains(
            "73677064" + "01000000" + "73656967" + "00000014" + "00000001" + "00000110" + keyId)
        .contains("73626770" + "00000000" + "73656967" + "00000001" + "00000002" + "00010001");
  }

  @Test
  void refusesVectorsOfNoSize() throws MediaException {
    Fragment odd = piff("00000000 00000002 0102030405");

    assertThatThrownBy(() -> head(odd))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no size of vectors");
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesBrokenFragments(long seed) throws MediaException {
    SplittableRandom random = new SplittableRandom(seed);
    FragmentBoxes boxes = Vectors.fragments(Vectors.FFMPEG_ISMV).get(random.nextInt(4));
    for (int i = 0; i < 50; i++) {
      Slice moof = Vectors.flip(boxes.moof(), random);
      Hostile.onlyMediaException(() -> {
        List<List<Slice>> segments = new ArrayList<>();
        for (Fragment fragment : FragmentReader.read(moof, boxes.mdat())) {
          segments.add(FragmentToCmaf.segment(fragment, TRACK, OptionalLong.empty()));
        }
        return segments;
      });
    }
  }

  /** 14:30:00.5 of 31 January 2026 is 3,978,858,600.5 s behind 1900. */
  @Test
  void tellsTheWallTimeOfItsBegin() throws MediaException {
    Slice clockless = head(fragment(SMOOTH, MDAT));

    Slice head =
        FragmentToCmaf.segment(fragment(SMOOTH, MDAT), TRACK, nanosOf("2026-01-31T14:29:58.500Z"))
            .getFirst();

    String prft = "00000020 70726674 01000000 00000007 ed289068 80000000 0000000001312d00";
    assertThat(head)
        .isEqualTo(
            Slice.concat(List.of(ofHex(STYP + prft), clockless.slice(24, clockless.size() - 24))));
  }

  @Test
  void tellsTheWallTimeOfTheClocksZeroWhereItBeginsBeforeIt() throws MediaException {
    Fragment early = fragment(SMOOTH.replace("0000000001312d00 0", "ffffffffffff0000 0"), MDAT);

    Slice head = FragmentToCmaf.segment(early, TRACK, nanosOf("2036-02-07T06:28:16Z")).getFirst();

    // The seconds of NTP begin again at that time.
    assertThat(head.slice(24, 32))
        .isEqualTo(ofHex("00000020 70726674 01000000 00000007 00000000 00000000 0000000000000000"));
  }

  /** mp4parser reads them by its own code, in the version that it knows. */
  @Test
  void putsMessagesInFrontOfTheFirstMoof() throws Exception {
    List<Slice> segment =
        FragmentToCmaf.segment(fragment(SMOOTH, MDAT), TRACK, nanosOf("2026-01-31T14:30:00Z"));
    EmsgBox message =
        new EmsgBox(0, "urn:x", "v", 90_000, 45, EmsgBox.UNKNOWN_DURATION, 7, ofHex("0102"));

    List<Slice> told = FragmentToCmaf.withEvents(segment, List.of(message, message));

    assertThat(FragmentToCmaf.withEvents(segment, List.of())).isSameAs(segment);
    assertThat(told.getLast()).isSameAs(segment.getLast());
    byte[] bytes = Slice.concat(told).toByteArray();
    try (IsoFile file = new IsoFile(Channels.newChannel(new ByteArrayInputStream(bytes)))) {
      assertThat(file.getBoxes())
          .extracting(box -> box.getType())
          .containsExactly("styp", "prft", "emsg", "emsg", "moof", "mdat");
      EventMessageBox first = file.getBoxes(EventMessageBox.class).getFirst();
      assertThat(first.getSchemeIdUri()).isEqualTo("urn:x");
      assertThat(first.getTimescale()).isEqualTo(90_000);
      assertThat(first.getEventDuration()).isEqualTo(EmsgBox.UNKNOWN_DURATION);
      assertThat(first.getId()).isEqualTo(7);
      assertThat(first.getMessageData()).isEqualTo(new byte[] {1, 2});
    }
  }

  private static OptionalLong nanosOf(String instant) {
    return OptionalLong.of(Instant.parse(instant).toEpochMilli() * 1_000_000);
  }

  private static Slice head(Fragment fragment) throws MediaException {
    return FragmentToCmaf.segment(fragment, TRACK, OptionalLong.empty()).getFirst();
  }

  private static Fragment piff(String senc) throws MediaException {
    int sencBytes = 24 + (int) ofHex(senc).size();
    int trafBytes = 8 + 0x14 + 0x28 + 0x2c + sencBytes;
    int moofBytes = 8 + 0x10 + trafBytes;
    return fragment(
        """
        %08x 6d6f6f66
          00000010 6d666864 00000000 00000009
          %08x 74726166
            00000014 74666864 00000020 00000001 01010000
            00000028 7472756e 00000305 00000002 %08x 02000000
              00061a80 00000003
              00061a80 00000002
            0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
              0000000001312d00 00000000000c3500
            %08x 75756964 a2394f525a9b4f14a2446c427c648df4 %s
        """
            .formatted(moofBytes, trafBytes, moofBytes + 8, sencBytes, senc),
        MDAT);
  }

  private static List<Sample> samplesOf(List<Slice> segment) throws MediaException {
    BoxList boxes = BoxList.read(Slice.concat(segment), "segment");
    Slice moof = boxes.find(MoofBox.class).orElseThrow().toSlice();
    Slice mdat = boxes.find(MdatBox.class).orElseThrow().toSlice();
    return FragmentReader.samples(FragmentReader.read(moof, mdat).getFirst());
  }

  private static Fragment fragment(String moofHex, Slice mdat) throws MediaException {
    return FragmentReader.read(ofHex(moofHex), mdat).getFirst();
  }

  private static TrackInfo track(int number) {
    return new TrackInfo(
        number,
        new StreamInfo(StreamKind.VIDEO, "video", "", "", Timescale.SMOOTH, StreamInfo.Sparse.NONE),
        new QualityLevel(
            1_000_000, "H264", Slice.EMPTY, new MediaFormat.Video(640, 360, 4), List.of()));
  }
}
