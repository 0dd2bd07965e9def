package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;

/**
 * How long the chunks are in which the fragments of picture and sound leave an encoder while they
 * are still being captured. A chunk is a {@code moof} and an {@code mdat} with as many whole frames
 * as fit; the last one of a fragment has what is left. Text and single pictures are never divided.
 *
 * @param ticks of {@link Timescale#SMOOTH}, in {@value #TICKS_MIN}..{@value #TICKS_MAX}; or that of
 *     {@link #WHOLE_FRAGMENTS}
 * @see "ISO/IEC 23000-19, 7.3.2.3: CMAF chunk"
 */
public record ChunkLength(long ticks) {
  /** Not divided. */
  public static final ChunkLength WHOLE_FRAGMENTS = new ChunkLength(Long.MAX_VALUE);

  private static final long TICKS_MIN = 200_000;
  private static final long TICKS_MAX = 9_999_999; // a second is a fragment
  private static final long NANOS_PER_TICK = 100;

  // What a chunk may be shorter than it should, so that it can be a part of LL-HLS:
  // draft-pantos-hls-rfc8216bis-22, 4.4.4.9.
  private static final long PERCENT_MIN = 85;

  public ChunkLength {
    if (ticks != Long.MAX_VALUE && (ticks < TICKS_MIN || ticks > TICKS_MAX)) {
      throw new IllegalArgumentException(
          "a chunk lasts 20 ms or more and less than a second, not " + millis(ticks));
    }
  }

  /** Of so many nanoseconds, in whole ticks. */
  public static ChunkLength ofNanos(long nanos) {
    return new ChunkLength(nanos / NANOS_PER_TICK);
  }

  /** Whether fragments are sent whole. */
  public boolean isWhole() {
    return equals(WHOLE_FRAGMENTS);
  }

  /** Whether whole frames, so many in so many seconds, fill 85 % of a chunk. */
  public boolean isFilledBy(long frameCount, long seconds) {
    if (isWhole()) {
      return true;
    }
    long allTicks = Math.multiplyExact(seconds, Timescale.SMOOTH.ticksPerSecond());
    long wholeCount = ticks * frameCount / allTicks;
    return 100 * wholeCount * allTicks >= PERCENT_MIN * ticks * frameCount;
  }

  /** The same in nanoseconds; not of {@link #WHOLE_FRAGMENTS}. */
  long nanos() {
    return Math.multiplyExact(ticks, NANOS_PER_TICK);
  }

  /** How many chunks a fragment can have at most. */
  long countMax(long fragmentTicks) {
    return isWhole() ? 1 : Math.ceilDiv(100 * fragmentTicks, PERCENT_MIN * ticks) + 1;
  }

  /** Divides a fragment. */
  List<List<Sample>> cut(TrackInfo track, List<Sample> samples) {
    if (isWhole() || !isDivided(track)) {
      return List.of(samples);
    }
    Timescale clock = track.stream().timescale();
    List<List<Sample>> chunks = new ArrayList<>();
    int first = 0;
    long lengthTicks = 0;
    for (int index = 0; index < samples.size(); index++) {
      long durationTicks = samples.get(index).durationTicks();
      if (index > first && isAbove(100, lengthTicks + durationTicks, clock)) {
        chunks.add(List.copyOf(samples.subList(first, index)));
        first = index;
        lengthTicks = 0;
      }
      lengthTicks += durationTicks;
    }
    chunks.add(List.copyOf(samples.subList(first, samples.size())));
    return chunks;
  }

  /**
   * Looks at a fragment of a track.
   *
   * @throws IllegalArgumentException if whole frames do not make chunks of 85 to 100 % of the
   *     length
   */
  void requireSuits(TrackInfo track, List<Sample> samples) {
    if (isWhole() || !isDivided(track)) {
      return;
    }
    List<List<Sample>> chunks = cut(track, samples);
    for (int index = 0; index < chunks.size(); index++) {
      long lengthTicks = chunks.get(index).stream().mapToLong(Sample::durationTicks).sum();
      Timescale clock = track.stream().timescale();
      boolean last = index + 1 == chunks.size();
      boolean tooShort = !last && !isAbove(PERCENT_MIN, lengthTicks + 1, clock);
      if (tooShort || isAbove(100, lengthTicks, clock)) {
        long smooth = Timescale.SMOOTH.rescaleFloor(lengthTicks, clock);
        throw new IllegalArgumentException(
            "chunks of %s: whole frames of %s make %s, which is not 85 to 100 %% of it"
                .formatted(millis(ticks), track.id(), millis(smooth)));
      }
    }
  }

  private static boolean isDivided(TrackInfo track) {
    return track.stream().kind() != StreamKind.TEXT && !track.level().fourCc().equals("JPEG");
  }

  private boolean isAbove(long percent, long lengthTicks, Timescale clock) {
    return Math.multiplyExact(100 * lengthTicks, Timescale.SMOOTH.ticksPerSecond())
        > Math.multiplyExact(percent * ticks, clock.ticksPerSecond());
  }

  private static String millis(long ticks) {
    return ticks / 10_000 + (ticks % 10_000 == 0 ? " ms" : "." + ticks % 10_000 / 1000 + " ms");
  }
}
