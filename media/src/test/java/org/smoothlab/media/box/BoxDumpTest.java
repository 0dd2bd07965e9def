package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Vectors;

class BoxDumpTest {
  @Test
  void showsOffsetSizeTypeAndFieldsOfEveryBox() {
    assertThat(BoxDump.of(FragmentReaderTest.MOOF, 100))
        .isEqualTo(
            """
                     0 moof size=136
                     8   mfhd size=16 sequenceNumber=7
                    24   traf size=112
                    32     tfhd size=20 flags=0x000020 trackNumber=1 baseDataOffset=0 sampleDescriptionIndex=0 defaultDurationTicks=0 defaultSizeBytes=0 defaultFlags=0x01010000
                    52     trun size=40 version=0 flags=0x000305 sampleCount=2 dataOffset=144 firstSampleFlags=0x02000000 samples=2
                             [0] durationTicks=400000 sizeBytes=3 flags=0x00000000 compositionOffsetTicks=0
                             [1] durationTicks=400000 sizeBytes=2 flags=0x00000000 compositionOffsetTicks=0
                    92     tfxd size=44 time=FragmentTime[startTicks=20000000, durationTicks=800000]
            """);
  }

  @Test
  void shortensLongTables() {
    String dump = BoxDump.of(Vectors.load(Vectors.FFMPEG_ISMV), 10_000);

    assertThat(dump).contains("[7] durationTicks").doesNotContain("[8] durationTicks");
    assertThat(dump).contains("… 17 more");
  }

  @Test
  void showsAManifestAsText() {
    assertThat(BoxDump.of(Vectors.load(Vectors.FFMPEG_ISMV), 10))
        .contains(
            "liveServerManifest size=1568 xml='<?xml version=\"1.0\" encoding=\"utf-8\"?> <smil ");
  }

  @Test
  void saysWhatIsBrokenAndGoesOnBehindIt() {
    Slice bytes =
        ofHex(
            """
            0000001a 6d6f6f66
              0000000a 6d666864 0000
              00000008 74726166
            00000010 6d666864 00000000 00000009
            00000040 6d646174 0102
            """);

    assertThat(BoxDump.of(bytes, 100))
        .isEqualTo(
            """
                     0 moof size=26
                     8   mfhd size=10 body=(2 bytes 0000)
                           !! moof/mfhd @+1: needs 3 bytes, has 1
                    18   traf size=8
                    26 mfhd size=16 sequenceNumber=9
                         !! file @+42: box mdat needs 64 bytes, has 10
            """);
  }

  @Test
  void marksWhatIsKeptVerbatim() {
    assertThat(BoxDump.of(ofHex("00000010 6d666864 000000ff 00000009"), 10))
        .isEqualTo("         0 mfhd size=16 verbatim sequenceNumber=9\n");
  }

  @Test
  void endsAtItsLimitOfLines() {
    assertThat(BoxDump.of(Vectors.load(Vectors.GSTREAMER), 3).lines())
        .hasSize(4)
        .last()
        .isEqualTo("… more than 3 lines");
  }

  @Test
  void writesNothingThatATerminalWouldObey() {
    Slice handler =
        new BoxWriter()
            .u32(38)
            .fourCc("hdlr")
            .zeros(8)
            .fourCc("vide")
            .zeros(12)
            .bytes(ofHex("1b5b324a"))
            .zeros(2)
            .toSlice();

    assertThat(BoxDump.of(handler, 10)).contains("name='?[2J'");
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void dumpsWhateverItIs(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Slice bytes = Vectors.flip(Vectors.load(Vectors.FFMPEG_CMAF), random);

    assertThat(BoxDump.of(bytes.slice(0, random.nextLong(bytes.size())), 500)).isNotNull();
  }
}
