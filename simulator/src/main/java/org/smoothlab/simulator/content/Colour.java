package org.smoothlab.simulator.content;

/**
 * A colour as video carries it: BT.709, limited range.
 *
 * @param y luma, 16 black to 235 white
 * @param u blue difference, 128 none
 * @param v red difference, 128 none
 */
record Colour(int y, int u, int v) {
  static final Colour BLACK = grey(16);
  static final Colour WHITE = grey(235);

  static Colour grey(int y) {
    return new Colour(y, 128, 128);
  }

  /** Converts {@code 0xRRGGBB} of full range. */
  static Colour rgb(int rgb) {
    double red = (rgb >> 16 & 0xFF) / 255.0;
    double green = (rgb >> 8 & 0xFF) / 255.0;
    double blue = (rgb & 0xFF) / 255.0;
    double luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    return new Colour(
        (int) Math.round(16 + 219 * luma),
        (int) Math.round(128 + 224 * (blue - luma) / 1.8556),
        (int) Math.round(128 + 224 * (red - luma) / 1.5748));
  }

  /** This colour with {@code share} of {@code other} in it, 0..1. */
  Colour mixed(Colour other, double share) {
    return new Colour(
        (int) Math.round(y + (other.y - y) * share),
        (int) Math.round(u + (other.u - u) * share),
        (int) Math.round(v + (other.v - v) * share));
  }
}
