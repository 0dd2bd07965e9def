package org.smoothlab.simulator.content;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Our own letters of round strokes at one size: the same on every machine, with or without fonts.
 *
 * <p>A letter stands on a ground 0.6 wide and 1 high, y downwards. Its strokes are separated by
 * {@code ;} and made of points {@code x,y} and arcs
 * {@code @centreX,centreY,radiusX,radiusY,from,to} in degrees, 0 to the right and 90 down.
 */
final class Lettering {
  private static final double LETTER_WIDTH = 0.6;
  private static final double NARROW_WIDTH = 0.14;
  private static final double GAP = 0.24;
  private static final double STROKE = 0.145;
  private static final int ARC_STEP_DEGREES = 12;

  private static final Map<Character, String> STROKES =
      Map.ofEntries(
          Map.entry('0', "@.3,.3,.3,.3,180,360 @.3,.7,.3,.3,0,180 0,.3"),
          Map.entry('1', ".04,.2 .36,0 .36,1"),
          Map.entry('2', "@.3,.3,.3,.3,190,395 0,1 .6,1"),
          Map.entry('3', "@.29,.25,.27,.25,200,450 @.29,.75,.31,.25,270,520"),
          Map.entry('4', ".44,1 .44,0 0,.72 .6,.72"),
          Map.entry('5', ".54,0 .1,0 .05,.46 @.28,.68,.32,.32,235,505"),
          Map.entry('6', "@.3,.68,.3,.32,0,360;.46,0 .2,.28 .05,.5 0,.68"),
          Map.entry('7', "0,0 .6,0 .2,1"),
          Map.entry('8', "@.3,.25,.26,.25,0,360;@.3,.75,.3,.25,0,360"),
          Map.entry('9', "@.3,.32,.3,.32,0,360;.6,.32 .55,.5 .4,.72 .14,1"),
          Map.entry('A', "0,1 .3,0 .6,1;.11,.66 .49,.66"),
          Map.entry('B', "0,0 0,1 @.34,.75,.26,.25,90,-90 0,.5;0,0 @.3,.25,.25,.25,-90,90"),
          Map.entry('C', "@.3,.3,.3,.3,-35,-180 @.3,.7,.3,.3,180,35"),
          Map.entry('D', "0,0 0,1 .25,1 @.25,.65,.35,.35,90,0 @.25,.35,.35,.35,0,-90 0,0"),
          Map.entry('E', ".56,0 0,0 0,1 .56,1;0,.5 .46,.5"),
          Map.entry('F', ".56,0 0,0 0,1;0,.5 .46,.5"),
          Map.entry('H', "0,0 0,1;.6,0 .6,1;0,.5 .6,.5"),
          Map.entry('I', ".3,0 .3,1"),
          Map.entry('K', "0,0 0,1;.58,0 0,.58;.2,.4 .6,1"),
          Map.entry('L', "0,0 0,1 .56,1"),
          Map.entry('M', "0,1 0,0 .3,.55 .6,0 .6,1"),
          Map.entry('N', "0,1 0,0 .6,1 .6,0"),
          Map.entry('O', "@.3,.3,.3,.3,180,360 @.3,.7,.3,.3,0,180 0,.3"),
          Map.entry('P', "0,1 0,0 @.32,.28,.28,.28,-90,90 0,.56"),
          Map.entry('R', "0,1 0,0 @.32,.27,.28,.27,-90,90 0,.54;.3,.54 .6,1"),
          Map.entry('S', "@.3,.26,.27,.26,-25,-270 @.3,.76,.3,.24,270,515"),
          Map.entry('T', "0,0 .6,0;.3,0 .3,1"),
          Map.entry('V', "0,0 .3,1 .6,0"),
          Map.entry('b', "0,0 0,1;@.28,.68,.28,.32,0,360"),
          Map.entry('k', "0,0 0,1;.48,.36 0,.74;.18,.62 .5,1"),
          Map.entry('p', "0,.36 0,1.25;@.28,.68,.28,.32,0,360"),
          Map.entry('s', "@.25,.52,.22,.16,-20,-270 @.25,.84,.24,.16,270,510"),
          Map.entry('x', ".06,.4 .54,1;.54,.4 .06,1"),
          Map.entry('/', "0,1.1 .5,-.05"),
          Map.entry(':', ".07,.3 .07,.3;.07,.78 .07,.78"),
          Map.entry('.', ".07,.98 .07,.98"),
          Map.entry(' ', ""));

