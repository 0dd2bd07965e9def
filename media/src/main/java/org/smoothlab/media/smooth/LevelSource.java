package org.smoothlab.media.smooth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.box.AudioSampleEntry;
import org.smoothlab.media.box.AvcCBox;
import org.smoothlab.media.box.BtrtBox;
import org.smoothlab.media.box.Dac3Box;
import org.smoothlab.media.box.Dec3Box;
import org.smoothlab.media.box.EsdsBox;
import org.smoothlab.media.box.HvcCBox;
import org.smoothlab.media.box.VisualSampleEntry;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.codec.AacConfig;
import org.smoothlab.media.codec.AvcConfig;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.codec.DolbyConfig;
import org.smoothlab.media.codec.EsDescriptor;
import org.smoothlab.media.codec.HevcConfig;

/** Where the quality level of one track comes from: the server manifest, or else its boxes. */
final class LevelSource {
  private static final LiveServerManifest.Track SILENT_VIDEO = silent(StreamKind.VIDEO);
  private static final LiveServerManifest.Track SILENT_AUDIO = silent(StreamKind.AUDIO);
  private static final LiveServerManifest.Track SILENT_TEXT = silent(StreamKind.TEXT);
  private static final long TEXT_BPS = 1000;
  private static final long OTHER_BPS_MAX = 4_000_000_000L; // room to count up below 2^32
  private static final int AAC_TAG = 0xFF;

  private final MovieTrack movie;
  private final LiveServerManifest.Track track;

  /**
   * @param movie what {@code moov} says
   * @param track what the server manifest says, if there is one
   */
  LevelSource(MovieTrack movie, Optional<LiveServerManifest.Track> track) {
    this.movie = movie;
    this.track =
        track.orElse(
            switch (movie.kind()) {
              case VIDEO -> SILENT_VIDEO;
              case AUDIO -> SILENT_AUDIO;
              case TEXT -> SILENT_TEXT;
            });
  }

  /** The bitrate of the server manifest. Events may need 0 bits per second, nothing else does. */
  Optional<Long> statedBitrateBps() {
    boolean given = !track.textOf("systemBitrate").isEmpty();
    long bitrateBps = track.numberOr(0, "systemBitrate");
    return given && (bitrateBps > 0 || movie.kind() == StreamKind.TEXT)
        ? Optional.of(bitrateBps)
        : Optional.empty();
  }

  /** The bitrate that the boxes know, or one that is made up from what is coded. */
  long otherBitrateBps() throws MediaException {
    Optional<BtrtBox> btrt = movie.configuration().find(BtrtBox.class);
    Optional<EsDescriptor> descriptor = descriptor();
    List<Long> candidates =
        List.of(
            btrt.map(BtrtBox::averageBitrateBps).orElse(0L),
            btrt.map(BtrtBox::maxBitrateBps).orElse(0L),
            descriptor.map(EsDescriptor::averageBitrateBps).orElse(0L),
            descriptor.map(EsDescriptor::maximumBitrateBps).orElse(0L));
    for (long bitrateBps : candidates) {
      if (bitrateBps > 0) {
        return Math.min(bitrateBps, OTHER_BPS_MAX);
      }
    }
    long madeUpBps =
        switch (level(0).format()) {
          case MediaFormat.Video video ->
              (long) video.maxWidth() * video.maxHeight() * TrackMerge.BPS_PER_PIXEL;
          case MediaFormat.Audio audio -> (long) audio.channelCount() * TrackMerge.BPS_PER_CHANNEL;
          case MediaFormat.Text() -> TEXT_BPS;
        };
    return Math.clamp(madeUpBps, 1, OTHER_BPS_MAX);
  }

  /** The level with this bitrate. */
  QualityLevel level(long bitrateBps) throws MediaException {
    return switch (movie.kind()) {
      case VIDEO -> video(bitrateBps);
      case AUDIO -> audio(bitrateBps);
      case TEXT ->
          new QualityLevel(
              bitrateBps,
              fourCcOr(textFourCc()),
              track.codecPrivateData(),
              new MediaFormat.Text(),
              track.customAttributes());
    };
  }

  private QualityLevel video(long bitrateBps) throws MediaException {
    String fourCc = fourCcOr(videoFourCc());
    requireFourCc(fourCc);
    Optional<PictureConfig> config = Optional.empty();
    if (CodecName.isAvc(fourCc)) {
      config = avcConfig().map(PictureConfig::of);
    } else if (CodecName.isHevc(fourCc)) {
      config = hevcConfig().map(PictureConfig::of);
    }
    Slice data = track.codecPrivateData();
    return new QualityLevel(
        bitrateBps,
        fourCc,
        data.isEmpty() && config.isPresent() ? config.get().codecPrivateData() : data,
        videoFormat(config),
        track.customAttributes());
  }

