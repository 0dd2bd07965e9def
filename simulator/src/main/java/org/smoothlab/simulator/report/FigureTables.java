package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerScore;

/** The figures of a run: the few that matter as cards, all of them as tables. */
final class FigureTables {
  private static final int ROWS_MAX = 60;

  private final Verdict verdict;
  private final List<Span> faults;
  private final HostLanes hosts;
  private final PointLanes points;
  private final StringBuilder out = new StringBuilder();

  FigureTables(Verdict verdict, FaultLanes faults, HostLanes hosts, PointLanes points) {
    this.verdict = verdict;
    this.faults = faults.spans();
    this.hosts = hosts;
    this.points = points;
  }

  /** Markup of the cards. */
  String cards() {
    out.setLength(0);
    out.append("<section class=\"cards\">\n");
    if (!points.figures().isEmpty()) {
      PointLanes.Counts counts =
          points.figures().stream()
              .map(PointLanes.Figures::counts)
              .reduce(PointLanes.Counts.NONE, PointLanes.Counts::plus);
      card(counts.missing(), "fragments missing");
      card(counts.repeated(), "repeated");
      card(counts.disordered(), "out of order");
    }
    List<Long> recoveries = points.recoveriesNanos(hosts.kills());
    if (!recoveries.isEmpty()) {
      card(percentiles(recoveries), "from a kill to the next new fragment (p50 / p99 / max)", "");
    }
    viewerCards(verdict.viewers());
    return out.append("</section>\n").toString();
  }

  private void viewerCards(List<ViewerScore> scores) {
    if (scores.isEmpty()) {
      return;
    }
    long stalled = scores.stream().filter(score -> score.stalls().count() > 0).count();
    card(
        String.format(Locale.ROOT, "%,d of %,d", stalled, scores.size()),
        "viewers stalled",
        stalled == 0 ? "good" : "bad");
    List<Long> startups =
        scores.stream()
            .map(ViewerScore::startupNanos)
            .filter(OptionalLong::isPresent)
            .map(OptionalLong::getAsLong)
            .sorted()
            .toList();
    if (!startups.isEmpty()) {
      card(percentiles(startups), "to the first picture (p50 / p99 / max)", "");
    }
  }

  private void card(long count, String words) {
    card(String.format(Locale.ROOT, "%,d", count), words, count == 0 ? "good" : "bad");
  }

  private void card(String value, String words, String kind) {
    out.append("<div class=\"card ")
        .append(kind)
        .append("\"><b>")
        .append(Words.escape(value))
        .append("</b> <span>")
        .append(Words.escape(words))
        .append("</span></div>\n");
  }

  /** Markup of the tables. */
  String tables() {
    out.setLength(0);
    faults();
    points();
    viewers();
    return out.toString();
  }

  private void faults() {
    if (faults.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Span fault : faults) {
      boolean isLong = fault.toNanos() > fault.fromNanos();
      rows.add(
          List.of(
              Words.time(fault.fromNanos()),
              isLong ? Words.time(fault.toNanos() - fault.fromNanos()) : "–",
              fault.words()));
    }
    table("Faults", List.of("at", "for", "what"), rows);
  }

  private void points() {
    List<List<String>> rows = new ArrayList<>();
    for (PointLanes.Figures each : points.figures()) {
      PointLanes.Counts counts = each.counts();
      rows.add(
          List.of(
              each.host(),
              each.path(),
              String.format(Locale.ROOT, "%,d", counts.published()),
              Long.toString(counts.missing()),
              Long.toString(counts.repeated()),
              Long.toString(counts.disordered()),
              percentiles(each.delaysNanos())));
    }
    table(
        "Publishing points",
        List.of(
            "host",
            "point",
            "published",
            "missing",
            "repeated",
            "out of order",
            "from encoder to viewers, p50 / p99 / max"),
        rows);
  }

  private void viewers() {
    List<List<String>> rows = new ArrayList<>();
    for (ViewerScore score : ViewerLanes.worstFirst(verdict.viewers())) {
      OptionalLong startup = score.startupNanos();
      rows.add(
          List.of(
              score.viewer(),
              startup.isPresent() ? Words.time(startup.getAsLong()) : "never",
              Long.toString(score.stalls().count()),
              Words.time(score.stalls().totalNanos()),
              Words.time(score.played().nanos()),
              Words.megabits((double) score.load().meanBps()),
              Long.toString(score.load().switchCount()),
              Long.toString(score.irregular().count())));
      if (rows.size() == ROWS_MAX) {
        break;
      }
    }
    String title = "Viewers, worst first";
    table(
        title,
        List.of(
            "viewer", "startup", "stalls", "stalled", "played", "mean", "switches", "irregular"),
        rows);
    remark(verdict.viewers().size() - rows.size(), "viewer");
  }

  private void table(String title, List<String> heads, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    out.append("<section><h2>").append(Words.escape(title)).append("</h2><div class=\"scroll\">");
    out.append("<table>\n");
    row("th", heads);
    rows.stream().limit(ROWS_MAX).forEach(row -> row("td", row));
    out.append("</table></div>\n");
    remark(rows.size() - ROWS_MAX, "row");
    out.append("</section>\n");
  }

  private void row(String cell, List<String> cells) {
    out.append("<tr>");
    for (String each : cells) {
      out.append('<').append(cell).append('>').append(Words.escape(each));
      out.append("</").append(cell).append('>');
    }
    out.append("</tr>\n");
  }

  private void remark(int left, String what) {
    if (left > 0) {
      out.append("<p class=\"note\">… and ").append(Words.count(left, "more " + what));
      out.append("</p>\n");
    }
  }

  /** Of sorted values, by nearest rank: {@code 1.2 / 3.4 / 3.6 s}. */
  private static String percentiles(List<Long> sorted) {
    if (sorted.isEmpty()) {
      return "–";
    }
    long p50 = sorted.get(Math.ceilDiv(sorted.size() * 50, 100) - 1);
    long p99 = sorted.get(Math.ceilDiv(sorted.size() * 99, 100) - 1);
    return String.format(
        Locale.ROOT, "%.1f / %.1f / %.1f s", p50 / 1e9, p99 / 1e9, sorted.getLast() / 1e9);
  }
}
