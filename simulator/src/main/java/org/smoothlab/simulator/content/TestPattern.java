package org.smoothlab.simulator.content;

import java.util.List;
import java.util.Locale;

/**
 * Draws the frames of one rung: a test card that people can read and machines can check.
 *
 * <p>Below the {@link FrameStamp} it shows the time within the loop as figures and as a clock, the
 * frame's number, size and bitrate in the rung's own colour (a switch of quality is seen at once),
 * a ball at constant speed and a turning star for judder and sharpness, colour bars and a grey
 * scale. The square at the bottom right flashes for the first two frames of every second.
 *
 * <p>Everything is laid out in cells, a twentieth of the width each: 20 x 11.25 of them.
 */
final class TestPattern {
  /** How many frames of each second the square is white. */
  static final int FLASH_FRAMES = 2;

  private static final List<Colour> LEVEL_COLOURS =
      List.of(
          Colour.rgb(0x35D0BA),
          Colour.rgb(0xFFB547),
          Colour.rgb(0xFF6B6B),
          Colour.rgb(0x7AA2FF),
          Colour.rgb(0xC792EA),
          Colour.rgb(0xB5E853));
  private static final List<Colour> BARS =
      List.of(
          Colour.rgb(0xBFBFBF),
          Colour.rgb(0xBFBF00),
          Colour.rgb(0x00BFBF),
          Colour.rgb(0x00BF00),
          Colour.rgb(0xBF00BF),
          Colour.rgb(0xBF0000),
          Colour.rgb(0x0000BF),
          Colour.rgb(0x101010));
  private static final Colour SKY = Colour.rgb(0x0D1524);
  private static final Colour GROUND = Colour.rgb(0x1E2D49);
  private static final Colour GRID = Colour.rgb(0x32476B);
  private static final Colour QUIET = Colour.rgb(0x8FA3C4);
  private static final Colour BRIGHT = Colour.rgb(0xF2F6FF);
  private static final Colour FACE = Colour.rgb(0x0A101C);

  private static final double CLOCK_X = 4.3;
  private static final double CLOCK_Y = 5.85;
  private static final double TEXT_LEFT = 8.6;
  private static final double RAIL_Y = 8.75;
  private static final double RAIL_RIGHT = 19.4;
  private static final double STAR_X = 18.35;
  private static final double STAR_Y = 5.45;
  private static final double STAR_RADIUS = 1.05;
  private static final int STAR_SPOKES = 14;
  private static final int BALL_PERIOD_FRAMES = 4 * Ladder.FRAMES_PER_SECOND;
  private static final int STAR_PERIOD_FRAMES = 10 * Ladder.FRAMES_PER_SECOND;

  private final int level;
  private final int loopFrames;
  private final double cell;
  private final Colour accent;
  private final Raster ground;
  private final Raster picture;
  private final ClockFace clock;
  private final Polar star;
  private final Lettering counter;
  private final Lettering caption;

  /**
   * Draws what never moves.
   *
   * @param level which rung of the ladder, 0 is the first
   */
  TestPattern(Ladder ladder, int level) {
    Rung rung = ladder.rungs().get(level);
    this.level = level;
    this.loopFrames = ladder.frameCount();
    this.cell = rung.widthPixels() / (double) FrameStamp.COLUMNS;
    this.accent = LEVEL_COLOURS.get(level % LEVEL_COLOURS.size());
    this.ground = new Raster(rung.widthPixels(), rung.heightPixels());
    this.picture = new Raster(rung.widthPixels(), rung.heightPixels());
    this.counter = new Lettering(2.35 * cell);
    this.caption = new Lettering(0.62 * cell);
    drawGround();
    drawBars();
    drawLabels(rung);
    this.clock =
        new ClockFace(
            ground,
            place(CLOCK_X, CLOCK_Y),
            cell,
            new ClockFace.Palette(accent, BRIGHT, QUIET, FACE));
    Polar.Ring disc = new Polar.Ring(STAR_X * cell, STAR_Y * cell, -1, STAR_RADIUS * cell);
    ground.paint(
        Shape.disc(disc.centreX(), disc.centreY(), disc.outerRadius()),
        Raster.Area.around(ground, disc.centreX(), disc.centreY(), disc.outerRadius()),
        Colour.BLACK);
    this.star = new Polar(ground, disc, 1);
  }

  /** Draws a frame of the loop. The picture is drawn over by the next call. */
  Raster draw(int frame) {
    picture.copy(ground);
    clock.draw(
        picture,
        frame / (double) loopFrames,
        frame % Ladder.FRAMES_PER_SECOND / (double) Ladder.FRAMES_PER_SECOND);
    drawCounter(frame);
    drawBall(frame);
    drawStar(frame);
    boolean flash = frame % Ladder.FRAMES_PER_SECOND < FLASH_FRAMES;
    picture.fill(flashArea(picture), flash ? Colour.WHITE : Colour.BLACK);
    new FrameStamp(frame, level).draw(picture);
    return picture;
  }

  /** Where the flashing square is: two cells wide and high, at the bottom right. */
  static Raster.Area flashArea(Raster picture) {
    int sidePixels = 2 * picture.width() / FrameStamp.COLUMNS;
    return new Raster.Area(
        picture.width() - sidePixels, picture.height() - sidePixels, sidePixels, sidePixels);
  }

