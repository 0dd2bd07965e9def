package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of a run: time from left to right, lanes from top to bottom, as one SVG element. What
 * lies closer together than a column is drawn as one, so that its size is bounded by its area.
 */
final class Timeline {
  /** How finely time is drawn. */
  static final int COLUMNS = 960;

  private static final int PLOT_X = 216;
  private static final int WIDTH = PLOT_X + COLUMNS + 14;
  private static final int AXIS_HEIGHT = 22;
  private static final int BARS_MAX = 6_000;
  private static final long[] STEPS_SECONDS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600
  };

  private final long endNanos;
  private final StringBuilder lanes = new StringBuilder(1 << 16);
  private final List<String> bands = new ArrayList<>();
  private int nextY = AXIS_HEIGHT;
  private int barCount;

  /**
   * @param endNanos when the run was over, at least 1
   */
  Timeline(long endNanos) {
    this.endNanos = Math.max(1, endNanos);
  }

  long endNanos() {
    return endNanos;
  }

  /** The column in which a time lies. */
  int column(long nanos) {
    return (int) Math.min(COLUMNS - 1, Math.max(0, (double) nanos * COLUMNS / endNanos));
  }

  /** The end of a column. */
  long nanosAt(int column) {
    return (long) ((column + 1.0) * endNanos / COLUMNS);
  }

  /** A heading over the lanes that follow. */
  void section(String title, String hint) {
    nextY += 26;
    lanes.append(
        "<text class=\"section\" x=\"0\" y=\"%d\">%s<tspan class=\"hint\" dx=\"8\">%s</tspan></text>\n"
            .formatted(nextY - 8, Words.escape(title), Words.escape(hint)));
  }

  /** A line of text in place of lanes that are too many. */
  void remark(String text) {
    lanes.append(
        "<text class=\"hint\" x=\"%d\" y=\"%d\">%s</text>\n"
            .formatted(PLOT_X, nextY + 12, Words.escape(text)));
    nextY += 18;
  }

  /** Shades the time of a fault through all lanes. */
  void band(long fromNanos, long toNanos) {
    bands.add(
        "<rect class=\"band\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%%d\"/>\n"
            .formatted(number(x(fromNanos)), AXIS_HEIGHT, number(width(fromNanos, toNanos))));
  }

  /**
   * Opens a lane below those that are there.
   *
   * @param label its name
   * @param hint what is in it, in the words of a tool tip and, if it is short, beside the name
   */
  Lane lane(String label, String hint, int height) {
    Lane lane = new Lane(nextY, height);
    int middle = nextY + Math.min(height, 18) / 2 + 4;
    lanes
        .append("<g><title>")
        .append(Words.escape(label + " " + hint))
        .append("</title>")
        .append(
            "<rect class=\"lane\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                .formatted(PLOT_X, nextY, COLUMNS, height));
    if (!label.isEmpty()) {
      lanes.append(
          "<text class=\"name\" x=\"8\" y=\"%d\">%s</text>"
              .formatted(middle, Words.escape(Words.cut(label, 30))));
    }
    if (!hint.isEmpty() && height >= 28) {
      lanes.append(
          "<text class=\"hint\" x=\"8\" y=\"%d\">%s</text>"
              .formatted(middle + 14, Words.escape(Words.cut(hint, 36))));
    }
    lanes.append("</g>\n");
    nextY += height + 3;
    return lane;
  }

  /** The whole picture. */
  String svg(String description) {
    int height = nextY + AXIS_HEIGHT;
    StringBuilder out = new StringBuilder(lanes.length() + 4_096);
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, height, Words.escape(description)));
    out.append(
        "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\""
            + " patternTransform=\"rotate(45)\"><rect class=\"hatch-ground\" width=\"6\""
            + " height=\"6\"/><rect class=\"hatch-line\" width=\"2.4\" height=\"6\"/></pattern></defs>\n");
    axis(out, height);
    bands.forEach(band -> out.append(band.formatted(nextY - AXIS_HEIGHT)));
    return out.append(lanes).append("</svg>\n").toString();
  }

  private void axis(StringBuilder out, int height) {
    long stepSeconds = STEPS_SECONDS[STEPS_SECONDS.length - 1];
    for (int i = STEPS_SECONDS.length - 1; i >= 0; i--) {
      if (endNanos / 1e9 / STEPS_SECONDS[i] <= 16) {
        stepSeconds = STEPS_SECONDS[i];
      }
    }
    for (long at = 0; at * 1e9 <= endNanos; at += stepSeconds) {
      String x = number(x(at * 1_000_000_000L));
      out.append("<path class=\"grid\" d=\"M%s %dV%d\"/>".formatted(x, AXIS_HEIGHT, nextY));
      for (int y : new int[] {AXIS_HEIGHT - 8, height - 6}) {
        out.append("<text class=\"time\" x=\"%s\" y=\"%d\">%s</text>".formatted(x, y, clock(at)));
      }
      out.append('\n');
    }
  }

  private static String clock(long seconds) {
    return seconds < 60
        ? seconds + " s"
        : seconds < 3_600
            ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
            : String.format(
                Locale.ROOT, "%d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60);
  }

  private double x(long nanos) {
    return PLOT_X + Math.clamp((double) nanos / endNanos, 0, 1) * COLUMNS;
  }

  private double width(long fromNanos, long toNanos) {
    return Math.max(1.5, x(toNanos) - x(fromNanos));
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** One lane to draw in; heights are in units of the picture, from the lane's top. */
  final class Lane {
    private final int top;
    private final int height;

    private Lane(int top, int height) {
      this.top = top;
      this.height = height;
    }

    /** A bar as high as the lane. At {@value #BARS_MAX} bars in all no more are drawn. */
    void bar(String kind, long fromNanos, long toNanos, String title) {
      bar(kind, new Span(fromNanos, toNanos, title), 0, height);
    }

    void bar(String kind, Span span, int fromTop, int barHeight) {
      if (++barCount > BARS_MAX) {
        return;
      }
      lanes.append(
          "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"><title>%s</title></rect>\n"
              .formatted(
                  kind,
                  number(x(span.fromNanos())),
                  top + fromTop,
                  number(width(span.fromNanos(), span.toNanos())),
                  barHeight,
                  Words.escape(span.told())));
    }

    /** Words inside the lane. */
    void text(String kind, long atNanos, int baseline, String text) {
      double x = x(atNanos) + 4;
      boolean atTheEnd = x + text.length() * 6.2 > PLOT_X + COLUMNS;
      lanes.append(
          "<text class=\"%s\" x=\"%s\" y=\"%d\"%s>%s</text>\n"
              .formatted(
                  kind,
                  number(atTheEnd ? PLOT_X + COLUMNS - 4 : x),
                  top + baseline,
                  atTheEnd ? " text-anchor=\"end\"" : "",
                  Words.escape(text)));
    }

    /** A mark at one time: a triangle that points at it from above. */
    void mark(String kind, long atNanos, String title) {
      if (++barCount > BARS_MAX) {
        return;
      }
      lanes.append(
          "<path class=\"%s\" d=\"M%s %dl-4 -6h8z\"><title>%s</title></path>\n"
              .formatted(
                  kind,
                  number(x(atNanos)),
                  top + Math.min(height, 9),
                  Words.escape(Words.time(atNanos) + ": " + title)));
    }

    /** Ticks at these columns, neighbours as one. */
    void ticks(String kind, boolean[] columns, int fromTop, int tickHeight) {
      StringBuilder path = new StringBuilder();
      int at = 0;
      while (at < COLUMNS) {
        int to = at;
        while (to < COLUMNS && columns[to]) {
          to++;
        }
        if (to > at) {
          path.append(
              "M%d %dh%sv%dh-%sz"
                  .formatted(
                      PLOT_X + at,
                      top + fromTop,
                      number(Math.max(2, to - at)),
                      tickHeight,
                      number(Math.max(2, to - at))));
        }
        at = to + 1;
      }
      if (!path.isEmpty()) {
        lanes.append("<path class=\"%s\" d=\"%s\"/>\n".formatted(kind, path));
      }
    }

    /** A line over the columns that have a value, of which {@code max} is the lane's height. */
    void line(String kind, long[] values, long max, int fromTop) {
      StringBuilder path = new StringBuilder();
      boolean drawn = false;
      for (int i = 0; i < COLUMNS; i++) {
        if (values[i] < 0) {
          drawn = false;
          continue;
        }
        double depth = (height - fromTop) * (1 - Math.min(1.0, (double) values[i] / max));
        int y = (int) Math.round(depth) + top + fromTop;
        path.append(drawn ? "L" : "M").append(PLOT_X + i).append(' ').append(y);
        drawn = true;
      }
      if (!path.isEmpty()) {
        lanes.append("<path class=\"%s\" d=\"%s\"/>\n".formatted(kind, path));
      }
    }

    /** A filled shape between two curves over all columns; both in parts of {@code max}. */
    void area(String kind, long[] lower, long[] upper, long max) {
      StringBuilder path = new StringBuilder("M").append(PLOT_X).append(' ').append(top + height);
      for (int i = 0; i < COLUMNS; i += 2) {
        path.append("L").append(PLOT_X + i).append(' ').append(number(level(upper[i], max)));
      }
      for (int i = COLUMNS - 2; i >= 0; i -= 2) {
        path.append("L").append(PLOT_X + i).append(' ').append(number(level(lower[i], max)));
      }
      lanes.append("<path class=\"%s\" d=\"%sz\"/>\n".formatted(kind, path));
    }

    private double level(long value, long max) {
      return top + height * (1 - Math.min(1.0, (double) value / max));
    }
  }
}
