package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mp4parser.IsoFile;
import org.mp4parser.boxes.dolby.AC3SpecificBox;
import org.mp4parser.boxes.dolby.EC3SpecificBox;
import org.mp4parser.boxes.iso14496.part1.objectdescriptors.AudioSpecificConfig;
import org.mp4parser.boxes.iso14496.part12.MediaHeaderBox;
import org.mp4parser.boxes.iso14496.part12.TrackHeaderBox;
import org.mp4parser.boxes.iso14496.part14.ESDescriptorBox;
import org.mp4parser.boxes.iso14496.part15.AvcConfigurationBox;
import org.mp4parser.boxes.iso14496.part15.HevcConfigurationBox;
import org.mp4parser.tools.Path;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

class InitSegmentTest {
  /** FFmpeg 5.1 with libx265, 320x180. */
  private static final String HEVC =
      "0000000140010c01ffff01600000030090000003000003003c959809"
          + "0000000142010101600000030090000003000003003ca00a080b9f796566924caf0168080000030008000003"
          + "00c840"
          + "000000014401c172b46240";

  private static final String SPS = "674D401ED900A02FF97011000003000100000300320F162E48";
  private static final String PPS = "68EBCCB2";
  private static final MediaFormat VIDEO = new MediaFormat.Video(640, 360, 4);
  private static final MediaFormat AUDIO = new MediaFormat.Audio(48_000, 2, 16, 4, 255);

