package org.smoothlab.media.transmux;

import java.util.List;
import java.util.Locale;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.AudioSampleEntry;
import org.smoothlab.media.box.AvcCBox;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.Dac3Box;
import org.smoothlab.media.box.Dec3Box;
import org.smoothlab.media.box.DinfBox;
import org.smoothlab.media.box.DrefBox;
import org.smoothlab.media.box.EsdsBox;
import org.smoothlab.media.box.FtypBox;
import org.smoothlab.media.box.HdlrBox;
import org.smoothlab.media.box.HvcCBox;
import org.smoothlab.media.box.MdhdBox;
import org.smoothlab.media.box.MdiaBox;
import org.smoothlab.media.box.MetadataSampleEntry;
import org.smoothlab.media.box.MinfBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.MvexBox;
import org.smoothlab.media.box.MvhdBox;
import org.smoothlab.media.box.NmhdBox;
import org.smoothlab.media.box.SmhdBox;
import org.smoothlab.media.box.StblBox;
import org.smoothlab.media.box.StcoBox;
import org.smoothlab.media.box.SthdBox;
import org.smoothlab.media.box.StppSampleEntry;
import org.smoothlab.media.box.StscBox;
import org.smoothlab.media.box.StsdBox;
import org.smoothlab.media.box.StszBox;
import org.smoothlab.media.box.SttsBox;
import org.smoothlab.media.box.TkhdBox;
import org.smoothlab.media.box.TrakBox;
import org.smoothlab.media.box.TrexBox;
import org.smoothlab.media.box.UriBox;
import org.smoothlab.media.box.UrlBox;
import org.smoothlab.media.box.VisualSampleEntry;
import org.smoothlab.media.box.VmhdBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.codec.AacConfig;
import org.smoothlab.media.codec.AvcConfig;
import org.smoothlab.media.codec.AvcSps;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.codec.DolbyConfig;
import org.smoothlab.media.codec.EsDescriptor;
import org.smoothlab.media.codec.HevcConfig;
import org.smoothlab.media.codec.HevcSps;

/**
 * What a decoder must have before the fragments of a track: Smooth has it in the manifest only, MSE
 * and FFmpeg want it as boxes.
 *
 * @see "ISO/IEC 14496-12, 8.2.1; W3C ISO BMFF Byte Stream Format, 3"
 * @see "ISO/IEC 23000-19, 7.3.2.1 CMAF header; ISO/IEC 23009-1, 6.3.3"
 */
public final class InitSegment {
  private static final int VERSION_0 = 0;
  private static final long NO_DATE = 0;
  private static final long IN_FRAGMENTS = 0; // the duration of what only fragments tell
  private static final int FULL_RATE = 0x1_0000;
  private static final int FULL_VOLUME = 0x100;
  private static final int ENABLED_IN_MOVIE = 3;

  /** {@code cmfc}: a CMAF track; {@code dash}: an initialization segment of DASH. */
  private static final List<String> BRANDS = List.of("iso6", "cmfc", "dash", "mp41");

  private static final String TTML_NAMESPACE = "http://www.w3.org/ns/ttml";

  private final TrackInfo track;
  private final Description description;

  private InitSegment(TrackInfo track, Description description) {
    this.track = track;
    this.description = description;
  }

  /**
   * The {@code ftyp} and {@code moov} of one track: H.264, HEVC, JPEG, AAC, AC-3, E-AC-3, TTML, and
   * events whose {@code Scheme} says what they are.
   *
   * @throws UnsupportedMediaException if the codec is another one, or its configuration is not
   *     known
   * @throws org.smoothlab.media.bytes.MalformedMediaException if the codec data cannot be read
   */
  public static Slice of(TrackInfo track) throws MediaException {
    return new InitSegment(track, describe(track)).write();
  }

