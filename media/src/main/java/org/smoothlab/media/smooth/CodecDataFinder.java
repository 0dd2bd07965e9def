package org.smoothlab.media.smooth;

import java.util.Optional;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.AvcConfig;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.codec.DolbyConfig;
import org.smoothlab.media.codec.HevcConfig;

/** Codec data that only the samples of a track tell. */
final class CodecDataFinder {
  private CodecDataFinder() {}

  /** Whether a track lacks codec data that its samples may have. */
  static boolean isWanted(TrackInfo track) {
    QualityLevel level = track.level();
    return level.codecPrivateData().isEmpty()
        && switch (level.format()) {
          case MediaFormat.Video _ ->
              CodecName.isAvc(level.fourCc()) || CodecName.isHevc(level.fourCc());
          case MediaFormat.Audio _ -> DolbyConfig.coding(level.fourCc()).isPresent();
          case MediaFormat.Text() -> false;
        };
  }

  /** The level with what a sync sample tells; empty if it tells nothing. */
  static Optional<QualityLevel> find(QualityLevel level, Slice sample)
      throws MalformedMediaException {
    return switch (level.format()) {
      case MediaFormat.Video video when CodecName.isHevc(level.fourCc()) ->
          HevcConfig.fromSample(sample, video.nalUnitLengthBytes())
              .map(config ->
                  with(
                      level,
                      config.toCodecPrivateData(),
                      sized(video, config.sps().widthPixels(), config.sps().heightPixels())));
      case MediaFormat.Video video ->
          AvcConfig.fromSample(sample, video.nalUnitLengthBytes())
              .map(config ->
                  with(
                      level,
                      config.toCodecPrivateData(),
                      sized(video, config.sps().widthPixels(), config.sps().heightPixels())));
      case MediaFormat.Audio audio -> sound(level, audio, sample);
      case MediaFormat.Text() -> Optional.empty();
    };
  }

  private static Optional<QualityLevel> sound(
      QualityLevel level, MediaFormat.Audio audio, Slice sample) throws MalformedMediaException {
    Optional<DolbyConfig.Coding> coding = DolbyConfig.coding(level.fourCc());
    if (coding.isEmpty()) {
      return Optional.empty();
    }
    DolbyConfig config = DolbyConfig.fromFrame(coding.get(), sample);
    MediaFormat.Audio format =
        new MediaFormat.Audio(
            audio.samplingRateHz() > 0 ? audio.samplingRateHz() : config.rateHz(),
            audio.channelCount() > 0 ? audio.channelCount() : config.channelCount(),
            audio.bitsPerSample(),
            audio.packetBytes(),
            audio.audioTag());
    return Optional.of(with(level, config.toCodecPrivateData(), format));
  }

  private static MediaFormat.Video sized(MediaFormat.Video video, int width, int height) {
    return video.maxWidth() > 0 && video.maxHeight() > 0
        ? video
        : new MediaFormat.Video(width, height, video.nalUnitLengthBytes());
  }

  private static QualityLevel with(QualityLevel level, Slice data, MediaFormat format) {
    return new QualityLevel(
        level.bitrateBps(), level.fourCc(), data, format, level.customAttributes());
  }
}