  private void drawGround() {
    for (int row = 0; row < ground.height(); row += 2) {
      ground.fill(
          new Raster.Area(0, row, ground.width(), 2),
          SKY.mixed(GROUND, row / (double) ground.height()));
    }
    double thickness = Math.max(1, cell / 32);
    Raster.Area all = new Raster.Area(0, 0, ground.width(), ground.height());
    Shape lattice = (x, y) -> Math.min(toLine(x), toLine(y)) - thickness / 2;
    ground.paint(lattice, all, GRID, 0.55);
  }

  private double toLine(double along) {
    double rest = along % cell;
    return Math.min(rest, cell - rest);
  }

  private void drawBars() {
    double right = FrameStamp.COLUMNS - 2.0;
    for (int index = 0; index < BARS.size(); index++) {
      fillCells(right * index / 8, 9.5, right * (index + 1) / 8, 10.6, BARS.get(index));
    }
    int steps = 12;
    for (int index = 0; index < steps; index++) {
      int y = 16 + Math.round(219f * index / (steps - 1));
      fillCells(right * index / steps, 10.6, right * (index + 1) / steps, 11.5, Colour.grey(y));
    }
  }

  private void fillCells(double left, double top, double right, double bottom, Colour colour) {
    int leftPixels = even(left);
    int topPixels = even(top);
    ground.fill(
        new Raster.Area(
            leftPixels,
            topPixels,
            Math.min(even(right), ground.width()) - leftPixels,
            Math.min(even(bottom), ground.height()) - topPixels),
        colour);
  }

  private int even(double cells) {
    return (int) Math.round(cells * cell / 2) * 2;
  }

  private void drawLabels(Rung rung) {
    String size = rung.widthPixels() + "x" + rung.heightPixels();
    Lettering title = new Lettering(0.72 * cell);
    title.draw(ground, "SMOOTHLAB", place(TEXT_LEFT, 2.6), BRIGHT);
    double pillLeft = RAIL_RIGHT * cell - caption.widthPixels(size) - 0.7 * cell;
    Shape pill =
        Shape.rectangle(pillLeft + 0.3 * cell, 2.7 * cell, (RAIL_RIGHT - 0.3) * cell, 3.22 * cell)
            .grown(0.3 * cell);
    ground.paint(
        pill,
        Raster.Area.around(ground, pillLeft, 2.3 * cell, RAIL_RIGHT * cell, 3.6 * cell),
        accent);
    caption.draw(ground, size, new Lettering.Place(pillLeft + 0.35 * cell, 2.65 * cell), FACE);
    String rate = String.format(Locale.ROOT, "%d kb/s", rung.bitrateBps() / 1000);
    double rateLeft = RAIL_RIGHT - caption.widthPixels(rate) / cell;
    caption.draw(ground, rate, place(rateLeft, 7.25), accent);
    Shape rail = Shape.line(TEXT_LEFT * cell, RAIL_Y * cell, RAIL_RIGHT * cell, RAIL_Y * cell);
    ground.paint(
        rail.grown(0.035 * cell),
        Raster.Area.around(
            ground,
            TEXT_LEFT * cell,
            (RAIL_Y - 0.1) * cell,
            RAIL_RIGHT * cell,
            (RAIL_Y + 0.1) * cell),
        QUIET);
  }

  private Lettering.Place place(double leftCells, double topCells) {
    return new Lettering.Place(leftCells * cell, topCells * cell);
  }

  private void drawCounter(int frame) {
    int second = frame / Ladder.FRAMES_PER_SECOND;
    String time = String.format(Locale.ROOT, "%02d:%02d", second, frame % Ladder.FRAMES_PER_SECOND);
    counter.draw(picture, time, place(TEXT_LEFT, 4.3), BRIGHT);
    caption.draw(
        picture, String.format(Locale.ROOT, "FRAME %04d", frame), place(TEXT_LEFT, 7.25), QUIET);
  }

  private void drawBall(int frame) {
    double reach = RAIL_RIGHT - TEXT_LEFT - 0.8;
    for (int trail = 4; trail >= 0; trail--) {
      double at = Math.floorMod(frame - trail, BALL_PERIOD_FRAMES) / (double) BALL_PERIOD_FRAMES;
      double x = (TEXT_LEFT + 0.4 + reach * (1 - Math.abs(2 * at - 1))) * cell;
      double radius = (0.4 - 0.05 * trail) * cell;
      picture.paint(
          Shape.disc(x, RAIL_Y * cell, radius),
          Raster.Area.around(picture, x, RAIL_Y * cell, radius),
          trail == 0 ? accent : accent.mixed(GROUND, 0.3 + 0.15 * trail));
    }
  }

  // Black and white only: the colour planes of the disc were set with the ground.
  private void drawStar(int frame) {
    double turned = frame % STAR_PERIOD_FRAMES / (double) STAR_PERIOD_FRAMES;
    star.each((column, row, spot) -> {
      double wave = Math.sin(2 * Math.PI * STAR_SPOKES * (spot.turn() - turned));
      double white = Math.clamp(0.5 + wave * spot.radius() / STAR_SPOKES, 0.0, 1.0);
      Colour colour = Colour.grey((int) (20 + 210 * white));
      picture.blendLuma(column, row, colour, (int) (255 * spot.cover()));
    });
  }
}