  private static Description describe(TrackInfo track) throws MediaException {
    QualityLevel level = track.level();
    return switch (level.format()) {
      case MediaFormat.Video video -> describeVideo(track, video);
      case MediaFormat.Audio audio ->
          DolbyConfig.coding(level.fourCc()).isPresent()
              ? describeDolby(audio, DolbyConfig.find(level).orElseThrow(() -> unsupported(track)))
              : describeAudio(
                  level, audio, AacConfig.find(level).orElseThrow(() -> unsupported(track)));
      case MediaFormat.Text() -> describeText(track);
    };
  }

  private static Description describeVideo(TrackInfo track, MediaFormat.Video video)
      throws MediaException {
    QualityLevel level = track.level();
    if (level.fourCc().equalsIgnoreCase("JPEG")) {
      return pictures(
          BoxType.of("jpeg"), new Picture(video.maxWidth(), video.maxHeight()), BoxList.NONE);
    }
    if (level.codecPrivateData().isEmpty()) {
      throw unsupported(track);
    }
    if (CodecName.isHevc(level.fourCc())) {
      return describeHevc(level, video);
    }
    if (!CodecName.isAvc(level.fourCc())) {
      throw unsupported(track);
    }
    AvcConfig found = AvcConfig.fromCodecPrivateData(level.codecPrivateData());
    AvcConfig config =
        new AvcConfig(
            video.nalUnitLengthBytes(),
            found.sequenceParameterSets(),
            found.pictureParameterSets());
    AvcSps sps = config.sps();
    return pictures(
        BoxType.of("avc1"),
        new Picture(sps.widthPixels(), sps.heightPixels()),
        BoxList.of(new AvcCBox(config.toAvcC())));
  }

  private static Description describeHevc(QualityLevel level, MediaFormat.Video video)
      throws MediaException {
    HevcConfig found = HevcConfig.fromCodecPrivateData(level.codecPrivateData());
    HevcConfig config =
        new HevcConfig(
            video.nalUnitLengthBytes(),
            found.videoParameterSets(),
            found.sequenceParameterSets(),
            found.pictureParameterSets());
    HevcSps sps = config.sps();
    return pictures(
        BoxType.of(CodecName.hevcSampleEntry(level, config)),
        new Picture(sps.widthPixels(), sps.heightPixels()),
        BoxList.of(new HvcCBox(config.toHvcC())));
  }

  private static Description pictures(BoxType coding, Picture picture, BoxList children) {
    Box entry = new VisualSampleEntry(coding, 1, picture.width, picture.height, "", children);
    return new Description("vide", new VmhdBox(0, Slice.copyOf(new byte[6])), entry, picture);
  }

  private static Description describeDolby(MediaFormat.Audio audio, DolbyConfig config) {
    Box box =
        switch (config.coding()) {
          case AC_3 -> new Dac3Box(config.body());
          case E_AC_3 -> new Dec3Box(config.body());
        };
    int rateHz = config.rateHz() > 0 ? config.rateHz() : audio.samplingRateHz();
    Box entry =
        new AudioSampleEntry(
            BoxType.of(config.coding().codecName()),
            1,
            config.channelCount(),
            16,
            (long) rateHz << 16,
            BoxList.of(box));
    return new Description("soun", new SmhdBox(0), entry, Picture.NONE);
  }

  private static Description describeAudio(
      QualityLevel level, MediaFormat.Audio audio, AacConfig config) {
    EsDescriptor descriptor =
        new EsDescriptor(
            EsDescriptor.MPEG4_AUDIO,
            level.bitrateBps(),
            level.bitrateBps(),
            config.specificConfig());
    int channelCount = config.channelCount() > 0 ? config.channelCount() : audio.channelCount();
    int rateHz = config.outputRateHz();
    Box entry =
        new AudioSampleEntry(
            BoxType.of("mp4a"),
            1,
            channelCount,
            16,
            rateHz > 0xFFFF ? 0 : (long) rateHz << 16,
            BoxList.of(new EsdsBox(descriptor.write())));
    return new Description("soun", new SmhdBox(0), entry, Picture.NONE);
  }

