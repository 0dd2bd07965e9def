package org.smoothlab.simulator.content;

import java.util.Optional;
import org.smoothlab.media.bytes.Slice;

/**
 * Which frame of which quality level a picture is, written into the picture so that it survives
 * encoding, scaling and display: a strip of 2 rows of 20 square cells over the full width at the
 * top, bright for 1 and dark for 0.
 *
 * <pre>
 * [1010][u24 frame][u4 level][u8 crc]     row by row, CRC-8 (0x07) of [frame:3 bytes, level:1 byte]
 * </pre>
 *
 * @param frame counted from 0 in the loop, in 0..2^24-1
 * @param level index of the quality level, 0 is the highest bitrate; in 0..15
 */
public record FrameStamp(int frame, int level) {
  /** Cells in a row; a cell is a twentieth of the picture's width. */
  public static final int COLUMNS = 20;

  /** Rows of cells. */
  public static final int ROWS = 2;

  private static final int BIT_COUNT = COLUMNS * ROWS;
  private static final int SYNC = 0b1010;
  private static final int BRIGHT = 225;
  private static final int DARK = 30;
  private static final int THRESHOLD = 128;

  public FrameStamp {
    if (frame < 0 || frame >= 1 << 24) {
      throw new IllegalArgumentException("frame out of 0..2^24-1: " + frame);
    }
    if (level < 0 || level > 15) {
      throw new IllegalArgumentException("level out of 0..15: " + level);
    }
  }

  /**
   * The luma plane of a picture, eight bits a sample.
   *
   * @param samples row behind row
   * @param strideBytes from one row to the next
   * @param widthPixels of the picture, at least 20
   */
  public record Luma(Slice samples, int strideBytes, int widthPixels) {}

  /** Reads the stamp of a picture; empty if there is none or it is damaged. */
  public static Optional<FrameStamp> read(Luma luma) {
    long bits = 0;
    for (int index = 0; index < BIT_COUNT; index++) {
      // The middle of the cell: scaling and deblocking smear only its borders.
      int x = (2 * (index % COLUMNS) + 1) * luma.widthPixels / (2 * COLUMNS);
      int y = (2 * (index / COLUMNS) + 1) * luma.widthPixels / (2 * COLUMNS);
      int sample = luma.samples.u8((long) y * luma.strideBytes + x);
      bits = bits << 1 | (sample >= THRESHOLD ? 1 : 0);
    }
    FrameStamp read = new FrameStamp((int) (bits >> 12) & 0xFF_FFFF, (int) (bits >> 8) & 0xF);
    return read.bits() == bits ? Optional.of(read) : Optional.empty();
  }

  /** Draws the strip. */
  void draw(Raster picture) {
    int cellPixels = picture.width() / COLUMNS;
    long bits = bits();
    for (int index = 0; index < BIT_COUNT; index++) {
      boolean one = (bits >> (BIT_COUNT - 1 - index) & 1) == 1;
      picture.fill(
          new Raster.Area(
              index % COLUMNS * cellPixels, index / COLUMNS * cellPixels, cellPixels, cellPixels),
          Colour.grey(one ? BRIGHT : DARK));
    }
  }

  private long bits() {
    return (long) SYNC << 36 | (long) frame << 12 | (long) level << 8 | crc8();
  }

  private int crc8() {
    int crc = 0;
    for (int value : new int[] {frame >> 16, frame >> 8 & 0xFF, frame & 0xFF, level}) {
      crc ^= value;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x80) == 0 ? crc << 1 : (crc << 1 ^ 0x07) & 0xFF;
      }
    }
    return crc;
  }
}
