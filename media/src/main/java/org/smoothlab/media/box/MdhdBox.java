package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The clock and the language of a track.
 *
 * @param version 1 when times have 64 bits, else 0
 * @param creationSeconds since 1904-01-01 UTC
 * @param modificationSeconds since 1904-01-01 UTC
 * @param timescaleTicksPerSecond of all times of the track
 * @param durationTicks 0 or all ones when only fragments know it
 * @param language three letters of ISO 639-2/T, {@code und} when unknown
 * @see "ISO/IEC 14496-12, 8.4.2 Media Header Box"
 */
public record MdhdBox(
    int version,
    long creationSeconds,
    long modificationSeconds,
    long timescaleTicksPerSecond,
    long durationTicks,
    String language)
    implements Box {
  public static final BoxType TYPE = BoxType.of("mdhd");

  static MdhdBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    long creationSeconds = in.sized();
    long modificationSeconds = in.sized();
    long timescaleTicksPerSecond = in.u32();
    long durationTicks = in.sized();
    String language = unpack(in.u16());
    in.skip(2);
    return new MdhdBox(
        in.version(),
        creationSeconds,
        modificationSeconds,
        timescaleTicksPerSecond,
        durationTicks,
        language);
  }

  /** Three times five bits, each the distance of a letter from the one before {@code a}. */
  private static String unpack(int packed) {
    StringBuilder letters = new StringBuilder(3);
    for (int shift = 10; shift >= 0; shift -= 5) {
      letters.append((char) (0x60 + (packed >> shift & 0x1F)));
    }
    return letters.toString();
  }

  private static int pack(String letters) {
    int packed = 0;
    for (int i = 0; i < 3; i++) {
      packed = packed << 5 | (letters.charAt(i) - 0x60);
    }
    return packed;
  }

  public MdhdBox {
    boolean threeLetters =
        language.length() == 3 && language.chars().allMatch(letter -> letter >> 5 == 3);
    if (!threeLetters) {
      throw new IllegalArgumentException("not three lower-case letters: " + language);
    }
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(
        TYPE,
        version,
        0,
        box ->
            box.sized(version, creationSeconds)
                .sized(version, modificationSeconds)
                .u32(timescaleTicksPerSecond)
                .sized(version, durationTicks)
                .u16(pack(language))
                .u16(0));
  }
}
