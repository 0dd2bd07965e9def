package org.smoothlab.simulator.content;

/**
 * The clock of the test card: its hand and the coloured ring behind it go round once in a loop, the
 * dot inside goes round once in a second.
 */
final class ClockFace {
  private static final int MARKS = 60;

  private final double x;
  private final double y;
  private final double cell;
  private final Palette palette;
  private final Polar ringLuma;
  private final Polar ringChroma;

  /**
   * @param accent colour of the rung
   * @param bright hand and large marks
   * @param quiet rim and small marks
   * @param face ground of the clock
   */
  record Palette(Colour accent, Colour bright, Colour quiet, Colour face) {}

  /** Draws the face, which never moves, on {@code ground}. */
  ClockFace(Raster ground, Lettering.Place middle, double cell, Palette palette) {
    this.x = middle.left();
    this.y = middle.top();
    this.cell = cell;
    this.palette = palette;
    Polar.Ring ring = new Polar.Ring(x, y, 2.82 * cell, 3.12 * cell);
    this.ringLuma = new Polar(ground, ring, 1);
    this.ringChroma = new Polar(ground, ring, 2);
    Shape disc = Shape.disc(x, y, 3.3 * cell);
    Raster.Area area = Raster.Area.around(ground, x, y, 3.5 * cell);
    ground.paint(disc, area, palette.face);
    ground.paint(disc.outlined(0.07 * cell), area, palette.quiet);
    for (int mark = 0; mark < MARKS; mark++) {
      boolean major = mark % 5 == 0;
      Shape line = ray(mark / (double) MARKS, major ? 2.3 : 2.5, 2.66);
      ground.paint(
          line.grown((major ? 0.055 : 0.025) * cell), area, major ? palette.bright : palette.quiet);
    }
  }

  /**
   * Draws what moves.
   *
   * @param loopTurn how much of the loop has passed, 0..1
   * @param secondTurn how much of the second has passed, 0..1
   */
  void draw(Raster picture, double loopTurn, double secondTurn) {
    ringLuma.each((column, row, spot) ->
        picture.blendLuma(column, row, palette.accent, passed(spot, loopTurn, 1)));
    ringChroma.each((column, row, spot) ->
        picture.blendChroma(column, row, palette.accent, passed(spot, loopTurn, 2)));
    double tipX = x + Math.sin(2 * Math.PI * loopTurn) * 2.2 * cell;
    double tipY = y - Math.cos(2 * Math.PI * loopTurn) * 2.2 * cell;
    double thick = 0.65 * cell;
    Raster.Area handArea =
        Raster.Area.around(
            picture,
            Math.min(x, tipX) - thick,
            Math.min(y, tipY) - thick,
            Math.max(x, tipX) + thick,
            Math.max(y, tipY) + thick);
    picture.paint(ray(loopTurn, -0.55, 2.2).grown(0.075 * cell), handArea, palette.bright);
    drawDot(picture, x, y, 0.22 * cell);
    drawDot(
        picture,
        x + Math.sin(2 * Math.PI * secondTurn) * 1.15 * cell,
        y - Math.cos(2 * Math.PI * secondTurn) * 1.15 * cell,
        0.17 * cell);
  }

  private void drawDot(Raster picture, double dotX, double dotY, double radius) {
    picture.paint(
        Shape.disc(dotX, dotY, radius),
        Raster.Area.around(picture, dotX, dotY, radius),
        palette.accent);
  }

  // How much of a sample the hand has passed, 0..255, smooth along the edge.
  private static int passed(Polar.Spot spot, double loopTurn, int pixelsPerSample) {
    double pixelsBefore = (loopTurn - spot.turn()) * 2 * Math.PI * spot.radius() / pixelsPerSample;
    return (int) (255 * spot.cover() * Math.clamp(0.5 + pixelsBefore, 0.0, 1.0));
  }

  // A line from the middle outwards; turn 0 is up and goes with the sun, lengths in cells.
  private Shape ray(double turn, double fromCells, double toCells) {
    double dx = Math.sin(2 * Math.PI * turn) * cell;
    double dy = -Math.cos(2 * Math.PI * turn) * cell;
    return Shape.line(x + fromCells * dx, y + fromCells * dy, x + toCells * dx, y + toCells * dy);
  }
}
