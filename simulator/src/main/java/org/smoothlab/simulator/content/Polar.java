package org.smoothlab.simulator.content;

/**
 * The samples of a plane that lie in a ring, each with its place in it, worked out once: what turns
 * is drawn in every frame, and angles are dear.
 */
final class Polar {
  private final int count;
  private final int[] columns;
  private final int[] rows;
  private final float[] turns;
  private final float[] radii;
  private final float[] covers;

  /**
   * A ring in pixels of the picture; an inner radius of 0 or less makes it a disc.
   *
   * @param centreX pixels from the left
   * @param centreY pixels from the top
   */
  record Ring(double centreX, double centreY, double innerRadius, double outerRadius) {}

  /** What to do with one sample. */
  @FunctionalInterface
  interface Visitor {
    void visit(int column, int row, Spot spot);
  }

  /** One sample's place: read during the visit only, it is used again for the next sample. */
  static final class Spot {
    private float turn;
    private float radius;
    private float cover;

    /** Angle in turns, 0..1, from the top and with the sun. */
    double turn() {
      return turn;
    }

    /** Pixels of the picture from the centre. */
    double radius() {
      return radius;
    }

    /** How much of the sample the ring covers, 0..1. */
    double cover() {
      return cover;
    }
  }

  /**
   * Finds the samples.
   *
   * @param pixelsPerSample 1 for the luma plane, 2 for the others
   */
  Polar(Raster picture, Ring ring, int pixelsPerSample) {
    Raster.Area area =
        Raster.Area.around(picture, ring.centreX, ring.centreY, ring.outerRadius + 1);
    int bound = area.width() * area.height();
    columns = new int[bound];
    rows = new int[bound];
    turns = new float[bound];
    radii = new float[bound];
    covers = new float[bound];
    int found = 0;
    for (int y = area.top(); y < area.top() + area.height(); y += pixelsPerSample) {
      for (int x = area.left(); x < area.left() + area.width(); x += pixelsPerSample) {
        double dx = x + pixelsPerSample / 2.0 - ring.centreX;
        double dy = y + pixelsPerSample / 2.0 - ring.centreY;
        double radius = Math.hypot(dx, dy);
        double outside = Math.max(ring.innerRadius - radius, radius - ring.outerRadius);
        double cover = Math.clamp(0.5 - outside / pixelsPerSample, 0.0, 1.0);
        if (cover > 0) {
          double turn = Math.atan2(dx, -dy) / (2 * Math.PI);
          columns[found] = x / pixelsPerSample;
          rows[found] = y / pixelsPerSample;
          turns[found] = (float) (turn < 0 ? turn + 1 : turn);
          radii[found] = (float) radius;
          covers[found++] = (float) cover;
        }
      }
    }
    count = found;
  }

  /** Visits every sample, row by row. */
  void each(Visitor visitor) {
    Spot spot = new Spot();
    for (int index = 0; index < count; index++) {
      spot.turn = turns[index];
      spot.radius = radii[index];
      spot.cover = covers[index];
      visitor.visit(columns[index], rows[index], spot);
    }
  }
}
