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

  /**
   * {@code hvc1.P.C.TL.c}: profile, compatibility, tier and level, constraints. {@code hev1} where
   * parameter sets may also be in the samples.
   *
   * @param sampleEntry {@code hvc1} or {@code hev1}
   * @see "ISO/IEC 14496-15, annex E.3"
   */
  public static String of(HevcConfig config, String sampleEntry) {
    HevcSps.Profile profile = config.sps().profile();
    String space = profile.space() == 0 ? "" : String.valueOf((char) ('A' + profile.space() - 1));
    StringBuilder name = new StringBuilder(sampleEntry).append('.').append(space);
    name.append(profile.idc()).append('.');
    int reversed = Integer.reverse((int) profile.compatibilityFlags());
    name.append(String.format(Locale.ROOT, "%X", reversed));
    name.append('.').append(profile.highTier() ? 'H' : 'L').append(profile.levelIdc());
    // Each byte on its own, those behind the last one that is set left out.
    for (long rest = profile.constraintFlags() << 16; rest != 0; rest <<= 8) {
      name.append('.').append(String.format(Locale.ROOT, "%X", rest >>> 56));
    }
    return name.toString();
  }

  /** The sample entry of an HEVC track: {@code hvc1} only if all parameter sets are with it. */
  public static String hevcSampleEntry(QualityLevel level, HevcConfig config) {
    boolean inSamples =
        config.videoParameterSets().isEmpty() || level.fourCc().equalsIgnoreCase("HEV1");
    return inSamples ? "hev1" : "hvc1";
  }

  /** Whether a {@code FourCC} of the field means HEVC. */
  public static boolean isHevc(String fourCc) {
    return switch (fourCc.toUpperCase(Locale.ROOT)) {
      case "HVC1", "HEV1", "H265", "HEVC" -> true;
      default -> false;
    };
  }

  /** Whether a {@code FourCC} of the field means H.264. */
  public static boolean isAvc(String fourCc) {
    return switch (fourCc.toUpperCase(Locale.ROOT)) {
      case "H264", "AVC1", "DAVC", "X264" -> true;
      default -> false;
    };
  }

  /** Whether a FourCC is that of captions in TTML. */
  public static boolean isTtml(String fourCc) {
    return fourCc.equalsIgnoreCase("TTML") || fourCc.equalsIgnoreCase("DFXP");
  }

  /**
   * The name for a quality level.
   *
   * @return empty when the codec is not known here, or H.264 or HEVC come without their codec data
   * @throws MalformedMediaException if the codec data cannot be read
   */
  public static Optional<String> of(QualityLevel level) throws MalformedMediaException {
    return switch (level.fourCc().toUpperCase(Locale.ROOT)) {
      case "H264", "AVC1", "DAVC", "X264" ->
          level.codecPrivateData().isEmpty()
              ? Optional.empty()
              : Optional.of(of(AvcConfig.fromCodecPrivateData(level.codecPrivateData())));
      case "HVC1", "HEV1", "H265", "HEVC" -> hevc(level);
      case "AC-3", "EC-3" -> DolbyConfig.coding(level.fourCc()).map(DolbyConfig.Coding::codecName);
      case "AACL", "AACH", "AACP", "" -> AacConfig.find(level).map(CodecName::of);
      case "TTML", "DFXP" -> Optional.of("stpp");
      default -> Optional.empty();
    };
  }

  private static Optional<String> hevc(QualityLevel level) throws MalformedMediaException {
    if (level.codecPrivateData().isEmpty()) {
      return Optional.empty();
    }
    HevcConfig config = HevcConfig.fromCodecPrivateData(level.codecPrivateData());
    return Optional.of(of(config, hevcSampleEntry(level, config)));
  }
}
