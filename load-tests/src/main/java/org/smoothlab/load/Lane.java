package org.smoothlab.load;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.smooth.StreamIndex;

/**
 * One stream as one viewer follows it.
 *
 * @param stream as the manifest of this moment tells it
 * @param levelIndex which quality level is fetched
 * @param ahead what is known and not yet fetched, next one first; the end of it may be announced
 *     only
 * @param fetchedStartTicks start of the newest fragment that was fetched; -1 before the first
 */
record Lane(StreamIndex stream, int levelIndex, List<FragmentTime> ahead, long fetchedStartTicks) {
  /** How far behind the end of the manifest a viewer begins; what GStreamer does. */
  private static final int START_FRAGMENTS_BEHIND = 3;

  Lane {
    ahead = List.copyOf(ahead);
  }

  static Lane join(StreamIndex stream, int levelIndex) {
    List<FragmentTime> chunks = stream.chunks();
    int first = Math.max(0, chunks.size() - START_FRAGMENTS_BEHIND);
    return new Lane(stream, levelIndex, chunks.subList(first, chunks.size()), -1);
  }

  StreamKind kind() {
    return stream.info().kind();
  }

  FragmentTime next() {
    return ahead.getFirst();
  }

  /** Relative to the manifest. */
  String nextUrl() {
    QualityLevel level = stream.levels().get(levelIndex);
    return stream.url().expand(level.bitrateBps(), level.customAttributes(), next().startTicks());
  }

  /** Whether the next one is later than what the manifest had: it may not be published yet. */
  boolean nextIsOnlyAnnounced() {
    return next().startTicks() > stream.chunks().getLast().startTicks();
  }

  /** When {@code ticks} is on the clock of all lanes. */
  long mediaNanos(long ticks) {
    return Timescale.NANOS.rescaleFloor(ticks, stream.info().timescale());
  }

  /** The same with the next fragment fetched and what it announces learned. */
  Lane fetched(FragmentAnswer answer) {
    List<FragmentTime> rest = new ArrayList<>(ahead.subList(1, ahead.size()));
    long lastKnown = rest.isEmpty() ? next().startTicks() : rest.getLast().startTicks();
    addLater(rest, answer.following(), lastKnown);
    return new Lane(stream, levelIndex, rest, next().startTicks());
  }

  /** The same without the next fragment: it could not be had. */
  Lane skipped() {
    return new Lane(stream, levelIndex, ahead.subList(1, ahead.size()), next().startTicks());
  }

  /** The same stream from a newer manifest, at another quality level. */
  Lane refreshed(StreamIndex newer, int newLevelIndex) {
    List<FragmentTime> known = new ArrayList<>(ahead);
    long lastKnown = known.isEmpty() ? fetchedStartTicks : known.getLast().startTicks();
    addLater(known, newer.chunks(), lastKnown);
    return new Lane(newer, newLevelIndex, known, fetchedStartTicks);
  }

  private static void addLater(
      List<FragmentTime> known, List<FragmentTime> candidates, long lastKnownStartTicks) {
    for (FragmentTime candidate : candidates) {
      if (candidate.startTicks() > lastKnownStartTicks) {
        known.add(candidate);
      }
    }
  }
}