  private final int heightPixels;
  private final Map<Character, Mask> masks = new HashMap<>();

  /** Letters whose capitals are about {@code heightPixels} high. */
  Lettering(double heightPixels) {
    this.heightPixels = Math.max(5, (int) Math.round(heightPixels));
  }

  /** Draws one line of text with its capitals' top left corner near (left, top). */
  void draw(Raster picture, String text, Place place, Colour colour) {
    double left = place.left;
    for (int index = 0; index < text.length(); index++) {
      char letter = text.charAt(index);
      int evenLeft = (int) Math.round((left - margin()) / 2) * 2;
      int evenTop = (int) Math.round((place.top - margin()) / 2) * 2;
      picture.paint(masks.computeIfAbsent(letter, this::mask), evenLeft, evenTop, colour);
      left += (letterWidth(letter) + GAP) * heightPixels;
    }
  }

  /** Where a line of text begins. */
  record Place(double left, double top) {}

  /** How wide a line of text is, in pixels. */
  double widthPixels(String text) {
    double width = -GAP;
    for (int index = 0; index < text.length(); index++) {
      char letter = text.charAt(index);
      width += letterWidth(letter) + GAP;
    }
    return width * heightPixels;
  }

  private static double letterWidth(char letter) {
    return letter == ':' || letter == '.' ? NARROW_WIDTH : LETTER_WIDTH;
  }

  // Round ends and descenders reach beyond the letter's own ground.
  private int margin() {
    return 2 + (int) Math.ceil(heightPixels * STROKE / 2);
  }

  private Mask mask(char letter) {
    String strokes = STROKES.get(letter);
    if (strokes == null) {
      throw new IllegalArgumentException("no such letter: " + letter);
    }
    List<Shape> lines = new ArrayList<>();
    for (String stroke : strokes.isEmpty() ? new String[0] : strokes.split(";", -1)) {
      List<double[]> points = points(stroke);
      for (int index = 1; index < points.size(); index++) {
        lines.add(line(points.get(index - 1), points.get(index)));
      }
    }
    double radius = Math.max(0.6, heightPixels * STROKE / 2);
    Shape all =
        (x, y) ->
            lines.stream().mapToDouble(line -> line.distance(x, y)).min().orElse(1e6) - radius;
    int width = (int) Math.ceil(LETTER_WIDTH * heightPixels) + 2 * margin();
    int height = (int) Math.ceil(1.3 * heightPixels) + 2 * margin();
    return Mask.of(all, width + width % 2, height + height % 2);
  }

  private Shape line(double[] from, double[] to) {
    return Shape.line(
        margin() + from[0] * heightPixels,
        margin() + from[1] * heightPixels,
        margin() + to[0] * heightPixels,
        margin() + to[1] * heightPixels);
  }

  private static List<double[]> points(String stroke) {
    List<double[]> points = new ArrayList<>();
    for (String part : stroke.split(" ", -1)) {
      double[] numbers =
          List.of(part.replace("@", "").split(",", -1)).stream()
              .mapToDouble(Double::parseDouble)
              .toArray();
      if (part.startsWith("@")) {
        addArc(points, numbers);
      } else {
        points.add(numbers);
      }
    }
    return points;
  }

  private static void addArc(List<double[]> points, double[] arc) {
    int steps = (int) Math.ceil(Math.abs(arc[5] - arc[4]) / ARC_STEP_DEGREES);
    for (int step = 0; step <= steps; step++) {
      double angle = Math.toRadians(arc[4] + (arc[5] - arc[4]) * step / steps);
      points.add(
          new double[] {arc[0] + arc[2] * Math.cos(angle), arc[1] + arc[3] * Math.sin(angle)});
    }
  }
}
