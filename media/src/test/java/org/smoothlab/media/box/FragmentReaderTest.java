package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.test.Vectors;
import org.smoothlab.media.test.Vectors.FragmentBoxes;

class FragmentReaderTest {
  /** Two samples of 3 and 2 bytes, 40 ms each; tfxd says 2 s and 0.08 s. */
  static final Slice MOOF =
      ofHex(
          """
          00000088 6d6f6f66
            00000010 6d666864 00000000 00000007
            00000070 74726166
              00000014 74666864 00000020 00000001 01010000
              00000028 7472756e 00000305 00000002 00000090 02000000
                00061a80 00000003
                00061a80 00000002
              0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                0000000001312d00 00000000000c3500
          """);

  static final Slice MDAT = ofHex("0000000d 6d646174 a1a2a3b1b2");

  @Test
  void readsAFragmentAsItArrived() throws MediaException {
    assertThat(FragmentReader.read(MOOF, MDAT))
        .containsExactly(
            new Fragment(
                1,
                new FragmentTime(20_000_000, 800_000),
                new Fragment.Samples(2, true, false),
                MOOF,
                ofHex("a1a2a3b1b2")));
  }

  @Test
  void decodesSamples() throws MediaException {
    Fragment fragment = FragmentReader.read(MOOF, MDAT).getFirst();

    assertThat(FragmentReader.samples(fragment))
        .containsExactly(
            new Sample(20_000_000, 400_000, 0, true, ofHex("a1a2a3")),
            new Sample(20_400_000, 400_000, 0, false, ofHex("b1b2")));
  }

  @Test
  void countsFromTheMoofWhenTheMdatHasALargeSize() throws MediaException {
    Slice large = ofHex("00000001 6d646174 0000000000000015 a1a2a3b1b2");
    Slice moof = replace(MOOF, "00000002 00000090", "00000002 00000098");

    assertThat(FragmentReader.read(moof, large)).isEqualTo(FragmentReader.read(MOOF, MDAT));
  }

  @Test
  void dropsABaseDataOffset() throws MediaException {
    Slice moof =
        ofHex(
            """
            00000090 6d6f6f66
              00000010 6d666864 00000000 00000007
              00000078 74726166
                0000001c 74666864 00000021 00000001 0000000012345678 01010000
                00000028 7472756e 00000305 00000002 00000098 02000000
                  00061a80 00000003
                  00061a80 00000002
                0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                  0000000001312d00 00000000000c3500
            """);

    assertThat(FragmentReader.read(moof, MDAT)).isEqualTo(FragmentReader.read(MOOF, MDAT));
  }

  @Test
  void addsADataOffsetWhereARunHasNone() throws MediaException {
    Slice moof =
        ofHex(
            """
            00000084 6d6f6f66
              00000010 6d666864 00000000 00000007
              0000006c 74726166
                00000014 74666864 00000020 00000001 01010000
                00000024 7472756e 00000304 00000002 02000000
                  00061a80 00000003
                  00061a80 00000002
                0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                  0000000001312d00 00000000000c3500
            """);

    assertThat(FragmentReader.read(moof, MDAT)).isEqualTo(FragmentReader.read(MOOF, MDAT));
  }

  @Test
  void takesWhatAFragmentLeavesOutFromTheAnnounce() throws MediaException {
    Slice moof =
        ofHex(
            """
            00000050 6d6f6f66
              00000048 74726166
                00000010 74666864 00000000 00000003
                00000014 74666474 01000000 0000000000000064
                0000001c 7472756e 01000801 00000002 00000058 00000005 fffffffb
            """);
    Slice mdat = ofHex("0000000c 6d646174 a1a2b1b2");
    TrackDefaults defaults = new TrackDefaults(10, 2, SampleFlags.NON_SYNC);

    Fragment fragment = FragmentReader.read(moof, mdat, Map.of(3, defaults)).getFirst();

    assertThat(fragment.time()).isEqualTo(new FragmentTime(105, 20));
    assertThat(fragment.samples()).isEqualTo(new Fragment.Samples(2, false, false));
    assertThat(FragmentReader.samples(fragment, defaults))
        .containsExactly(
            new Sample(100, 10, 5, false, ofHex("a1a2")),
            new Sample(110, 10, -5, false, ofHex("b1b2")));
  }

