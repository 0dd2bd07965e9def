package org.smoothlab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results as ratios: numbers of one machine mean little, ratios on one machine more. */
record Comparison(List<Measured> results) {
  /** What answering a fragment request may allocate on the heap, whatever the fragment's size. */
  static final double SERVE_BYTES_MAX = 2_048;

  /** What making a segment may allocate on the heap; its body is outside. */
  static final double TRANSMUX_BYTES_MAX = 8_192;

  private static final String SERVE_PREFIX = "serveFragment";
  private static final String TRANSMUX_PREFIX = "transmux";

  Comparison {
    results = List.copyOf(results);
  }

  /** A line per benchmark: its ratio to each baseline of its class, and what it allocates. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Measured result : results) {
      for (Measured baseline : results) {
        if (isBaselineOf(baseline.subject(), result.subject())) {
          lines.add(result.subject() + ": " + ratio(result, baseline));
          perCore(result, baseline).ifPresent(lines::add);
        }
      }
    }
    for (Measured result : results) {
      result
          .allocatedBytes()
          .ifPresent(bytes ->
              lines.add(
                  String.format(
                      Locale.ROOT, "%s: %.0f B/op on the heap", result.subject(), bytes)));
    }
    return lines;
  }

  /** What is wrong; empty when all is well. */
  List<String> brokenBounds() {
    List<String> broken = new ArrayList<>(above(SERVE_PREFIX, SERVE_BYTES_MAX));
    broken.addAll(above(TRANSMUX_PREFIX, TRANSMUX_BYTES_MAX));
    return broken;
  }

  private List<String> above(String prefix, double bytesMax) {
    return results.stream()
        .filter(result -> result.subject().methodName().startsWith(prefix))
        .filter(result -> result.allocatedBytes().orElse(0) >= bytesMax)
        .map(result ->
            String.format(
                Locale.ROOT,
                "FAILED %s allocates %.0f B/op, bound is %.0f",
                result.subject(),
                result.allocatedBytes().orElse(0),
                bytesMax))
        .toList();
  }

  private static boolean isBaselineOf(Measured.Subject baseline, Measured.Subject subject) {
    return baseline.isBaseline() && !subject.isBaseline() && subject.isComparableWith(baseline);
  }

  private static Optional<String> perCore(Measured result, Measured baseline) {
    if (result.megabytesPerCpuSecond().isEmpty() || baseline.megabytesPerCpuSecond().isEmpty()) {
      return Optional.empty();
    }
    double ours = result.megabytesPerCpuSecond().getAsDouble();
    double theirs = baseline.megabytesPerCpuSecond().getAsDouble();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: %.0f MB per second of processor time, %.2f times the %.0f of %s",
            result.subject(),
            ours,
            ours / theirs,
            theirs,
            baseline.subject().methodName()));
  }

  /** The error of a quotient, as for independent measurements. */
  private static String ratio(Measured result, Measured baseline) {
    double ratio = result.score().perSecond() / baseline.score().perSecond();
    double error =
        ratio * Math.hypot(relativeError(result.score()), relativeError(baseline.score()));
    String interval = Double.isNaN(error) ? "" : String.format(Locale.ROOT, " ± %.2f", error);
    return String.format(
        Locale.ROOT,
        "%.2f%s times the speed of %s",
        ratio,
        interval,
        baseline.subject().methodName());
  }

  private static double relativeError(Measured.Score score) {
    return score.errorPerSecond() / score.perSecond();
  }
}
