package org.smoothlab.media.codec;

import org.smoothlab.media.bytes.BitReader;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What a sequence parameter set of HEVC says of the pictures.
 *
 * @param profile profile, tier and level
 * @param layers temporal sub-layers
 * @param sampleFormat how its samples are made
 * @param widthPixels after cropping
 * @param heightPixels after cropping
 * @see "ISO/IEC 23008-2, 7.3.2.2"
 */
public record HevcSps(
    Profile profile,
    Layers layers,
    AvcSps.SampleFormat sampleFormat,
    int widthPixels,
    int heightPixels) {
  private static final int PIXELS_PER_SIDE_MAX = 1 << 16;
  private static final int LAYER_COUNT_MAX = 7;
  private static final int LAYER_PROFILE_BITS = 88;
  private static final int LAYER_LEVEL_BITS = 8;

  /**
   * Profile, tier and level.
   *
   * @param space 0..3; 0 in all streams of today
   * @param highTier Main tier if false
   * @param idc 1 Main, 2 Main 10, 4 range extensions …
   * @param compatibilityFlags in 0..2^32-1; the highest bit is that of profile 0
   * @param constraintFlags in 0..2^48-1
   * @param levelIdc thirty times the level
   * @see "ISO/IEC 23008-2, 7.3.3"
   */
  public record Profile(
      int space,
      boolean highTier,
      int idc,
      long compatibilityFlags,
      long constraintFlags,
      int levelIdc) {}

  /**
   * Temporal sub-layers.
   *
   * @param count 1..7
   * @param nested whether one may switch up at every picture
   */
  public record Layers(int count, boolean nested) {}

  /**
   * Reads a unit with its header of two bytes and emulation prevention. What follows the bit depths
   * is not looked at.
   */
  static HevcSps read(Slice unit) throws MalformedMediaException {
    BitReader in = new BitReader(NalUnits.withoutEmulationPrevention(unit), "SPS");
    in.skip(16 + 4); // header, sps_video_parameter_set_id
    int layerCount = (int) in.bits(3) + 1;
    if (layerCount > LAYER_COUNT_MAX) {
      throw new MalformedMediaException(
          "SPS: " + layerCount + " sub-layers, at most 7 (ISO/IEC 23008-2, 7.4.3.2)");
    }
    Layers layers = new Layers(layerCount, in.flag());
    Profile profile = readProfile(in, layerCount - 1);
    in.ue(); // sps_seq_parameter_set_id
    int chromaFormatIdc = (int) readUpTo(in, 3, "chroma_format_idc");
    if (chromaFormatIdc == 3) {
      in.skip(1); // separate_colour_plane_flag
    }
    long width = readUpTo(in, PIXELS_PER_SIDE_MAX, "width");
    long height = readUpTo(in, PIXELS_PER_SIDE_MAX, "height");
    if (in.flag()) {
      int unitWidth = chromaFormatIdc == 1 || chromaFormatIdc == 2 ? 2 : 1;
      int unitHeight = chromaFormatIdc == 1 ? 2 : 1;
      width -= (in.ue() + in.ue()) * unitWidth;
      height -= (in.ue() + in.ue()) * unitHeight;
    }
    if (width < 1 || height < 1) {
      throw new MalformedMediaException("SPS: cropped to " + width + " x " + height + " pixels");
    }
    int lumaBits = (int) readUpTo(in, 8, "bit_depth_luma_minus8") + 8;
    int chromaBits = (int) readUpTo(in, 8, "bit_depth_chroma_minus8") + 8;
    return new HevcSps(
        profile,
        layers,
        new AvcSps.SampleFormat(chromaFormatIdc, lumaBits, chromaBits),
        (int) width,
        (int) height);
  }

  private static Profile readProfile(BitReader in, int subLayerCount)
      throws MalformedMediaException {
    int space = (int) in.bits(2);
    boolean highTier = in.flag();
    int idc = (int) in.bits(5);
    long compatibilityFlags = in.bits(32);
    long constraintFlags = in.bits(24) << 24 | in.bits(24);
    int levelIdc = (int) in.bits(8);
    skipSubLayers(in, subLayerCount);
    return new Profile(space, highTier, idc, compatibilityFlags, constraintFlags, levelIdc);
  }

  private static void skipSubLayers(BitReader in, int count) throws MalformedMediaException {
    int bitCount = 0;
    for (int layer = 0; layer < count; layer++) {
      bitCount += in.flag() ? LAYER_PROFILE_BITS : 0;
      bitCount += in.flag() ? LAYER_LEVEL_BITS : 0;
    }
    if (count > 0) {
      in.skip(2 * (8 - count)); // reserved_zero_2bits
    }
    in.skip(bitCount);
  }

  private static long readUpTo(BitReader in, long max, String name) throws MalformedMediaException {
    long value = in.ue();
    if (value > max) {
      throw new MalformedMediaException(
          "SPS: " + name + " " + value + ", at most " + max + " (ISO/IEC 23008-2, 7.4.3.2)");
    }
    return value;
  }
}