  private MediaFormat videoFormat(Optional<PictureConfig> config) throws MalformedMediaException {
    Optional<VisualSampleEntry> entry = movie.entry(VisualSampleEntry.class);
    long lengthBytes =
        track.numberOr(
            config.map(PictureConfig::nalUnitLengthBytes).orElse(4), "NALUnitLengthField");
    if (lengthBytes != 1 && lengthBytes != 2 && lengthBytes != 4) {
      throw new MalformedMediaException(
          movie.where() + "NALUnitLengthField must be 1, 2 or 4, is " + lengthBytes);
    }
    long width =
        firstAboveZero(
            track.numberOr(0, "MaxWidth", "Width"),
            entry.map(VisualSampleEntry::width).orElse(0),
            movie.header().width() >> 16,
            config.map(PictureConfig::widthPixels).orElse(0));
    long height =
        firstAboveZero(
            track.numberOr(0, "MaxHeight", "Height"),
            entry.map(VisualSampleEntry::height).orElse(0),
            movie.header().height() >> 16,
            config.map(PictureConfig::heightPixels).orElse(0));
    return new MediaFormat.Video((int) width, (int) height, (int) lengthBytes);
  }

  /** Of the server manifest, or else of {@code avcC}, which some encoders send empty. */
  private Optional<AvcConfig> avcConfig() throws MalformedMediaException {
    Slice data = track.codecPrivateData();
    Slice avcC = movie.configuration().find(AvcCBox.class).map(AvcCBox::config).orElse(Slice.EMPTY);
    if (avcC.isEmpty()) {
      return data.isEmpty() ? Optional.empty() : Optional.of(AvcConfig.fromCodecPrivateData(data));
    }
    AvcConfig boxed = AvcConfig.fromAvcC(avcC);
    if (data.isEmpty()) {
      return Optional.of(boxed);
    }
    AvcConfig announced = AvcConfig.fromCodecPrivateData(data);
    return Optional.of(
        new AvcConfig(
            boxed.nalUnitLengthBytes(),
            announced.sequenceParameterSets(),
            announced.pictureParameterSets()));
  }

  private Optional<HevcConfig> hevcConfig() throws MalformedMediaException {
    Slice data = track.codecPrivateData();
    Slice hvcC = movie.configuration().find(HvcCBox.class).map(HvcCBox::config).orElse(Slice.EMPTY);
    if (hvcC.isEmpty()) {
      return data.isEmpty() ? Optional.empty() : Optional.of(HevcConfig.fromCodecPrivateData(data));
    }
    HevcConfig boxed = HevcConfig.fromHvcC(hvcC);
    if (data.isEmpty()) {
      return Optional.of(boxed);
    }
    HevcConfig announced = HevcConfig.fromCodecPrivateData(data);
    return Optional.of(
        new HevcConfig(
            boxed.nalUnitLengthBytes(),
            announced.videoParameterSets(),
            announced.sequenceParameterSets(),
            announced.pictureParameterSets()));
  }

  /** What the parameter sets of either coding say. */
  private record PictureConfig(
      Slice codecPrivateData, int nalUnitLengthBytes, int widthPixels, int heightPixels) {
    static PictureConfig of(AvcConfig config) {
      return new PictureConfig(
          config.toCodecPrivateData(),
          config.nalUnitLengthBytes(),
          config.sps().widthPixels(),
          config.sps().heightPixels());
    }

    static PictureConfig of(HevcConfig config) {
      return new PictureConfig(
          config.toCodecPrivateData(),
          config.nalUnitLengthBytes(),
          config.sps().widthPixels(),
          config.sps().heightPixels());
    }
  }

  private QualityLevel audio(long bitrateBps) throws MediaException {
    Optional<DolbyConfig.Coding> dolby = DolbyConfig.coding(fourCcOr(movie.coding()));
    if (dolby.isPresent()) {
      return dolby(bitrateBps, dolby.get());
    }
    Slice stated = track.codecPrivateData();
    Slice data = stated.isEmpty() ? boxedAacData() : stated;
    String fourCc = fourCcOr(audioFourCc(data));
    requireFourCc(fourCc);
    QualityLevel announced =
        new QualityLevel(bitrateBps, fourCc, data, audioFormat(), track.customAttributes());
    Optional<AacConfig> config = AacConfig.find(announced);
    return config.isEmpty() ? announced : completed(announced, config.get());
  }

  /** AC-3 and E-AC-3 pass through: what the boxes say of them is told in the manifest's way. */
  private QualityLevel dolby(long bitrateBps, DolbyConfig.Coding coding)
      throws MalformedMediaException {
    Slice stated = track.codecPrivateData();
    Optional<DolbyConfig> config =
        stated.isEmpty()
            ? boxedDolby(coding)
            : Optional.of(DolbyConfig.fromCodecPrivateData(coding, stated));
    MediaFormat.Audio entry = audioFormat(DolbyConfig.EXTENSIBLE_TAG);
    MediaFormat.Audio format =
        new MediaFormat.Audio(
            (int)
                firstAboveZero(
                    track.numberOr(0, "SamplingRate"),
                    config.map(DolbyConfig::rateHz).orElse(0),
                    entry.samplingRateHz()),
            (int)
                firstAboveZero(
                    track.numberOr(0, "Channels"),
                    config.map(DolbyConfig::channelCount).orElse(0),
                    entry.channelCount()),
            entry.bitsPerSample(),
            entry.packetBytes(),
            entry.audioTag());
    return new QualityLevel(
        bitrateBps,
        fourCcOr(coding.codecName().toUpperCase(Locale.ROOT)),
        stated.isEmpty() ? config.map(DolbyConfig::toCodecPrivateData).orElse(Slice.EMPTY) : stated,
        format,
        track.customAttributes());
  }

