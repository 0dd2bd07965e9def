package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.Chunk;

/**
 * The fragment of a track that is still arriving. The first source that has a chunk gives it; when
 * that source breaks off, a twin of it goes on where the next chunk fits. Bounded by what sessions
 * put together: one fragment for each of them, and only the newest is kept.
 */
final class Growing {
  private List<Chunk> chunks = List.of();
  private boolean orphaned;
  private long wholeEndTicks = Long.MIN_VALUE / 2;

  /**
   * Takes a chunk, unless it is known or does not fit.
   *
   * @return whether it was taken
   */
  boolean offer(Chunk chunk) {
    long toleranceTicks = toleranceTicks(chunk);
    boolean taken;
    if (chunk.index() == 0) {
      taken =
          chunk.startTicks() >= wholeEndTicks - toleranceTicks
              && (chunks.isEmpty()
                  || chunk.startTicks() > chunks.getFirst().startTicks() + toleranceTicks);
      chunks = taken ? List.of() : chunks;
    } else {
      taken =
          !chunks.isEmpty()
              && FrameTolerance.near(
                  chunk.startTicks(), chunks.getLast().endTicks(), toleranceTicks)
              && FrameTolerance.near(
                  chunk.wholeStartTicks(), chunks.getFirst().startTicks(), toleranceTicks);
    }
    if (taken) {
      List<Chunk> more = new ArrayList<>(chunks);
      more.add(chunk);
      chunks = List.copyOf(more);
      orphaned = false;
    }
    return taken;
  }

  /** Half a sample: encoders round. */
  private static long toleranceTicks(Chunk chunk) {
    return chunk.durationTicks() / Math.max(1, chunk.fragment().samples().count()) / 2;
  }

  /** A whole fragment has been taken: what is not newer than it is not growing any more. */
  void passed(FragmentTime whole) {
    wholeEndTicks = Math.max(wholeEndTicks, whole.endTicks());
    if (!chunks.isEmpty()
        && chunks.getFirst().startTicks() < wholeEndTicks - toleranceTicks(chunks.getFirst())) {
      chunks = List.of();
    }
  }

  /** Nobody is there who could send the rest. */
  void orphan() {
    orphaned = true;
  }

  boolean isOrphaned() {
    return orphaned;
  }

  /** How much memory that takes, about. */
  long memoryBytes() {
    return chunks.stream()
        .mapToLong(chunk -> PublishedFragment.memoryBytes(chunk.fragment()))
        .sum();
  }

  /** What has come, in order. */
  List<Chunk> chunks() {
    return chunks;
  }
}