  @Test
  void splitsAMoofOfSeveralTracks() throws MediaException {
    FragmentBoxes boxes = Vectors.fragments(Vectors.FFMPEG_CMAF).getFirst();

    List<Fragment> fragments = FragmentReader.read(boxes.moof(), boxes.mdat());

    assertThat(fragments).extracting(Fragment::trackNumber).containsExactly(1, 2);
    assertThat(fragments)
        .extracting(Fragment::time)
        .containsExactly(new FragmentTime(0, 12_800), new FragmentTime(0, 46_080));
    assertThat(fragments)
        .extracting(Fragment::samples)
        .containsExactly(
            new Fragment.Samples(25, true, false), new Fragment.Samples(45, true, true));
    assertThat(Slice.concat(fragments.stream().map(Fragment::payload).toList()))
        .isEqualTo(boxes.mdat().from(8));
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void findsEveryByteOfEverySample(String name) throws MediaException {
    for (FragmentBoxes boxes : Vectors.fragments(name)) {
      List<Slice> samples = new ArrayList<>();
      for (Fragment fragment : FragmentReader.read(boxes.moof(), boxes.mdat())) {
        List<Sample> decoded = FragmentReader.samples(fragment);
        assertThat(decoded).hasSize(fragment.samples().count());
        decoded.forEach(sample -> samples.add(sample.data()));
      }
      assertThat(Slice.concat(samples)).isEqualTo(boxes.mdat().from(8));
    }
  }

  @Test
  void agreesWithTheTimesThatFfmpegWrites() throws MediaException {
    List<FragmentTime> video = new ArrayList<>();
    List<FragmentTime> audio = new ArrayList<>();
    for (FragmentBoxes boxes : Vectors.fragments(Vectors.FFMPEG_ISMV)) {
      Fragment fragment = FragmentReader.read(boxes.moof(), boxes.mdat()).getFirst();
      (fragment.trackNumber() == 1 ? video : audio).add(fragment.time());
    }

    assertThat(video)
        .containsExactly(
            new FragmentTime(0, 10_000_000),
            new FragmentTime(10_000_000, 10_000_000),
            new FragmentTime(20_000_000, 10_000_000),
            new FragmentTime(30_000_000, 10_000_000));
    assertThat(audio.getFirst()).isEqualTo(new FragmentTime(-213_333, 9_600_000));
  }

  @Test
  void readsGstreamersFragmentsByTheirDecodeTime() throws MediaException {
    List<FragmentTime> times = new ArrayList<>();
    for (FragmentBoxes boxes : Vectors.fragments(Vectors.GSTREAMER)) {
      times.add(FragmentReader.read(boxes.moof(), boxes.mdat()).getFirst().time());
    }

    assertThat(times).containsExactly(new FragmentTime(0, 2500), new FragmentTime(2500, 2500));
  }

  @Test
  void refusesSamplesOutsideTheMdat() {
    Slice tooShort = ofHex("0000000c 6d646174 a1a2a3b1");

    assertThatThrownBy(() -> FragmentReader.read(MOOF, tooShort))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "moof/traf/trun: samples of 5 bytes at 0 of the mdat body, which has 4 (ISO/IEC 14496-12, 8.8.8)");
  }

  @Test
  void refusesSamplesInsideTheMoof() {
    Slice moof = replace(MOOF, "00000002 00000090", "00000002 0000008f");

    assertThatThrownBy(() -> FragmentReader.read(moof, MDAT))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageStartingWith("moof/traf/trun: samples of 5 bytes at -1 of the mdat body");
  }

  @Test
  void refusesAFragmentWithoutTime() {
    Slice moof = replace(MOOF, "75756964 6d1d9b05", "75756964 6d1d9b06");

    assertThatThrownBy(() -> FragmentReader.read(moof, MDAT))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("moof/traf: neither tfxd nor tfdt ([MS-SSTR] 2.2.7.5.1)");
  }

  @Test
  void refusesTheUnpublishedVersionOfTfxd() {
    Slice moof = replace(MOOF, "141daff757b2 01000000", "141daff757b2 02000000");

    assertThatThrownBy(() -> FragmentReader.read(moof, MDAT))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("moof/traf/tfxd: version above 1 ([MS-SSTR] 2.2.4.4 has 0 and 1)");
  }

