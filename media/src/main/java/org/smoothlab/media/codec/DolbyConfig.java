package org.smoothlab.media.codec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.bytes.BitReader;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * What is told of a track of AC-3 or E-AC-3: files have it in {@code dac3} or {@code dec3}, Smooth
 * has the same behind the extension of a {@code WAVEFORMATEXTENSIBLE}.
 *
 * <pre>
 * CodecPrivateData: [u16 samples per block][u32 channel mask][16 bytes subformat] dac3 or dec3 body
 * </pre>
 *
 * <p>Of several substreams the first independent one is described: what players without the others
 * would play.
 *
 * @param coding which of the two
 * @param rateHz samples per second; 0 when reserved or a halved rate, which the box does not tell
 * @param channelMode {@code acmod}, 0..7
 * @param hasLowFrequency whether there is a low frequency channel
 * @param body of the {@code dac3} or {@code dec3} box, as read or made
 * @see "ETSI TS 102 366, annexes E and F"
 */
public record DolbyConfig(
    Coding coding, int rateHz, int channelMode, boolean hasLowFrequency, Slice body) {
  /** {@code AudioTag} of a track whose codec data extends a {@code WAVEFORMATEXTENSIBLE}. */
  public static final int EXTENSIBLE_TAG = 0xFFFE;

  private static final int EXTENSION_BYTES = 22;
  private static final int WAVE_FORMAT_BYTES = 18;
  private static final int SAMPLES_PER_BLOCK = 1536;
  private static final int SYNC_WORD = 0x0B77;
  private static final int LOW_FREQUENCY_SPEAKER = 0x8;
  private static final List<Integer> RATES_HZ = List.of(48_000, 44_100, 32_000, 0);
  private static final List<Integer> HALVED_RATES_HZ = List.of(24_000, 22_050, 16_000, 0);
  private static final List<Integer> CHANNEL_COUNTS = List.of(2, 1, 2, 3, 3, 4, 4, 5);

  /** Speakers of each {@code acmod}, in the bits of {@code dwChannelMask}. */
  private static final List<Integer> SPEAKERS =
      List.of(0x3, 0x4, 0x3, 0x7, 0x103, 0x107, 0x33, 0x37);

  /** Which of the two. */
  public enum Coding {
    /** Dolby Digital. */
    AC_3("ac-3", "2c806de046dbcf11b4d100805f6cbbea"),
    /** Dolby Digital Plus. */
    E_AC_3("ec-3", "af87fba7022dfb42a4d405cd93843bdd");

    private final String codecName;

    @SuppressWarnings("ImmutableEnumChecker") // a slice is an immutable view
    private final Slice subformat;

    Coding(String codecName, String subformat) {
      this.codecName = codecName;
      this.subformat = Slice.ofHex(subformat);
    }

    /** As browsers and sample entries call it. */
    public String codecName() {
      return codecName;
    }
  }

  /** Which of the two a {@code FourCC} of the field means. */
  public static Optional<Coding> coding(String fourCc) {
    return switch (fourCc.toLowerCase(Locale.ROOT)) {
      case "ac-3" -> Optional.of(Coding.AC_3);
      case "ec-3" -> Optional.of(Coding.E_AC_3);
      default -> Optional.empty();
    };
  }

  /** Reads the body of a {@code dac3} box, or of a {@code dec3} box. */
  public static DolbyConfig fromBox(Coding coding, Slice body) throws MalformedMediaException {
    BitReader in = new BitReader(body, coding == Coding.AC_3 ? "dac3" : "dec3");
    int rateCode;
    if (coding == Coding.AC_3) {
      rateCode = (int) in.bits(2);
      in.skip(5 + 3); // bsid, bsmod
    } else {
      in.skip(13 + 3); // data_rate, num_ind_sub
      rateCode = (int) in.bits(2);
      in.skip(5 + 1 + 1 + 3); // bsid, reserved, asvc, bsmod
    }
    int channelMode = (int) in.bits(3);
    boolean lowFrequency = in.flag();
    in.skip(coding == Coding.AC_3 ? 5 + 5 : 3 + 4 + 1); // the rest of the shortest form
    return new DolbyConfig(coding, RATES_HZ.get(rateCode), channelMode, lowFrequency, body);
  }

  /**
   * Reads codec data of a manifest: the extension with the box behind it, a whole {@code
   * WAVEFORMATEXTENSIBLE} with the box behind it, or the box alone.
   */
  public static DolbyConfig fromCodecPrivateData(Coding coding, Slice data)
      throws MalformedMediaException {
    for (int skipBytes : List.of(0, WAVE_FORMAT_BYTES)) {
      int bodyAt = skipBytes + EXTENSION_BYTES;
      if (data.size() > bodyAt && data.slice(bodyAt - 16L, 16).equals(coding.subformat)) {
        return fromBox(coding, data.from(bodyAt));
      }
    }
    if (data.size() >= EXTENSION_BYTES) {
      throw new MalformedMediaException(
          "CodecPrivateData: no subformat of "
              + coding.codecName
              + " in "
              + data.size()
              + " bytes (WAVEFORMATEXTENSIBLE)");
    }
    return fromBox(coding, data);
  }

  /**
   * Reads the head of a frame, which tells all that the box needs.
   *
   * @param frame whole, beginning with its sync word
   * @throws MalformedMediaException if it is no frame of this coding
   */
  public static DolbyConfig fromFrame(Coding coding, Slice frame) throws MalformedMediaException {
    BitReader in = new BitReader(frame, coding.codecName);
    if (in.bits(16) != SYNC_WORD) {
      throw new MalformedMediaException(
          coding.codecName + ": frame without sync word 0B77 (ETSI TS 102 366, 4.3)");
    }
    return coding == Coding.AC_3 ? fromAc3(in) : fromEac3(in, frame.size());
  }

  private static DolbyConfig fromAc3(BitReader in) throws MalformedMediaException {
    in.skip(16); // crc1
    int rateCode = (int) in.bits(2);
    int frameSizeCode = (int) in.bits(6);
    int bitStreamId = (int) in.bits(5);
    int bitStreamMode = (int) in.bits(3);
    if (bitStreamId > 10) {
      throw new MalformedMediaException("ac-3: bsid " + bitStreamId + ", expected at most 10");
    }
    int channelMode = (int) in.bits(3);
    in.skip((channelMode & 1) != 0 && channelMode != 1 ? 2 : 0); // cmixlev
    in.skip((channelMode & 4) != 0 ? 2 : 0); // surmixlev
    in.skip(channelMode == 2 ? 2 : 0); // dsurmod
    boolean lowFrequency = in.flag();
    int head = rateCode << 22 | bitStreamId << 17 | bitStreamMode << 14;
    int sound = channelMode << 11 | (lowFrequency ? 1 << 10 : 0) | frameSizeCode >> 1 << 5;
    Slice body = new SliceWriter().u24(head | sound).toSlice();
    return new DolbyConfig(Coding.AC_3, RATES_HZ.get(rateCode), channelMode, lowFrequency, body);
  }

  private static DolbyConfig fromEac3(BitReader in, long frameBytes)
      throws MalformedMediaException {
    in.skip(2 + 3 + 11); // strmtyp, substreamid, frmsiz
    int rateCode = (int) in.bits(2);
    int second = (int) in.bits(2); // fscod2 or numblkscod
    int channelMode = (int) in.bits(3);
    boolean lowFrequency = in.flag();
    int bitStreamId = (int) in.bits(5);
    if (bitStreamId < 11 || bitStreamId > 16) {
      throw new MalformedMediaException("ec-3: bsid " + bitStreamId + ", expected 11..16");
    }
    int rateHz = rateCode == 3 ? HALVED_RATES_HZ.get(second) : RATES_HZ.get(rateCode);
    int blockCount = rateCode == 3 || second == 3 ? 6 : second + 1;
    long kilobits = frameBytes * 8 * rateHz / (256L * blockCount) / 1000;
    SliceWriter body = new SliceWriter();
    body.u16((int) Math.min(kilobits, 0x1FFF) << 3);
    int head = rateCode << 22 | bitStreamId << 17;
    body.u24(head | channelMode << 9 | (lowFrequency ? 1 << 8 : 0));
    return new DolbyConfig(Coding.E_AC_3, rateHz, channelMode, lowFrequency, body.toSlice());
  }

  /**
   * The configuration of a quality level.
   *
   * @return empty when it is neither coding, or comes without codec data
   * @throws MalformedMediaException if the codec data cannot be read
   */
  public static Optional<DolbyConfig> find(QualityLevel level) throws MalformedMediaException {
    Optional<Coding> coding = coding(level.fourCc());
    return coding.isEmpty() || level.codecPrivateData().isEmpty()
        ? Optional.empty()
        : Optional.of(fromCodecPrivateData(coding.get(), level.codecPrivateData()));
  }

  /** The extension of a {@code WAVEFORMATEXTENSIBLE} with the box behind it. */
  public Slice toCodecPrivateData() {
    int speakers = SPEAKERS.get(channelMode) | (hasLowFrequency ? LOW_FREQUENCY_SPEAKER : 0);
    SliceWriter out = new SliceWriter();
    // Numbers of Windows structures have their lowest byte first.
    out.u16(Integer.reverseBytes(SAMPLES_PER_BLOCK) >>> 16);
    out.u32(Integer.toUnsignedLong(Integer.reverseBytes(speakers)));
    return out.bytes(coding.subformat).bytes(body).toSlice();
  }

  /** Channels of the first independent substream, with that of low frequencies. */
  public int channelCount() {
    return CHANNEL_COUNTS.get(channelMode) + (hasLowFrequency ? 1 : 0);
  }
}
