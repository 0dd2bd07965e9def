package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.smoothlab.media.FragmentTime;

/** What one publishing point published of one track, and how long after it had been sent. */
final class TrackStory {
  /** When the first encoder had sent the fragment of each start time. */
  private final NavigableMap<Long, Long> sentNanos;

  private final List<Published> published = new ArrayList<>();
  private final List<Long> gapNanos = new ArrayList<>();
  private final List<Long> wrongNanos = new ArrayList<>();

  /** Since the point, or its process, began anew. */
  private final Set<Long> seenTicks = new HashSet<>();

  private final Set<Long> pastTicks = new HashSet<>();
  private long newestTicks = Long.MIN_VALUE;
  private long longestTicks = 1;
  private long missingTicks;
  private long repeatedCount;
  private long disorderedCount;

  /**
   * @param isPast whether it was put in front of what was there, or into a hole
   */
  private record Published(long atNanos, long startTicks, boolean isPast) {}

  TrackStory(NavigableMap<Long, Long> sentNanos) {
    this.sentNanos = sentNanos;
  }

  void published(FragmentTime time, long now) {
    long start = time.startTicks();
    longestTicks = Math.max(longestTicks, time.durationTicks());
    boolean isPast = pastTicks.remove(start);
    if (!seenTicks.add(start)) {
      repeatedCount++;
      wrongNanos.add(now);
    } else if (start < newestTicks && !isPast) {
      disorderedCount++;
      wrongNanos.add(now);
    }
    newestTicks = Math.max(newestTicks, start);
    published.add(new Published(now, start, isPast));
  }

  void past(FragmentTime time) {
    pastTicks.add(time.startTicks());
    missingTicks = Math.max(0, missingTicks - (gapNanos.isEmpty() ? 0 : time.durationTicks()));
  }

  void gap(long fromTicks, long toTicks, long now) {
    missingTicks += toTicks - fromTicks;
    gapNanos.add(now);
  }

  /** From here on the same times are no repetition. */
  void beginAnew() {
    seenTicks.clear();
    pastTicks.clear();
    newestTicks = Long.MIN_VALUE;
  }

  int publishedCount() {
    return published.size();
  }

  /** In fragments as long as the longest one, rounded up. */
  long missingCount() {
    return Math.ceilDiv(missingTicks, longestTicks);
  }

  long repeatedCount() {
    return repeatedCount;
  }

  long disorderedCount() {
    return disorderedCount;
  }

  List<Long> gapNanos() {
    return gapNanos;
  }

  /** When something came twice or out of order. */
  List<Long> wrongNanos() {
    return wrongNanos;
  }

  /** How long each fragment took from an encoder to viewers; nothing for what nobody sent here. */
  List<Long> delaysNanos() {
    List<Long> delays = new ArrayList<>();
    for (Published each : published) {
      Long sent = sentNanos.get(each.startTicks);
      if (sent != null && !each.isPast) {
        delays.add(Math.max(0, each.atNanos - sent));
      }
    }
    return delays;
  }

  /** How long after {@code nanos} the next new fragment came; −1 if none did. */
  long untilNextNanos(long nanos) {
    return published.stream()
        .filter(each -> each.atNanos >= nanos && !each.isPast)
        .mapToLong(each -> each.atNanos - nanos)
        .findFirst()
        .orElse(-1);
  }

  /** When the first one came. */
  long firstNanos() {
    return published.getFirst().atNanos;
  }

  /** The columns in which something was published: on time, late, or from the past. */
  boolean[] columns(Timeline timeline, Kind kind) {
    boolean[] columns = new boolean[Timeline.COLUMNS];
    List<Long> delays = delaysNanos().stream().sorted().toList();
    long usual = delays.isEmpty() ? 0 : delays.get(delays.size() / 2);
    for (Published each : published) {
      long sent = sentNanos.getOrDefault(each.startTicks, each.atNanos);
      boolean isLate = each.atNanos - sent > 2 * usual + 1_000_000_000L;
      Kind its = each.isPast ? Kind.PAST : isLate ? Kind.LATE : Kind.ON_TIME;
      if (its == kind) {
        columns[timeline.column(each.atNanos)] = true;
      }
    }
    return columns;
  }

  /** How a fragment came to be published. */
  enum Kind {
    ON_TIME,
    LATE,
    PAST
  }

  /**
   * For each column how long the oldest fragment has been waiting that an encoder had sent and that
   * is newer than all that is published here; −1 before the first one.
   */
  long[] lagNanos(Timeline timeline) {
    long[] lags = new long[Timeline.COLUMNS];
    NavigableMap<Long, Long> waiting = new TreeMap<>(sentNanos);
    int next = 0;
    for (int i = 0; i < lags.length; i++) {
      long now = timeline.nanosAt(i);
      while (next < published.size() && published.get(next).atNanos <= now) {
        waiting.headMap(published.get(next).startTicks, true).clear();
        next++;
      }
      Map.Entry<Long, Long> oldest = waiting.firstEntry();
      lags[i] = next == 0 ? -1 : oldest == null ? 0 : Math.max(0, now - oldest.getValue());
    }
    return lags;
  }
}
