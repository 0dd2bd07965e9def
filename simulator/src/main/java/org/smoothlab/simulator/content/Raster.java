package org.smoothlab.simulator.content;

/** A picture of three planes, 4:2:0: what an encoder takes. Both sides are even. */
final class Raster {
  private final int width;
  private final int height;
  private final byte[] y;
  private final byte[] u;
  private final byte[] v;

  Raster(int width, int height) {
    this.width = width;
    this.height = height;
    this.y = new byte[width * height];
    this.u = new byte[width * height / 4];
    this.v = new byte[width * height / 4];
  }

  /** A part of a picture, in pixels; all four are even, and inside. */
  record Area(int left, int top, int width, int height) {
    /** The smallest such part that covers these edges, cut to fit {@code raster}. */
    static Area around(Raster raster, double left, double top, double right, double bottom) {
      int evenLeft = Math.clamp((long) Math.floor(left - 1) & ~1, 0, raster.width);
      int evenTop = Math.clamp((long) Math.floor(top - 1) & ~1, 0, raster.height);
      int evenRight = Math.clamp((long) Math.ceil(right + 2) & ~1, evenLeft, raster.width);
      int evenBottom = Math.clamp((long) Math.ceil(bottom + 2) & ~1, evenTop, raster.height);
      return new Area(evenLeft, evenTop, evenRight - evenLeft, evenBottom - evenTop);
    }

    /** The same around a circle. */
    static Area around(Raster raster, double centreX, double centreY, double radius) {
      return around(raster, centreX - radius, centreY - radius, centreX + radius, centreY + radius);
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /**
   * The rows of a plane, without gaps: 0 luma, 1 and 2 the colour differences. Not to be written.
   */
  byte[] plane(int index) {
    return switch (index) {
      case 0 -> y;
      case 1 -> u;
      case 2 -> v;
      default -> throw new IllegalArgumentException("planes are 0..2: " + index);
    };
  }

  /** Makes this the same picture as {@code other}, which has the same size. */
  void copy(Raster other) {
    System.arraycopy(other.y, 0, y, 0, y.length);
    System.arraycopy(other.u, 0, u, 0, u.length);
    System.arraycopy(other.v, 0, v, 0, v.length);
  }

  /** Fills a part with one colour. */
  void fill(Area area, Colour colour) {
    for (int row = area.top; row < area.top + area.height; row++) {
      for (int column = area.left; column < area.left + area.width; column++) {
        y[row * width + column] = (byte) colour.y();
      }
    }
    for (int row = area.top / 2; row < (area.top + area.height) / 2; row++) {
      for (int column = area.left / 2; column < (area.left + area.width) / 2; column++) {
        u[row * width / 2 + column] = (byte) colour.u();
        v[row * width / 2 + column] = (byte) colour.v();
      }
    }
  }

  /** Draws what of {@code shape} lies in {@code area}. */
  void paint(Shape shape, Area area, Colour colour) {
    paint(shape, area, colour, 1);
  }

  /** As above, letting the ground show through: {@code opacity} is 0..1. */
  void paint(Shape shape, Area area, Colour colour, double opacity) {
    for (int row = area.top; row < area.top + area.height; row++) {
      for (int column = area.left; column < area.left + area.width; column++) {
        double cover = 0.5 - shape.distance(column + 0.5, row + 0.5);
        if (cover > 0) {
          blendLuma(column, row, colour, share(cover, opacity));
        }
      }
    }
    for (int row = area.top / 2; row < (area.top + area.height) / 2; row++) {
      for (int column = area.left / 2; column < (area.left + area.width) / 2; column++) {
        double cover = 0.5 - shape.distance(2 * column + 1.0, 2 * row + 1.0) / 2;
        if (cover > 0) {
          blendChroma(column, row, colour, share(cover, opacity));
        }
      }
    }
  }

  /** Draws a mask with its top left corner at an even place. */
  void paint(Mask mask, int left, int top, Colour colour) {
    for (int row = 0; row < mask.height(); row++) {
      for (int column = 0; column < mask.width(); column++) {
        blendLuma(left + column, top + row, colour, mask.lumaShare(column, row));
      }
    }
    for (int row = 0; row < mask.height() / 2; row++) {
      for (int column = 0; column < mask.width() / 2; column++) {
        blendChroma(left / 2 + column, top / 2 + row, colour, mask.chromaShare(column, row));
      }
    }
  }

  /** Lets {@code share} of 255 of the colour's luma into one sample. */
  void blendLuma(int column, int row, Colour colour, int share) {
    int at = row * width + column;
    y[at] = blend(y[at], colour.y(), share);
  }

  /** The same for both colour differences; counted in samples of their planes. */
  void blendChroma(int column, int row, Colour colour, int share) {
    int at = row * width / 2 + column;
    u[at] = blend(u[at], colour.u(), share);
    v[at] = blend(v[at], colour.v(), share);
  }

  private static int share(double cover, double opacity) {
    return (int) Math.round(255 * Math.min(cover, 1) * opacity);
  }

  private static byte blend(byte under, int over, int share) {
    int below = Byte.toUnsignedInt(under);
    return (byte) (below + ((over - below) * share + 127) / 255);
  }
}
