package org.smoothlab.simulator.content;

/** A figure drawn once and painted often: how much of each sample it covers, 0..255. */
final class Mask {
  private final int width;
  private final int height;
  private final byte[] luma;
  private final byte[] chroma;

  private Mask(int width, int height) {
    this.width = width;
    this.height = height;
    this.luma = new byte[width * height];
    this.chroma = new byte[width * height / 4];
  }

  /** Draws {@code shape} on a ground of these even sides. */
  static Mask of(Shape shape, int width, int height) {
    Mask mask = new Mask(width, height);
    for (int at = 0; at < mask.luma.length; at++) {
      double distance = shape.distance(at % width + 0.5, Math.floorDiv(at, width) + 0.5);
      mask.luma[at] = (byte) Math.round(255 * Math.clamp(0.5 - distance, 0.0, 1.0));
    }
    for (int at = 0; at < mask.chroma.length; at++) {
      double distance =
          shape.distance(2 * (at % (width / 2)) + 1.0, 2 * Math.floorDiv(at, width / 2) + 1.0);
      mask.chroma[at] = (byte) Math.round(255 * Math.clamp(0.5 - distance / 2, 0.0, 1.0));
    }
    return mask;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int lumaShare(int column, int row) {
    return Byte.toUnsignedInt(luma[row * width + column]);
  }

  int chromaShare(int column, int row) {
    return Byte.toUnsignedInt(chroma[row * (width / 2) + column]);
  }
}
