package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.server.origin.Timeline;
import org.smoothlab.server.origin.WholeLookup;
import org.smoothlab.server.origin.WholeTimeline;

/**
 * Counts the segments of a point instead of naming their times: all are taken to last as long as
 * the fragments of the first stream of pictures, and the number of one is how many of these fit
 * before it. So it is the same on every origin, and a segment that is not there yet has its number
 * already. Sound may be off its line by less than half a segment.
 *
 * @param clock of the reference
 * @param durationTicks of a segment, on that clock
 * @param offsetTicks where the first line is, on that clock, below the duration
 * @see "ISO/IEC 23009-1, 5.3.9.5.3 and 7.2.1"
 */
record DashNumbers(Timescale clock, long durationTicks, long offsetTicks) {
  /** What is off its line by more than this part of a segment is not of equal duration. */
  private static final int TOLERANCE = 8;

  /**
   * @param reference whose fragments are counted
   * @return empty when they differ in their duration
   */
  static Optional<DashNumbers> of(Timeline reference) {
    List<FragmentTime> times = reference.whole().times();
    if (times.isEmpty() || times.getLast().durationTicks() < TOLERANCE) {
      return Optional.empty();
    }
    FragmentTime newest = times.getLast();
    long durationTicks = newest.durationTicks();
    DashNumbers numbers =
        new DashNumbers(
            reference.stream().timescale(),
            durationTicks,
            Math.floorMod(newest.startTicks(), durationTicks));
    return times.stream().allMatch(numbers::isOnLine) ? Optional.of(numbers) : Optional.empty();
  }

  /** The longest chunk of the newest fragment of a stream; 0 when it did not come in chunks. */
  static long chunkNanos(Timeline timeline) {
    WholeTimeline whole = timeline.whole();
    long ticks = 0;
    for (TrackInfo track : timeline.tracks()) {
      for (FragmentTime time : whole.times().reversed().stream().limit(1).toList()) {
        if (whole.find(track.level().bitrateBps(), List.of(), time.startTicks())
                instanceof WholeLookup.Found(_, Fragment fragment, _)
            && HlsParts.cameInChunks(fragment)) {
          ticks = Math.max(ticks, HlsParts.longestTicks(fragment));
        }
      }
    }
    return Timescale.NANOS.rescaleFloor(ticks, timeline.stream().timescale());
  }

  private boolean isOnLine(FragmentTime time) {
    long offTicks = time.startTicks() - startTicks(number(time.startTicks(), clock));
    return Math.abs(offTicks) < durationTicks / TOLERANCE
        && Math.abs(time.durationTicks() - durationTicks) < durationTicks / TOLERANCE;
  }

  /** The number of the segment that begins nearest. */
  long number(long startTicks, Timescale ofStart) {
    long ticks = clock.rescaleFloor(startTicks, ofStart) - offsetTicks;
    return Math.floorDiv(ticks + durationTicks / 2, durationTicks);
  }

  /** Where a segment is taken to begin, on the clock of the reference. */
  long startTicks(long number) {
    return Math.addExact(offsetTicks, Math.multiplyExact(number, durationTicks));
  }

  /** Where the segment of a number really begins, on the clock of its stream. */
  OptionalLong find(Timeline timeline, TrackId track, long number) {
    Timescale own = timeline.stream().timescale();
    WholeTimeline whole = timeline.whole();
    List<Chunk> growing = whole.edge(track).growing();
    if (!growing.isEmpty() && number(growing.getFirst().startTicks(), own) == number) {
      return OptionalLong.of(growing.getFirst().startTicks());
    }
    return LongStream.concat(
            whole.edge(track).ahead().stream().mapToLong(one -> one.time().startTicks()),
            whole.servedTimes().reversed().stream().mapToLong(FragmentTime::startTicks))
        .filter(ticks -> number(ticks, own) == number)
        .findFirst();
  }

  /** Whether a segment is the one that will come next. */
  boolean isNext(Timeline timeline, TrackId track, long number) {
    Timescale own = timeline.stream().timescale();
    WholeTimeline whole = timeline.whole();
    List<Chunk> growing = whole.edge(track).growing();
    long newest =
        !growing.isEmpty()
            ? number(growing.getFirst().startTicks(), own)
            : whole.times().isEmpty()
                ? Long.MIN_VALUE
                : number(whole.times().getLast().startTicks(), own);
    return number == newest + 1;
  }
}