  private static Description describeText(TrackInfo track) throws UnsupportedMediaException {
    return switch (track.level().fourCc().toUpperCase(Locale.ROOT)) {
      case "TTML", "DFXP" ->
          new Description(
              "subt",
              new SthdBox(0),
              new StppSampleEntry(1, TTML_NAMESPACE, "", "", BoxList.NONE),
              Picture.NONE);
      case "" -> describeEvents(track);
      default -> throw unsupported(track);
    };
  }

  private static Description describeEvents(TrackInfo track) throws UnsupportedMediaException {
    String scheme =
        track.level().customAttributes().stream()
            .filter(attribute -> attribute.name().equals("Scheme"))
            .map(CustomAttribute::value)
            .findFirst()
            .orElseThrow(() -> unsupported(track));
    Box entry =
        scheme.startsWith("urn:scte:scte35:")
            ? new MetadataSampleEntry(MetadataSampleEntry.SCTE, 1, BoxList.NONE)
            : new MetadataSampleEntry(MetadataSampleEntry.URIM, 1, BoxList.of(new UriBox(scheme)));
    return new Description("meta", new NmhdBox(0), entry, Picture.NONE);
  }

  private static UnsupportedMediaException unsupported(TrackInfo track) {
    return new UnsupportedMediaException(
        "track %d %s: no initialization for FourCC '%s' with %d bytes of CodecPrivateData"
            .formatted(
                track.trackNumber(),
                track.id(),
                track.level().fourCc(),
                track.level().codecPrivateData().size()));
  }

  private Slice write() {
    BoxWriter out = new BoxWriter();
    new FtypBox("iso6", 0, BRANDS).write(out);
    new MoovBox(BoxList.of(movieHeader(), trak(), mvex())).write(out);
    return out.toSlice();
  }

  private Box movieHeader() {
    return new MvhdBox(
        VERSION_0,
        NO_DATE,
        NO_DATE,
        ticksPerSecond(),
        IN_FRAGMENTS,
        FULL_RATE,
        FULL_VOLUME,
        MvhdBox.UNITY_MATRIX,
        track.trackNumber() + 1L);
  }

  private Box trak() {
    return new TrakBox(BoxList.of(trackHeader(), mdia()));
  }

  private Box trackHeader() {
    boolean audible = track.level().format() instanceof MediaFormat.Audio;
    return new TkhdBox(
        VERSION_0,
        ENABLED_IN_MOVIE,
        NO_DATE,
        NO_DATE,
        track.trackNumber(),
        IN_FRAGMENTS,
        0,
        0,
        audible ? FULL_VOLUME : 0,
        MvhdBox.UNITY_MATRIX,
        (long) description.picture.width << 16,
        (long) description.picture.height << 16);
  }

  private Box mdia() {
    return new MdiaBox(
        BoxList.of(
            new MdhdBox(VERSION_0, NO_DATE, NO_DATE, ticksPerSecond(), IN_FRAGMENTS, language()),
            new HdlrBox(description.handlerType, ""),
            new MinfBox(
                BoxList.of(
                    description.mediaHeader,
                    new DinfBox(BoxList.of(new DrefBox(BoxList.of(new UrlBox(""))))),
                    stbl()))));
  }

  private Box stbl() {
    return new StblBox(
        BoxList.of(
            new StsdBox(BoxList.of(description.sampleEntry)),
            new SttsBox(List.of()),
            new StscBox(List.of()),
            new StszBox(0, 0, List.of()),
            new StcoBox(List.of())));
  }

  private Box mvex() {
    return new MvexBox(BoxList.of(new TrexBox(track.trackNumber(), 1, 0, 0, 0)));
  }

  private long ticksPerSecond() {
    return track.stream().timescale().ticksPerSecond();
  }

  /** Manifests also have tags such as {@code en-US}, which do not fit. */
  private String language() {
    StreamInfo stream = track.stream();
    return stream.language().matches("[a-z]{3}") ? stream.language() : "und";
  }

  /** What depends on the codec. */
  private record Description(
      String handlerType, Box mediaHeader, Box sampleEntry, Picture picture) {}

  /** In pixels. */
  private record Picture(int width, int height) {
    static final Picture NONE = new Picture(0, 0);
  }
}
