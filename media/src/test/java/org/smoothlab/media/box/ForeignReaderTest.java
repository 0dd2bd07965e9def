package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mp4parser.IsoFile;
import org.mp4parser.boxes.UnknownBox;
import org.mp4parser.boxes.iso14496.part12.TrackRunBox;
import org.mp4parser.boxes.microsoft.PiffSampleEncryptionBox;
import org.mp4parser.support.AbstractBox;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;

/** What we write, as mp4parser reads it. */
class ForeignReaderTest {
  /** Their contents are of another standard, which random bytes do not keep. */
  private static final Set<Class<?>> WITH_RANDOM_CONTENTS =
      Set.of(
          AvcCBox.class,
          Dac3Box.class,
          Dec3Box.class,
          EsdsBox.class,
          HvcCBox.class,
          PiffPsshBox.class,
          PiffSencBox.class,
          SencBox.class,
          SgpdBox.class,
          StsdBox.class);

  /** mp4parser keeps these unread, as we keep the unknown. */
  private static final Set<Class<?>> UNKNOWN_TO_MP4PARSER =
      Set.of(
          ColrBox.class,
          ElngBox.class,
          KindBox.class,
          LiveServerManifestBox.class,
          OpaqueBox.class,
          PrftBox.class,
          StreamManifestBox.class,
          UriBox.class);

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void isReadAndWrittenAlikeByMp4parser(long seed) throws IOException {
    for (Box box : Boxes.small(seed).all().values()) {
      if (!WITH_RANDOM_CONTENTS.contains(box.getClass())
          && !UNKNOWN_TO_MP4PARSER.contains(box.getClass())) {
        assertThat(readAndWrite(box)).as(box.toString()).isEqualTo(box.toSlice());
      }
    }
  }

  @Test
  void tellsMp4parserTheTimesOfAFragment() throws IOException {
    FragmentTime time = new FragmentTime(20_000_000, 20_053_333);
    List<FragmentTime> following =
        List.of(new FragmentTime(40_053_333, 20_053_334), new FragmentTime(60_106_667, 1));

    var tfxd = (org.mp4parser.boxes.microsoft.TfxdBox) read(new TfxdBox(time).toSlice());
    var tfrf = (org.mp4parser.boxes.microsoft.TfrfBox) read(new TfrfBox(following).toSlice());

    assertThat(tfxd.getFragmentAbsoluteTime()).isEqualTo(20_000_000);
    assertThat(tfxd.getFragmentAbsoluteDuration()).isEqualTo(20_053_333);
    assertThat(tfrf.getFragmentCount()).isEqualTo(2);
    assertThat(tfrf.getEntries())
        .extracting(entry -> entry.getFragmentAbsoluteTime())
        .containsExactly(40_053_333L, 60_106_667L);
  }

  @Test
  void tellsMp4parserTheSamplesOfARun() throws IOException {
    TrunBox run =
        new TrunBox(
            1,
            0xB05,
            2,
            428,
            SampleFlags.SYNC,
            List.of(new TrunBox.Entry(400_000, 1843, 0, 0), new TrunBox.Entry(400_000, 93, 0, -5)));

    TrackRunBox read = (TrackRunBox) read(run.toSlice());

    assertThat(read.getDataOffset()).isEqualTo(428);
    assertThat(read.getFirstSampleFlags().isSampleIsDifferenceSample()).isFalse();
    assertThat(read.getEntries())
        .extracting(entry -> entry.getSampleSize())
        .containsExactly(1843L, 93L);
    assertThat(read.getEntries().getLast().getSampleCompositionTimeOffset()).isEqualTo(-5);
  }

  @Test
  void tellsMp4parserHowSamplesAreEncrypted() throws IOException {
    Slice entries =
        Slice.ofHex(
            "0102030405060708 0001 0005 00000064  1112131415161718 0002 0006 00000065 0000 00000001");
    PiffSencBox senc = new PiffSencBox(2, Slice.EMPTY, 2, entries);

    PiffSampleEncryptionBox read = (PiffSampleEncryptionBox) read(senc.toSlice());

    assertThat(read.getEntries()).hasSize(2);
    assertThat(read.getEntries().getLast().iv)
        .isEqualTo(new byte[] {17, 18, 19, 20, 21, 22, 23, 24});
    assertThat(read.getEntries().getLast().pairs[0].clear()).isEqualTo(6);
    assertThat(read.getEntries().getLast().pairs[0].encrypted()).isEqualTo(101);
  }

  private static Slice readAndWrite(Box box) throws IOException {
    try (IsoFile file = open(box.toSlice())) {
      parsed(file);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      file.writeContainer(Channels.newChannel(out));
      return Slice.copyOf(out.toByteArray());
    }
  }

  private static org.mp4parser.Box read(Slice bytes) throws IOException {
    try (IsoFile file = open(bytes)) {
      return parsed(file);
    }
  }

  private static org.mp4parser.Box parsed(IsoFile file) {
    org.mp4parser.Box box = file.getBoxes().getFirst();
    assertThat(box).isNotInstanceOf(UnknownBox.class);
    if (box instanceof AbstractBox lazy) {
      lazy.parseDetails();
    }
    return box;
  }

  private static IsoFile open(Slice bytes) throws IOException {
    return new IsoFile(Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