  @Test
  void buildsTheAvcConfigurationOfThePublishedExample() throws MediaException {
    Slice init = InitSegment.of(video("H264", "00000001" + SPS + "00000001" + PPS));

    assertThat(init.toHex())
        .contains(
            ("00000030 61766343 014D401EFFE10019" + SPS + "010004" + PPS)
                .replace(" ", "")
                .toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void saysOfVideoWhatAnotherReaderUnderstands() throws MediaException, IOException {
    Slice init = InitSegment.of(video("H264", "00000001" + SPS + "00000001" + PPS));

    try (IsoFile file = open(init)) {
      TrackHeaderBox track = Path.getPath(file, "moov/trak/tkhd");
      MediaHeaderBox media = Path.getPath(file, "moov/trak/mdia/mdhd");
      AvcConfigurationBox avc = Path.getPath(file, "moov/trak/mdia/minf/stbl/stsd/avc1/avcC");
      assertThat(track.getTrackId()).isEqualTo(7);
      assertThat(track.getWidth()).isEqualTo(640);
      assertThat(track.getHeight()).isEqualTo(360);
      assertThat(media.getTimescale()).isEqualTo(10_000_000);
      assertThat(media.getLanguage()).isEqualTo("eng");
      assertThat(avc.getAvcProfileIndication()).isEqualTo(0x4D);
      assertThat(avc.getLengthSizeMinusOne()).isEqualTo(3);
      assertThat((Object) Path.getPath(file, "moov/mvex/trex")).isNotNull();
    }
  }

  @Test
  void saysOfAudioWhatAnotherReaderUnderstands() throws MediaException, IOException {
    Slice init = InitSegment.of(audio("AACL", "1190"));

    try (IsoFile file = open(init)) {
      ESDescriptorBox esds = Path.getPath(file, "moov/trak/mdia/minf/stbl/stsd/mp4a/esds");
      AudioSpecificConfig config =
          esds.getEsDescriptor().getDecoderConfigDescriptor().getAudioSpecificInfo();
      assertThat(config.getAudioObjectType()).isEqualTo(2);
      assertThat(config.getSamplingFrequency()).isEqualTo(48_000);
      assertThat(config.getChannelConfiguration()).isEqualTo(2);
      TrackHeaderBox track = Path.getPath(file, "moov/trak/tkhd");
      assertThat(track.getVolume()).isEqualTo(1);
    }
  }

  @Test
  void makesTheAacConfigurationThatAManifestLeavesOut() throws MediaException {
    assertThat(InitSegment.of(audio("AACL", ""))).isEqualTo(InitSegment.of(audio("AACL", "1190")));
  }

  @Test
  void describesTtml() throws MediaException {
    TrackInfo track = track("TTML", "", new MediaFormat.Text(), StreamKind.TEXT);

    BoxList boxes = BoxList.read(InitSegment.of(track), "init");

    assertThat(boxes.find(MoovBox.class)).get().asString().contains("http://www.w3.org/ns/ttml");
  }

  /** mp4parser reads the arrays of parameter sets and the substreams by its own code. */
  @Test
  void saysOfHevcAndDolbyWhatAnotherReaderUnderstands() throws MediaException, IOException {
    try (IsoFile file = open(InitSegment.of(video("HVC1", HEVC)))) {
      HevcConfigurationBox hvcC = Path.getPath(file, "moov/trak/mdia/minf/stbl/stsd/hvc1/hvcC");
      assertThat(hvcC.getGeneral_profile_idc()).isEqualTo(1);
      assertThat(hvcC.getGeneral_level_idc()).isEqualTo(60);
      assertThat(hvcC.getArrays())
          .extracting(array -> array.nal_unit_type)
          .containsExactly(32, 33, 34);
    }
    try (IsoFile file = open(InitSegment.of(audio("EC-3", "0800200f00")))) {
      EC3SpecificBox dec3 = Path.getPath(file, "moov/trak/mdia/minf/stbl/stsd/ec-3/dec3");
      assertThat(dec3.getDataRate()).isEqualTo(256);
      assertThat(dec3.getEntries()).hasSize(1);
      assertThat(dec3.getEntries().getFirst().acmod).isEqualTo(7);
      assertThat(dec3.getEntries().getFirst().lfeon).isEqualTo(1);
    }
    try (IsoFile file = open(InitSegment.of(audio("AC-3", "101140")))) {
      AC3SpecificBox dac3 = Path.getPath(file, "moov/trak/mdia/minf/stbl/stsd/ac-3/dac3");
      assertThat(dac3.getAcmod()).isEqualTo(2);
      assertThat(dac3.getBitRateCode()).isEqualTo(10);
    }
  }

  @Test
  void saysThatParameterSetsAreInTheSamplesWhereSomeAreMissing() throws MediaException {
    TrackInfo track = video("HVC1", HEVC.substring(56));
    assertThat(BoxList.read(InitSegment.of(track), "init").find(MoovBox.class))
        .get()
        .asString()
        .contains("hev1")
        .doesNotContain("hvc1");
  }

  @Test
  void describesThumbnailsAndEvents() throws MediaException {
    assertThat(codings(video("JPEG", ""))).contains("jpeg");
    TrackInfo scte = events("urn:scte:scte35:2013:bin");
    assertThat(codings(scte)).contains("scte").contains("meta");
    assertThat(codings(events("urn:other"))).contains("urim").contains("urn:other");
    assertThatThrownBy(() -> InitSegment.of(track("", "", new MediaFormat.Text(), StreamKind.TEXT)))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  private static String codings(TrackInfo track) throws MediaException {
    return BoxList.read(InitSegment.of(track), "init").toString();
  }

  private static TrackInfo events(String scheme) {
    TrackInfo plain = track("", "", new MediaFormat.Text(), StreamKind.TEXT);
    return new TrackInfo(
        7,
        plain.stream(),
        new QualityLevel(
            0,
            "",
            Slice.EMPTY,
            plain.level().format(),
            List.of(new CustomAttribute("Scheme", scheme))));
  }

  @Test
  void refusesWhatItCannotDescribe() {
    assertThatThrownBy(() -> InitSegment.of(video("WVC1", "270000010F")))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage(
            "track 7 main@2000: no initialization for FourCC 'WVC1' with 5 bytes of CodecPrivateData");
    assertThatThrownBy(() -> InitSegment.of(video("H264", "")))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatThrownBy(() -> InitSegment.of(audio("WMAP", "00")))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatThrownBy(
            () -> InitSegment.of(track("JPEG", "", new MediaFormat.Text(), StreamKind.TEXT)))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatThrownBy(() -> InitSegment.of(video("H264", "00000001 68EBCCB2")))
        .isInstanceOf(MediaException.class);
  }

  private static IsoFile open(Slice init) throws IOException {
    return new IsoFile(Channels.newChannel(new ByteArrayInputStream(init.toByteArray())));
  }

  private static TrackInfo video(String fourCc, String codecPrivateData) {
    return track(fourCc, codecPrivateData, VIDEO, StreamKind.VIDEO);
  }

  private static TrackInfo audio(String fourCc, String codecPrivateData) {
    return track(fourCc, codecPrivateData, AUDIO, StreamKind.AUDIO);
  }

  private static TrackInfo track(
      String fourCc, String codecPrivateData, MediaFormat format, StreamKind kind) {
    return new TrackInfo(
        7,
        new StreamInfo(kind, "main", "", "eng", Timescale.SMOOTH, StreamInfo.Sparse.NONE),
        new QualityLevel(2000, fourCc, ofHex(codecPrivateData), format, List.of()));
  }
}
