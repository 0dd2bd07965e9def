package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerScore;

/** Scores and verdicts as lines of text: a table while a run goes on, and the last word. */
public final class TableReport {
  private static final int ROWS_MAX = 40;

  private TableReport() {}

  /** One row per viewer, at most {@value #ROWS_MAX}, and one line for all of them. */
  public static String table(List<ViewerScore> scores) {
    StringBuilder out = new StringBuilder();
    out.append(
        row("viewer", "startup", "stalls", "stalled", "played", "mean", "switches", "irregular"));
    scores.stream().limit(ROWS_MAX).forEach(score -> out.append(row(score)));
    if (scores.size() > ROWS_MAX) {
      out.append("… and " + (scores.size() - ROWS_MAX) + " more\n");
    }
    return out.append(summary(scores)).append('\n').toString();
  }

  /**
   * All viewers in one line: {@code 200 viewers · 0 stalled · startup p95 1.8 s · mean 2.9 Mb/s}.
   */
  public static String summary(List<ViewerScore> scores) {
    long stalled = scores.stream().filter(score -> score.stalls().count() > 0).count();
    long irregular = scores.stream().mapToLong(score -> score.irregular().count()).sum();
    double meanBps = scores.stream().mapToLong(score -> score.load().meanBps()).average().orElse(0);
    return String.join(
        " · ",
        scores.size() + (scores.size() == 1 ? " viewer" : " viewers"),
        stalled + " stalled",
        "startup p95 " + startup95(scores),
        "mean " + megabits(meanBps),
        irregular + " irregular");
  }

  /** The end of a run: the table, what did not hold, and how to run it again. */
  public static String verdict(Verdict verdict) {
    Verdict.Experiment experiment = verdict.experiment();
    StringBuilder out = new StringBuilder(table(verdict.viewers()));
    out.append(
        "%s: %s in the %s world, seed %d%n"
            .formatted(
                verdict.passed() ? "passed" : "FAILED",
                experiment.scenario(),
                experiment.world(),
                experiment.seed()));
    verdict.failures().forEach(failure -> out.append("  ").append(failure).append('\n'));
    return out.append("replay: ").append(experiment.replay()).append('\n').toString();
  }

  private static String row(ViewerScore score) {
    return row(
        score.viewer(),
        score.startupNanos().isPresent() ? seconds(score.startupNanos().getAsLong()) : "-",
        Long.toString(score.stalls().count()),
        seconds(score.stalls().totalNanos()),
        seconds(score.played().nanos()),
        megabits((double) score.load().meanBps()),
        Long.toString(score.load().switchCount()),
        Long.toString(score.irregular().count()));
  }

  private static String row(Object... cells) {
    return "%-16s %8s %7s %9s %9s %11s %8s %9s%n".formatted(cells);
  }

  private static String startup95(List<ViewerScore> scores) {
    List<Long> startups = new ArrayList<>();
    scores.forEach(score -> score.startupNanos().ifPresent(startups::add));
    if (startups.isEmpty()) {
      return "-";
    }
    List<Long> sorted = startups.stream().sorted().toList();
    // Nearest rank: the smallest value that 95 % do not exceed.
    return seconds(sorted.get(Math.ceilDiv(sorted.size() * 95, 100) - 1));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private static String megabits(double bps) {
    return String.format(Locale.ROOT, "%.2f Mb/s", bps / 1e6);
  }
}
