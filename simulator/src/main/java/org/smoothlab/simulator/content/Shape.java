package org.smoothlab.simulator.content;

/**
 * A figure without pixels: how far a point lies outside its edge (negative inside), in pixels.
 * Edges drawn from distances are smooth at every size, and need neither fonts nor a windowing
 * system.
 */
@FunctionalInterface
interface Shape {
  double distance(double x, double y);

  static Shape disc(double centreX, double centreY, double radius) {
    return (x, y) -> Math.hypot(x - centreX, y - centreY) - radius;
  }

  static Shape rectangle(double left, double top, double right, double bottom) {
    return (x, y) -> {
      double beside = Math.max(left - x, x - right);
      double above = Math.max(top - y, y - bottom);
      return beside > 0 && above > 0 ? Math.hypot(beside, above) : Math.max(beside, above);
    };
  }

  /** A line with round ends, from one point to another. */
  static Shape line(double fromX, double fromY, double toX, double toY) {
    double dx = toX - fromX;
    double dy = toY - fromY;
    double lengthSquare = Math.max(dx * dx + dy * dy, 1e-9);
    return (x, y) -> {
      double along = ((x - fromX) * dx + (y - fromY) * dy) / lengthSquare;
      double near = Math.clamp(along, 0.0, 1.0);
      return Math.hypot(x - fromX - near * dx, y - fromY - near * dy);
    };
  }

  /** This figure, {@code radius} pixels thicker all around; corners become round. */
  default Shape grown(double radius) {
    return (x, y) -> distance(x, y) - radius;
  }

  /** Only the edge of this figure, {@code width} pixels wide. */
  default Shape outlined(double width) {
    return (x, y) -> Math.abs(distance(x, y)) - width / 2;
  }

  /** What belongs to both figures. */
  default Shape inside(Shape other) {
    return (x, y) -> Math.max(distance(x, y), other.distance(x, y));
  }
}
