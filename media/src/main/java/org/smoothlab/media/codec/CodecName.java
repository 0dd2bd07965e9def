package org.smoothlab.media.codec;

import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.bytes.MalformedMediaException;

/**
 * What browsers and manifests call a codec.
 *
 * @see "RFC 6381, 3.3 and 3.4"
 */
public final class CodecName {
  private CodecName() {}

  /** {@code avc1.PPCCLL}: profile, constraints and level. */
  public static String of(AvcConfig config) {
    AvcSps sps = config.sps();
    return String.format(
        Locale.ROOT, "avc1.%02X%02X%02X", sps.profileIdc(), sps.constraintFlags(), sps.levelIdc());
  }

  /** {@code mp4a.40.2} for AAC-LC, {@code .5} for HE-AAC v1, {@code .29} for v2. */
  public static String of(AacConfig config) {
    return "mp4a.40." + config.namedObjectType();
  }

  /** Whether a {@code FourCC} of the field means H.264. */
  public static boolean isAvc(String fourCc) {
    return switch (fourCc.toUpperCase(Locale.ROOT)) {
      case "H264", "AVC1", "DAVC", "X264" -> true;
      default -> false;
    };
  }

  /**
   * The name for a quality level.
   *
   * @return empty when the codec is not known here, or H.264 comes without its codec data
   * @throws MalformedMediaException if the codec data cannot be read
   */
  public static Optional<String> of(QualityLevel level) throws MalformedMediaException {
    return switch (level.fourCc().toUpperCase(Locale.ROOT)) {
      case "H264", "AVC1", "DAVC", "X264" ->
          level.codecPrivateData().isEmpty()
              ? Optional.empty()
              : Optional.of(of(AvcConfig.fromCodecPrivateData(level.codecPrivateData())));
      case "AACL", "AACH", "AACP", "" -> AacConfig.find(level).map(CodecName::of);
      case "TTML", "DFXP" -> Optional.of("stpp");
      default -> Optional.empty();
    };
  }
}
