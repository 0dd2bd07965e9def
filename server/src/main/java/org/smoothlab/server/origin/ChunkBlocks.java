package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.smooth.ChunkBlock;
import org.smoothlab.media.smooth.SmoothManifest;

/**
 * The text of a run's fragments as its manifests tell them, in blocks that all versions share: with
 * a new fragment only the chunks at both ends of the window are written anew, however long it is.
 *
 * <p>A block holds {@link #BLOCK_COUNT} fragments of one stream, counted from the first that its
 * run published, and before that down below zero. It is written when a fragment behind it is
 * published, for then only what fills a hole can change it, and forgotten when its first fragment
 * leaves the window. What fills a hole moves the numbers before it: the blocks there are written
 * anew. Immutable.
 */
final class ChunkBlocks {
  /**
   * Chunks of a block: about 10 kB of text. At most twice as many are written for a new version;
   * the manifest of a day of fragments of two seconds has 84 for each stream.
   */
  static final int BLOCK_COUNT = 512;

  private final Kind kind;
  private final Map<String, Blocks> byStream;

  /** What blocks must have in common to be shared. */
  record Kind(long runNumber, SmoothManifest.Version version) {}

  /**
   * Blocks of one stream.
   *
   * @param firstNumber number of the first; those behind it follow without a hole
   */
  private record Blocks(long firstNumber, List<Written> blocks) {
    static final Blocks NONE = new Blocks(0, List.of());

    Optional<Written> find(long number) {
      return number >= firstNumber && number - firstNumber < blocks.size()
          ? Optional.of(blocks.get((int) (number - firstNumber)))
          : Optional.empty();
    }
  }

  /** A block, and what it was made of. */
  private record Written(ChunkBlock block, Bounds bounds) {}

  /**
   * By these a block is known again: nothing leaves the middle of a window, so if both ends are
   * where they were, all between them is.
   *
   * @param beforeTicks where the chunk before it ends
   */
  private record Bounds(long beforeTicks, FragmentTime first, FragmentTime last) {
    static Bounds of(Timeline timeline, int from) {
      return new Bounds(
          timeline.windowTime(from - 1).endTicks(),
          timeline.windowTime(from),
          timeline.windowTime(from + BLOCK_COUNT - 1));
    }
  }

  /**
   * A stream's window, cut.
   *
   * @param first chunks before the first block
   * @param rest the blocks, and the chunks behind them
   */
  record Cut(List<FragmentTime> first, ChunkBlock.Continuation rest) {}

  /** Chunks of a window, and how to write them. */
  record Cuts(ChunkBlocks blocks, List<Cut> byTimeline) {}

  private ChunkBlocks(Kind kind, Map<String, Blocks> byStream) {
    this.kind = kind;
    this.byStream = byStream;
  }

  /** Without any block. */
  static ChunkBlocks none(Kind kind) {
    return new ChunkBlocks(kind, Map.of());
  }

  Kind kind() {
    return kind;
  }

  /** Cuts the windows of these streams, writing what blocks are missing. */
  Cuts cut(List<Timeline> timelines) {
    Map<String, Blocks> next = new HashMap<>();
    List<Cut> cuts = new ArrayList<>();
    for (Timeline timeline : timelines) {
      Blocks blocks = blocks(timeline);
      next.put(timeline.stream().name(), blocks);
      cuts.add(cut(timeline, blocks));
    }
    return new Cuts(new ChunkBlocks(kind, next), cuts);
  }

  private static Cut cut(Timeline timeline, Blocks blocks) {
    long start = timeline.windowStart();
    int size = timeline.windowSize();
    if (blocks.blocks.isEmpty()) {
      return new Cut(timeline.windowTimes(0, size), ChunkBlock.Continuation.NONE);
    }
    int firstEnd = (int) (blocks.firstNumber * BLOCK_COUNT - start);
    int lastStart = firstEnd + blocks.blocks.size() * BLOCK_COUNT;
    return new Cut(
        timeline.windowTimes(0, firstEnd),
        new ChunkBlock.Continuation(
            blocks.blocks.stream().map(Written::block).toList(),
            timeline.windowTimes(lastStart, size)));
  }

  private Blocks blocks(Timeline timeline) {
    long start = timeline.windowStart();
    // What begins a window must tell its time, which it need not in the middle of one: so the block
    // at the edge is always written anew, and so is the last one, which may still grow.
    long firstNumber = Math.floorDiv(start, BLOCK_COUNT) + 1;
    long endNumber = Math.floorDiv(start + timeline.windowSize() - 1, BLOCK_COUNT);
    boolean shownWhole = timeline.stream().sparse().manifestOutput();
    if (shownWhole || endNumber <= firstNumber) {
      return Blocks.NONE;
    }
    Blocks known = byStream.getOrDefault(timeline.stream().name(), Blocks.NONE);
    List<Written> blocks = new ArrayList<>((int) (endNumber - firstNumber));
    for (long number = firstNumber; number < endNumber; number++) {
      int from = (int) (number * BLOCK_COUNT - start);
      Bounds bounds = Bounds.of(timeline, from);
      blocks.add(
          known
              .find(number)
              .filter(block -> block.bounds.equals(bounds))
              .orElseGet(() -> new Written(write(timeline, from), bounds)));
    }
    return new Blocks(firstNumber, List.copyOf(blocks));
  }

  private ChunkBlock write(Timeline timeline, int from) {
    List<FragmentTime> times = timeline.windowTimes(from - 1, from + BLOCK_COUNT);
    return ChunkBlock.write(
        times.subList(1, times.size()), times.getFirst().endTicks(), kind.version);
  }
}