  @Test
  void refusesACountBeyondTheBox() {
    Slice moof = replace(MOOF, "00000305 00000002", "00000305 00015f90");

    assertThatThrownBy(() -> FragmentReader.read(moof, MDAT))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "moof/traf/trun @+16: 90000 entries need 720000 bytes, box has 16 (ISO/IEC 14496-12, 8.8.8)");
  }

  @Test
  void refusesARunThatPromisesSamplesWithoutEntries() {
    Slice moof =
        ofHex(
            """
            00000048 6d6f6f66
              00000040 74726166
                00000010 74666864 00000000 00000003
                00000014 74666474 01000000 0000000000000064
                00000014 7472756e 00000001 ffffffff 00000050
            """);

    assertThatThrownBy(() -> FragmentReader.read(moof, MDAT, Map.of(3, new TrackDefaults(1, 1, 0))))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("moof/traf: 4294967295 samples for track 3, limit is 100000");
    assertThatThrownBy(() ->
            FragmentReader.read(replace(moof, "ffffffff 00000050", "00000001 00000050"), MDAT))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "moof/traf: sizes of samples are in neither trun, tfhd nor trex (ISO/IEC 14496-12, 8.8.8)");
  }

  @Test
  void refusesAFragmentWithoutSamplesTracksOrHeader() {
    assertThatThrownBy(() -> FragmentReader.read(ofHex("00000008 6d6f6f66"), MDAT))
        .hasMessage("moof: no track fragment ([MS-SSTR] 2.2.4.1)");
    assertThatThrownBy(
            () -> FragmentReader.read(ofHex("00000010 6d6f6f66 00000008 74726166"), MDAT))
        .hasMessage("moof/traf: no tfhd (ISO/IEC 14496-12, 8.8.7)");
    assertThatThrownBy(() ->
            FragmentReader.read(
                ofHex("00000020 6d6f6f66 00000018 74726166 00000010 74666864 00000000 00000003"),
                MDAT))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("moof/traf: no samples for track 3 (ISO/IEC 14496-12, 8.8.8)");
    assertThatThrownBy(() -> FragmentReader.read(MDAT, MDAT))
        .hasMessageStartingWith("not a moof box");
    assertThatThrownBy(() -> FragmentReader.read(MOOF, MOOF))
        .hasMessageStartingWith("not a whole mdat box");
  }

  @Test
  void refusesRunsOfSeveralTracksThatShareSamples() {
    String traf =
        """
        0000005c 74726166
          00000010 74666864 00020000 00000003
          00000014 74666474 01000000 0000000000000064
          00000018 7472756e 00000201 00000001 000000c8 00000003
          00000018 7472756e 00000201 00000001 000000c8 00000003
        """;
    Slice moof = ofHex("000000c0 6d6f6f66" + traf + traf);

    assertThatThrownBy(() -> FragmentReader.read(moof, ofHex("0000000b 6d646174 a1a2a3")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "moof/traf: runs of 6 bytes overlap in a mdat body of 3 (ISO/IEC 14496-12, 8.8.8)");
  }

  @Test
  void refusesAuxiliaryInformationOutsideTheFragment() {
    Slice moof =
        ofHex(
            """
            00000068 6d6f6f66
              00000060 74726166
                00000014 74666864 00020020 00000003 00000000
                00000014 74666474 01000000 0000000000000064
                00000018 7472756e 00000201 00000001 00000070 00000003
                00000018 7361696f 01000000 00000001 ffffffffffffffff
            """);

    assertThatThrownBy(() -> FragmentReader.read(moof, ofHex("0000000b 6d646174 a1a2a3")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "moof/traf/saio: offset 18446744073709551615 in a fragment of 115 bytes (ISO/IEC 14496-12, 8.7.9)");
  }

  @Test
  void refusesAuxiliaryInformationAmongTheSamplesOfSeveralTracks() {
    String traf =
        """
        00000058 74726166
          00000010 74666864 00020000 00000003
          00000014 74666474 01000000 0000000000000064
          00000014 7361696f 00000000 00000001 000000c8
          00000018 7472756e 00000201 00000001 000000c8 00000001
        """;
    Slice moof = ofHex("000000b8 6d6f6f66" + traf + traf);

    assertThatThrownBy(
            () -> FragmentReader.read(moof, ofHex("0000001c 6d646174" + "00".repeat(20))))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("moof/traf/saio: auxiliary information among the samples of several tracks");
  }

  @Test
  void refusesMoreTracksThanAnEncoderSends() {
    Slice moof = ofHex("00000210 6d6f6f66" + "00000008 74726166".repeat(65));

    assertThatThrownBy(() -> FragmentReader.read(moof, MDAT))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("moof: 65 track fragments, limit is 64");
  }

  @Test
  void survivesTruncationAtEveryOffset() {
    for (long size = 0; size < MOOF.size(); size++) {
      Slice truncated = MOOF.slice(0, size);
      assertThatThrownBy(() -> FragmentReader.read(truncated, MDAT))
          .isInstanceOf(MediaException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesFlippedBits(long seed) throws MediaException {
    SplittableRandom random = new SplittableRandom(seed);
    List<FragmentBoxes> all = Vectors.fragments(Vectors.FFMPEG_CMAF);
    for (int i = 0; i < 200; i++) {
      FragmentBoxes boxes = all.get(random.nextInt(all.size()));
      readWhateverItIs(Vectors.flip(boxes.moof(), random), boxes.mdat());
    }
  }

  private static void readWhateverItIs(Slice moof, Slice mdat) {
    try {
      for (Fragment fragment : FragmentReader.read(moof, mdat)) {
        assertThat(FragmentReader.samples(fragment)).hasSize(fragment.samples().count());
      }
    } catch (MediaException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  static Slice replace(Slice bytes, String oldHex, String newHex) {
    String old = oldHex.replace(" ", "");
    assertThat(bytes.toHex()).containsOnlyOnce(old);
    return ofHex(bytes.toHex().replace(old, newHex.replace(" ", "")));
  }
}
