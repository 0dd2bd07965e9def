package org.smoothlab.media.codec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.bytes.BitReader;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * The {@code AudioSpecificConfig} of an AAC track.
 *
 * @param objectType of the core coder: 2 is AAC-LC
 * @param coreRateHz samples per second of the core coder
 * @param channelConfiguration as coded; 0 when the channels are described elsewhere
 * @param extension what is added on top of the core coder
 * @param specificConfig the bytes as they were read or made
 * @see "ISO/IEC 14496-3, 1.6.2.1"
 */
public record AacConfig(
    int objectType,
    int coreRateHz,
    int channelConfiguration,
    Extension extension,
    Slice specificConfig) {
  private static final List<Integer> RATES_HZ =
      List.of(
          96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
          8_000, 7_350);
  private static final List<Integer> CHANNEL_COUNTS =
      List.of(0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8, 0);
  private static final int AAC_TAG = 0xFF;
  private static final int LOW_COMPLEXITY = 2;
  private static final int SBR = 5;
  private static final int PS = 29;
  private static final int EXPLICIT_RATE = 15;
  private static final int SBR_SYNC = 0x2B7;
  private static final int PS_SYNC = 0x548;
  private static final int USUAL_RATE_HZ_MAX = 192_000;
  private static final int RATE_HZ_MAX = (1 << 24) - 1;

  /** What is added on top of the core coder. */
  public sealed interface Extension {
    /** Nothing that the config tells of. */
    record None() implements Extension {}

    /**
     * Spectral band replication, HE-AAC v1.
     *
     * @param rateHz samples per second that come out
     */
    record BandReplication(int rateHz) implements Extension {}

    /**
     * Band replication and parametric stereo, HE-AAC v2: two channels from one.
     *
     * @param rateHz samples per second that come out
     */
    record ParametricStereo(int rateHz) implements Extension {}
  }

  /**
   * Reads an {@code AudioSpecificConfig}. The extension may be told first (object type 5 or 29) or
   * behind the core, where decoders that do not know it overlook it.
   */
  public static AacConfig read(Slice specificConfig) throws MalformedMediaException {
    BitReader in = new BitReader(specificConfig, "AudioSpecificConfig");
    int objectType = readObjectType(in);
    int rateHz = readRate(in);
    int channels = (int) in.bits(4);
    if (objectType == SBR || objectType == PS) {
      int outputRateHz = readRate(in);
      Extension extension =
          objectType == PS
              ? new Extension.ParametricStereo(outputRateHz)
              : new Extension.BandReplication(outputRateHz);
      int coreType = readObjectType(in);
      return new AacConfig(coreType, rateHz, channels, extension, specificConfig);
    }
    Extension extension = new Extension.None();
    if (skipGeneralConfig(in, objectType, channels)) {
      extension = readTrailingExtension(in);
    }
    return new AacConfig(objectType, rateHz, channels, extension, specificConfig);
  }

  /**
   * AAC-LC: what a manifest without codec data means by {@code AACL}.
   *
   * @param rateHz in 1..2^24-1
   * @param channelCount 1..6, 7 or 8
   */
  public static AacConfig lowComplexity(int rateHz, int channelCount) {
    BitWriter out = new BitWriter();
    out.bits(LOW_COMPLEXITY, 5);
    writeRate(out, rateHz);
    int channels = channelConfiguration(channelCount);
    out.bits(channels, 4).bits(0, 3);
    return new AacConfig(LOW_COMPLEXITY, rateHz, channels, new Extension.None(), out.toSlice());
  }

  /**
   * HE-AAC v1, told first: what a manifest without codec data means by {@code AACH}.
   *
   * @param coreRateHz in 1..2^23-1, half of what comes out
   * @param channelCount 1..6, 7 or 8
   */
  public static AacConfig highEfficiency(int coreRateHz, int channelCount) {
    int outputRateHz = Math.multiplyExact(coreRateHz, 2);
    BitWriter out = new BitWriter();
    out.bits(SBR, 5);
    writeRate(out, coreRateHz);
    int channels = channelConfiguration(channelCount);
    out.bits(channels, 4);
    writeRate(out, outputRateHz);
    out.bits(LOW_COMPLEXITY, 5).bits(0, 3);
    return new AacConfig(
        LOW_COMPLEXITY,
        coreRateHz,
        channels,
        new Extension.BandReplication(outputRateHz),
        out.toSlice());
  }

  /**
   * The AAC configuration of a quality level: its codec data, or what its {@code FourCC} means
   * without.
   *
   * @return empty when it is not AAC, or says too little
   * @throws MalformedMediaException if the codec data cannot be read
   */
  public static Optional<AacConfig> find(QualityLevel level) throws MalformedMediaException {
    String fourCc = level.fourCc().toUpperCase(Locale.ROOT);
    if (!(level.format() instanceof MediaFormat.Audio audio)
        || !(fourCc.startsWith("AAC") || (fourCc.isEmpty() && audio.audioTag() == AAC_TAG))) {
      return Optional.empty();
    }
    if (!level.codecPrivateData().isEmpty()) {
      return Optional.of(read(level.codecPrivateData()));
    }
    return canDescribe(audio.samplingRateHz(), audio.channelCount())
        ? Optional.of(
            fourCc.equals("AACH")
                ? highEfficiency(audio.samplingRateHz(), audio.channelCount())
                : lowComplexity(audio.samplingRateHz(), audio.channelCount()))
        : Optional.empty();
  }

  /** Where the core coder's rate is among the usual ones, 0..12; -1 for any other rate. */
  int rateIndex() {
    return RATES_HZ.indexOf(coreRateHz);
  }

  /** Samples per second that come out of a decoder that knows the extension. */
  public int outputRateHz() {
    return switch (extension) {
      case Extension.None() -> coreRateHz;
      case Extension.BandReplication(int rateHz) -> rateHz;
      case Extension.ParametricStereo(int rateHz) -> rateHz;
    };
  }

  /** Channels that come out; 0 when the config does not say. */
  public int channelCount() {
    return extension instanceof Extension.ParametricStereo && channelConfiguration == 1
        ? 2
        : CHANNEL_COUNTS.get(channelConfiguration);
  }

  /** The object type that names the codec: 2 AAC-LC, 5 HE-AAC v1, 29 HE-AAC v2. */
  public int namedObjectType() {
    return switch (extension) {
      case Extension.None() -> objectType;
      case Extension.BandReplication(int ignored) -> SBR;
      case Extension.ParametricStereo(int ignored) -> PS;
    };
  }

  private static boolean canDescribe(int rateHz, int channelCount) {
    return rateHz >= 1
        && rateHz <= USUAL_RATE_HZ_MAX
        && channelCount >= 1
        && CHANNEL_COUNTS.contains(channelCount);
  }

  private static int readObjectType(BitReader in) throws MalformedMediaException {
    int type = (int) in.bits(5);
    return type == 31 ? 32 + (int) in.bits(6) : type;
  }

  private static int readRate(BitReader in) throws MalformedMediaException {
    int index = (int) in.bits(4);
    int rateHz = 0;
    if (index == EXPLICIT_RATE) {
      rateHz = (int) in.bits(24);
    } else if (index < RATES_HZ.size()) {
      rateHz = RATES_HZ.get(index);
    }
    if (rateHz == 0) {
      throw new MalformedMediaException(
          "AudioSpecificConfig: sampling frequency index " + index + " (ISO/IEC 14496-3, 1.6.3.3)");
    }
    return rateHz;
  }

  /**
   * Passes over the {@code GASpecificConfig}.
   *
   * @return whether an extension may follow: not where the length of what comes first is unknown
   */
  private static boolean skipGeneralConfig(BitReader in, int objectType, int channels)
      throws MalformedMediaException {
    boolean known = objectType >= 1 && objectType <= 4;
    if (!known || channels == 0 || in.remainingBits() < 3) {
      return false;
    }
    in.skip(1); // frameLengthFlag
    if (in.flag()) {
      in.skip(14); // coreCoderDelay
    }
    in.skip(1); // extensionFlag, always 0 for these types
    return true;
  }

  private static Extension readTrailingExtension(BitReader in) throws MalformedMediaException {
    if (in.remainingBits() < 16 || in.bits(11) != SBR_SYNC || readObjectType(in) != SBR) {
      return new Extension.None();
    }
    if (in.remainingBits() < 5 || !in.flag()) {
      return new Extension.None();
    }
    int rateHz = readRate(in);
    boolean stereo = in.remainingBits() >= 12 && in.bits(11) == PS_SYNC && in.flag();
    return stereo ? new Extension.ParametricStereo(rateHz) : new Extension.BandReplication(rateHz);
  }

  private static void writeRate(BitWriter out, int rateHz) {
    if (rateHz < 1 || rateHz > RATE_HZ_MAX) {
      throw new IllegalArgumentException("rateHz out of 1..2^24-1: " + rateHz);
    }
    int index = RATES_HZ.indexOf(rateHz);
    if (index >= 0) {
      out.bits(index, 4);
    } else {
      out.bits(EXPLICIT_RATE, 4).bits(rateHz, 24);
    }
  }

  private static int channelConfiguration(int channelCount) {
    int configuration = CHANNEL_COUNTS.indexOf(channelCount);
    if (channelCount < 1 || configuration < 0) {
      throw new IllegalArgumentException("no configuration for channels: " + channelCount);
    }
    return configuration;
  }

  /** Bits, highest first, filled up with zeros to whole bytes. */
  private static final class BitWriter {
    private final SliceWriter out = new SliceWriter();
    private long pending;
    private int pendingCount;

    BitWriter bits(int bits, int bitCount) {
      pending = (pending << bitCount) | bits;
      pendingCount += bitCount;
      while (pendingCount >= 8) {
        pendingCount -= 8;
        out.u8((int) (pending >>> pendingCount) & 0xFF);
      }
      return this;
    }

    Slice toSlice() {
      if (pendingCount > 0) {
        bits(0, 8 - pendingCount);
      }
      return out.toSlice();
    }
  }
}
