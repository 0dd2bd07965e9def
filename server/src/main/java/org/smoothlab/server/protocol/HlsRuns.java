package org.smoothlab.server.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.smoothlab.media.TrackId;

/**
 * What the first playlist of a run has said and all later ones must keep to: the target duration,
 * and where each track begins. What comes before that later, because it was fetched from elsewhere,
 * would make media sequence numbers decrease. At the bound the oldest run is forgotten. Safe for
 * threads.
 *
 * @see "RFC 8216, 6.2.1 and 6.2.2"
 */
final class HlsRuns {
  /** Runs that are remembered. */
  static final int COUNT_MAX = 1024;

  private final Map<Grid, Run> runs = new LinkedHashMap<>();

  /**
   * Segments of a run.
   *
   * @param runTag of the run
   * @param seconds of a cell
   */
  record Grid(String runTag, int seconds) {}

  private static final class Run {
    private final int targetSeconds;
    private final Map<TrackId, Long> firstTicks = new LinkedHashMap<>();

    Run(int targetSeconds) {
      this.targetSeconds = targetSeconds;
    }
  }

  /**
   * The target duration of a run.
   *
   * @param now what it is if none has been told yet
   */
  synchronized int targetSeconds(Grid grid, Supplier<Integer> now) {
    int seconds = runs.computeIfAbsent(grid, _ -> new Run(now.get())).targetSeconds;
    if (runs.size() > COUNT_MAX) {
      runs.remove(runs.keySet().iterator().next());
    }
    return seconds;
  }

  /**
   * A playlist whose target duration was asked for begins here; the first one of a track counts.
   */
  synchronized void begins(Grid grid, TrackId track, long ticks) {
    Run run = runs.get(grid);
    if (run != null) {
      run.firstTicks.putIfAbsent(track, ticks);
    }
  }

  /** Where the first playlist of a track began; the smallest number while there is none. */
  synchronized long firstTicks(Grid grid, TrackId track) {
    Run run = runs.get(grid);
    return run == null ? Long.MIN_VALUE : run.firstTicks.getOrDefault(track, Long.MIN_VALUE);
  }
}
