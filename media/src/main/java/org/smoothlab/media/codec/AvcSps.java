package org.smoothlab.media.codec;

import org.smoothlab.media.bytes.BitReader;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What a sequence parameter set says of the pictures.
 *
 * @param profileIdc 66 Baseline, 77 Main, 100 High …
 * @param constraintFlags the byte behind the profile
 * @param levelIdc ten times the level
 * @param sampleFormat how its samples are made
 * @param widthPixels after cropping
 * @param heightPixels after cropping
 * @see "ISO/IEC 14496-10, 7.3.2.1.1"
 */
public record AvcSps(
    int profileIdc,
    int constraintFlags,
    int levelIdc,
    SampleFormat sampleFormat,
    int widthPixels,
    int heightPixels) {
  private static final int MACROBLOCKS_PER_SIDE_MAX = 4096;
  private static final int CYCLE_COUNT_MAX = 255;

  /**
   * How the samples of the pictures are made.
   *
   * @param chromaFormatIdc 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
   * @param lumaBits bit depth of luma, 8..14
   * @param chromaBits bit depth of chroma, 8..14
   */
  public record SampleFormat(int chromaFormatIdc, int lumaBits, int chromaBits) {
    /** What the profiles below High always have. */
    public static final SampleFormat PLAIN = new SampleFormat(1, 8, 8);
  }

  /** Whether the profile is one whose parameter sets tell the sample format. */
  static boolean tellsSampleFormat(int profileIdc) {
    return switch (profileIdc) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135, 144 -> true;
      default -> false;
    };
  }

  /**
   * Reads a unit with its header byte and emulation prevention. What follows the picture size is
   * not looked at.
   */
  static AvcSps read(Slice unit) throws MalformedMediaException {
    BitReader in = new BitReader(NalUnits.withoutEmulationPrevention(unit), "SPS");
    in.skip(8);
    int profileIdc = (int) in.bits(8);
    int constraintFlags = (int) in.bits(8);
    int levelIdc = (int) in.bits(8);
    in.ue(); // seq_parameter_set_id
    SampleFormat format = tellsSampleFormat(profileIdc) ? readSampleFormat(in) : SampleFormat.PLAIN;
    in.ue(); // log2_max_frame_num_minus4
    skipPictureOrder(in);
    in.ue(); // max_num_ref_frames
    in.skip(1); // gaps_in_frame_num_value_allowed_flag
    long widthBlocks = in.ue() + 1;
    long heightMapUnits = in.ue() + 1;
    boolean framesOnly = in.flag();
    long heightBlocks = framesOnly ? heightMapUnits : heightMapUnits * 2;
    if (widthBlocks > MACROBLOCKS_PER_SIDE_MAX || heightBlocks > MACROBLOCKS_PER_SIDE_MAX) {
      throw new MalformedMediaException(
          "SPS: picture of " + widthBlocks + " x " + heightBlocks + " macroblocks is too large");
    }
    if (!framesOnly) {
      in.skip(1); // mb_adaptive_frame_field_flag
    }
    in.skip(1); // direct_8x8_inference_flag
    int[] cropped = readCropping(in, format, framesOnly);
    return new AvcSps(
        profileIdc,
        constraintFlags,
        levelIdc,
        format,
        requirePixels(widthBlocks * 16, cropped[0]),
        requirePixels(heightBlocks * 16, cropped[1]));
  }

  private static SampleFormat readSampleFormat(BitReader in) throws MalformedMediaException {
    long chromaFormatIdc = in.ue();
    if (chromaFormatIdc > 3) {
      throw new MalformedMediaException("SPS: chroma_format_idc " + chromaFormatIdc);
    }
    if (chromaFormatIdc == 3) {
      in.skip(1); // separate_colour_plane_flag
    }
    long lumaBits = in.ue() + 8;
    long chromaBits = in.ue() + 8;
    if (lumaBits > 14 || chromaBits > 14) {
      throw new MalformedMediaException("SPS: bit depths " + lumaBits + " and " + chromaBits);
    }
    in.skip(1); // qpprime_y_zero_transform_bypass_flag
    if (in.flag()) {
      int listCount = chromaFormatIdc == 3 ? 12 : 8;
      for (int list = 0; list < listCount; list++) {
        if (in.flag()) {
          skipScalingList(in, list < 6 ? 16 : 64);
        }
      }
    }
    return new SampleFormat((int) chromaFormatIdc, (int) lumaBits, (int) chromaBits);
  }

  /** 7.3.2.1.1.1: a delta is present only as long as the next scale is not 0. */
  private static void skipScalingList(BitReader in, int size) throws MalformedMediaException {
    long lastScale = 8;
    long nextScale = 8;
    for (int at = 0; at < size; at++) {
      if (nextScale != 0) {
        nextScale = Math.floorMod(lastScale + in.se(), 256L);
      }
      lastScale = nextScale == 0 ? lastScale : nextScale;
    }
  }

  private static void skipPictureOrder(BitReader in) throws MalformedMediaException {
    long type = in.ue();
    if (type == 0) {
      in.ue(); // log2_max_pic_order_cnt_lsb_minus4
    } else if (type == 1) {
      in.skip(1); // delta_pic_order_always_zero_flag
      in.se(); // offset_for_non_ref_pic
      in.se(); // offset_for_top_to_bottom_field
      long cycleCount = in.ue();
      if (cycleCount > CYCLE_COUNT_MAX) {
        throw new MalformedMediaException("SPS: picture order cycle of " + cycleCount);
      }
      for (long at = 0; at < cycleCount; at++) {
        in.se();
      }
    } else if (type != 2) {
      throw new MalformedMediaException("SPS: pic_order_cnt_type " + type);
    }
  }

  /** Pixels that are cut off, of the width and of the height. */
  private static int[] readCropping(BitReader in, SampleFormat format, boolean framesOnly)
      throws MalformedMediaException {
    if (!in.flag()) {
      return new int[] {0, 0};
    }
    int unitWidth = format.chromaFormatIdc() == 1 || format.chromaFormatIdc() == 2 ? 2 : 1;
    int unitHeight = (format.chromaFormatIdc() == 1 ? 2 : 1) * (framesOnly ? 1 : 2);
    long width = (in.ue() + in.ue()) * unitWidth;
    long height = (in.ue() + in.ue()) * unitHeight;
    return new int[] {(int) Math.min(width, 1 << 20), (int) Math.min(height, 1 << 20)};
  }

  private static int requirePixels(long codedPixels, int croppedPixels)
      throws MalformedMediaException {
    if (croppedPixels >= codedPixels) {
      throw new MalformedMediaException(
          "SPS: " + croppedPixels + " of " + codedPixels + " pixels are cropped");
    }
    return (int) codedPixels - croppedPixels;
  }
}