  private Optional<DolbyConfig> boxedDolby(DolbyConfig.Coding coding)
      throws MalformedMediaException {
    Optional<Slice> body =
        switch (coding) {
          case AC_3 -> movie.configuration().find(Dac3Box.class).map(Dac3Box::config);
          case E_AC_3 -> movie.configuration().find(Dec3Box.class).map(Dec3Box::config);
        };
    return body.isEmpty() ? Optional.empty() : Optional.of(DolbyConfig.fromBox(coding, body.get()));
  }

  private MediaFormat.Audio audioFormat() {
    return audioFormat(AAC_TAG);
  }

  private MediaFormat.Audio audioFormat(int usualTag) {
    Optional<AudioSampleEntry> entry = movie.entry(AudioSampleEntry.class);
    return new MediaFormat.Audio(
        (int)
            firstAboveZero(
                track.numberOr(0, "SamplingRate"),
                entry.map(found -> found.sampleRate() >> 16).orElse(0L)),
        (int)
            firstAboveZero(
                track.numberOr(0, "Channels"), entry.map(AudioSampleEntry::channelCount).orElse(0)),
        (int) track.numberOr(16, "BitsPerSample"),
        (int) track.numberOr(4, "PacketSize", "PackSize"),
        (int) track.numberOr(usualTag, "AudioTag"));
  }

  /** What the manifest states stays; the codec data tells the rest, or is made. */
  private QualityLevel completed(QualityLevel level, AacConfig config) {
    MediaFormat.Audio audio = audioFormat();
    int channelCount = config.channelCount() > 0 ? config.channelCount() : audio.channelCount();
    MediaFormat.Audio format =
        new MediaFormat.Audio(
            (int) firstAboveZero(track.numberOr(0, "SamplingRate"), config.coreRateHz()),
            (int) firstAboveZero(track.numberOr(0, "Channels"), channelCount),
            audio.bitsPerSample(),
            audio.packetBytes(),
            audio.audioTag());
    return new QualityLevel(
        level.bitrateBps(),
        level.fourCc(),
        config.specificConfig(),
        format,
        level.customAttributes());
  }

  private Slice boxedAacData() throws MediaException {
    return descriptor()
        .filter(LevelSource::isAac)
        .map(EsDescriptor::decoderSpecificInfo)
        .orElse(Slice.EMPTY);
  }

  private Optional<EsDescriptor> descriptor() throws MediaException {
    Optional<EsdsBox> esds = movie.configuration().find(EsdsBox.class);
    return esds.isEmpty()
        ? Optional.empty()
        : Optional.of(EsDescriptor.read(esds.get().descriptor()));
  }

  /** MPEG-4 audio, and the three profiles of MPEG-2 AAC. */
  private static boolean isAac(EsDescriptor descriptor) {
    return switch (descriptor.objectTypeIndication()) {
      case EsDescriptor.MPEG4_AUDIO, 0x66, 0x67, 0x68 -> true;
      default -> false;
    };
  }

  private String videoFourCc() {
    return switch (movie.coding()) {
      case "avc1", "avc2", "avc3", "avc4" -> "H264";
      case "hvc1" -> "HVC1";
      case "hev1" -> "HEV1";
      case "jpeg", "mjpg" -> "JPEG";
      default -> "";
    };
  }

  private String audioFourCc(Slice data) throws MediaException {
    boolean aac =
        movie.coding().equals("mp4a") && descriptor().filter(LevelSource::isAac).isPresent();
    if (!aac || data.isEmpty()) {
      return aac ? "AACL" : "";
    }
    return switch (AacConfig.read(data).namedObjectType()) {
      case 5 -> "AACH";
      case 29 -> "AACP";
      default -> "AACL";
    };
  }

  private String textFourCc() {
    return movie.coding().equals("stpp") ? "TTML" : "";
  }

  private String fourCcOr(String boxed) {
    String stated = track.textOf("FourCC");
    return stated.isEmpty() ? boxed : stated;
  }

  private void requireFourCc(String fourCc) throws UnsupportedMediaException {
    if (fourCc.isEmpty()) {
      throw new UnsupportedMediaException(
          movie.where()
              + "coded as \""
              + movie.coding()
              + "\" without a FourCC; known are H.264, HEVC, JPEG, AAC, AC-3 and E-AC-3");
    }
  }

  private static long firstAboveZero(long... candidates) {
    for (long candidate : candidates) {
      if (candidate > 0) {
        return candidate;
      }
    }
    return 0;
  }

  private static LiveServerManifest.Track silent(StreamKind kind) {
    return new LiveServerManifest.Track(kind, List.of());
  }
}
