package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.box.ChunkJoin;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.server.origin.TrackEdge;
import org.smoothlab.server.origin.WholeLookup;

/**
 * The live edge of a track in parts: a part is a chunk. A part is called by when it starts, which
 * is where the one before it ends: so the next one has a name before it is there.
 *
 * @see "draft-pantos-hls-rfc8216bis, 4.4.4.9"
 */
final class HlsParts {
  /** As many target durations are told in parts. */
  static final int TARGET_COUNT = 3;

  private final HlsPlaylists.Track track;
  private final NavigableMap<Long, List<Chunk>> byNumber = new TreeMap<>();
  private final long lastNumber;
  private long endTicks;
  private boolean chunked;

  /**
   * @param cut the segments that are complete
   * @param grid on which they were cut
   * @param tailTicks how long the time is that is told in parts
   */
  private HlsParts(HlsPlaylists.Track track, HlsCuts.Cut cut, HlsCut grid, long tailTicks) {
    this.track = track;
    this.lastNumber = cut.segments().isEmpty() ? -1 : cut.segments().getLast().number();
    List<FragmentTime> times = cut.times();
    this.endTicks = times.isEmpty() ? Long.MIN_VALUE : times.getLast().endTicks();
    long fromTicks = endTicks - tailTicks;
    for (FragmentTime time : times) {
      if (time.endTicks() > fromTicks) {
        put(grid.numberOf(time), chunks(time));
      }
    }
    List<Chunk> growing = edge().growing();
    if (!growing.isEmpty()) {
      long startTicks = growing.getFirst().startTicks();
      long number = grid.numberOf(new FragmentTime(startTicks, growing.getFirst().durationTicks()));
      // What comes behind a hole is told when it is known where the hole ends.
      if (number == lastNumber + 1) {
        put(number, growing);
        endTicks = growing.getLast().endTicks();
        chunked = true;
      }
    }
  }

  /** Empty when the newest fragments did not come in chunks, or no segment is complete. */
  static Optional<HlsParts> of(
      HlsPlaylists.Track track, HlsCuts.Cut cut, HlsCut grid, long tailTicks) {
    HlsParts parts = new HlsParts(track, cut, grid, tailTicks);
    return parts.chunked && parts.lastNumber >= 0 ? Optional.of(parts) : Optional.empty();
  }

  private void put(long number, List<Chunk> chunks) {
    byNumber.computeIfAbsent(number, _ -> new ArrayList<>()).addAll(chunks);
  }

  private TrackEdge edge() {
    return track.timeline().whole().edge(track.info().id());
  }

  /** None of what did not come in chunks, or is in memory no more. */
  private List<Chunk> chunks(FragmentTime time) {
    List<Chunk> chunks = chunks(track, time.startTicks());
    if (chunks.size() < 2) {
      return List.of();
    }
    chunked = true;
    return chunks;
  }

  private static List<Chunk> chunks(HlsPlaylists.Track track, long startTicks) {
    WholeLookup lookup =
        track.timeline().whole().find(track.info().level().bitrateBps(), List.of(), startTicks);
    return lookup instanceof WholeLookup.Found(_, Fragment fragment, _)
        ? split(fragment)
        : List.of();
  }

  /** Whether a fragment did. */
  static boolean cameInChunks(Fragment fragment) {
    return split(fragment).size() > 1;
  }

  /** The longest of the chunks in which a fragment came. */
  static long longestTicks(Fragment fragment) {
    return split(fragment).stream().mapToLong(Chunk::durationTicks).max().orElse(0);
  }

  private static List<Chunk> split(Fragment fragment) {
    try {
      return ChunkJoin.split(fragment);
    } catch (MediaException e) {
      throw new AssertionError("the session takes only what can be split", e);
    }
  }

  /** Media sequence number of the newest segment that is complete. */
  long lastNumber() {
    return lastNumber;
  }

  /** The parts of each segment that has any, also of the one that is not complete. */
  NavigableMap<Long, List<Chunk>> byNumber() {
    return Collections.unmodifiableNavigableMap(byNumber);
  }

  private List<Chunk> pending() {
    return byNumber.getOrDefault(lastNumber + 1, List.of());
  }

  /** Number of the newest segment that there is anything of. */
  long newestNumber() {
    return pending().isEmpty() ? lastNumber : lastNumber + 1;
  }

  /** Index of the newest part in it; -1 when it is not told in parts. */
  int newestPart() {
    return byNumber.getOrDefault(newestNumber(), List.of()).size() - 1;
  }

  /** Where the next part begins. */
  long nextTicks() {
    return endTicks;
  }

  /** The longest part that there is. */
  long longestNanos() {
    long ticks = 0;
    for (List<Chunk> chunks : byNumber.values()) {
      for (Chunk chunk : chunks) {
        ticks = Math.max(ticks, chunk.durationTicks());
      }
    }
    return Timescale.NANOS.rescaleFloor(ticks, track.clock());
  }

  /** The part that begins there. */
  Optional<Chunk> find(long startTicks) {
    for (List<Chunk> chunks : byNumber.values()) {
      for (Chunk chunk : chunks) {
        if (chunk.startTicks() == startTicks) {
          return Optional.of(chunk);
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the playlist tells of what a request waits for. */
  boolean satisfies(HlsReload reload) {
    if (reload.part() < 0 || reload.number() < lastNumber) {
      return reload.number() <= lastNumber;
    }
    if (reload.number() == lastNumber) {
      // Behind the last part of a segment comes the first of the next one.
      return reload.part() < byNumber.getOrDefault(lastNumber, List.of()).size()
          || !pending().isEmpty();
    }
    return reload.number() == lastNumber + 1 && reload.part() < pending().size();
  }

  /** Whether a request asks for what is too far ahead to be waited for. */
  boolean isTooFar(HlsReload reload, long partTargetNanos) {
    if (reload.number() > newestNumber() + 2) {
      return true;
    }
    long limit =
        partTargetNanos > 0 && partTargetNanos < 1_000_000_000L
            ? Math.ceilDiv(3_000_000_000L, partTargetNanos)
            : 3;
    return reload.number() == newestNumber() && reload.part() > newestPart() + limit;
  }
}
