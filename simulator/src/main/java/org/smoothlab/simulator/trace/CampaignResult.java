package org.smoothlab.simulator.trace;

import java.util.List;
import java.util.Optional;

/**
 * What came of the same scenario under many seeds.
 *
 * @param subject what was run
 * @param failedCount how many runs failed
 * @param firstFailed of those with the smallest seeds, at most {@value #FAILED_KEPT_MAX}
 * @param spreads of what was measured, by kind
 * @param hash of all traces in the order of their seeds, if it was asked for
 */
public record CampaignResult(
    Subject subject,
    long failedCount,
    List<Verdict> firstFailed,
    List<Spread> spreads,
    Optional<String> hash) {
  /** How many failed runs are kept. */
  public static final int FAILED_KEPT_MAX = 10;

  public CampaignResult {
    firstFailed = List.copyOf(firstFailed);
    spreads = List.copyOf(spreads);
  }

  /**
   * @param fromSeed the first; the others follow it
   * @param runCount at least 1
   * @param wallNanos how long it took
   */
  public record Subject(
      String scenario, String world, long fromSeed, int runCount, long wallNanos) {}

  /** How a figure is spread: the time that half of all, and that 99 %, did not exceed. */
  public record Spread(String kind, int count, long p50Nanos, long p99Nanos, long maxNanos) {}

  /** Whether no run failed. */
  public boolean passed() {
    return failedCount == 0;
  }
}
