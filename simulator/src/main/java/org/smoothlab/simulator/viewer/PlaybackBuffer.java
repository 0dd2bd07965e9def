package org.smoothlab.simulator.viewer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is there to play, per stream, and how far playback has come. Times are media time in
 * nanoseconds. Playback needs every stream: it stands where the first of them ends.
 */
final class PlaybackBuffer {
  /**
   * Holes up to here are none: fragments of audio and video end at different samples, and rounding
   * moves them by a tick.
   */
  static final long JOIN_NANOS = 100_000_000;

  private final List<Deque<Range>> streams = new ArrayList<>();
  private Optional<Long> position = Optional.empty();
  private long playedNanos;

  private record Range(long startNanos, long endNanos) {}

  /** A jump over a hole. */
  record Jump(long fromNanos, long toNanos) {}

  PlaybackBuffer(int streamCount) {
    for (int count = 0; count < streamCount; count++) {
      streams.add(new ArrayDeque<>());
    }
  }

  /** Adds a fragment at the end of its stream's part. */
  void append(int stream, long startNanos, long endNanos) {
    Deque<Range> ranges = streams.get(stream);
    Range last = ranges.peekLast();
    if (last != null && startNanos - last.endNanos <= JOIN_NANOS) {
      ranges.removeLast();
      ranges.addLast(new Range(last.startNanos, Math.max(last.endNanos, endNanos)));
    } else {
      ranges.addLast(new Range(startNanos, endNanos));
    }
    if (position.isEmpty() && streams.stream().noneMatch(Deque::isEmpty)) {
      position = streams.stream().map(Deque::getFirst).map(Range::startNanos).max(Long::compareTo);
    }
  }

  /** Forgets all that was not played: playback will go on elsewhere. */
  void clear() {
    streams.forEach(Deque::clear);
    position = Optional.empty();
  }

  /** Where playback is; empty before every stream has something. */
  Optional<Long> positionNanos() {
    return position;
  }

  /** Sum of all that was played. */
  long playedNanos() {
    return playedNanos;
  }

  /** How long playback can go on without a hole. */
  long aheadNanos() {
    long ahead = Long.MAX_VALUE;
    for (Deque<Range> ranges : streams) {
      ahead = Math.min(ahead, aheadNanos(ranges));
    }
    return ahead;
  }

  /** How much of one stream is buffered from the playing position on, holes included. */
  long bufferedNanos(int stream) {
    Deque<Range> ranges = streams.get(stream);
    if (ranges.isEmpty()) {
      return 0;
    }
    long from = position.orElseGet(() -> ranges.getFirst().startNanos);
    return Math.max(0, ranges.getLast().endNanos - from);
  }

  /** Plays for at most {@code nanos}; less where the buffer runs dry. */
  void play(long nanos) {
    long step = Math.min(nanos, aheadNanos());
    if (position.isPresent() && step > 0) {
      position = Optional.of(position.get() + step);
      playedNanos += step;
      dropPlayed();
    }
  }

  /** At a hole behind which every dry stream goes on: jumps there. */
  Optional<Jump> jump() {
    if (position.isEmpty() || aheadNanos() > 0) {
      return Optional.empty();
    }
    long from = position.get();
    long to = from;
    for (Deque<Range> ranges : streams) {
      Optional<Range> next = ranges.stream().filter(range -> range.endNanos > from).findFirst();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      to = Math.max(to, next.get().startNanos);
    }
    position = Optional.of(to);
    dropPlayed();
    return Optional.of(new Jump(from, to));
  }

  private long aheadNanos(Deque<Range> ranges) {
    if (position.isEmpty()) {
      return 0;
    }
    for (Range range : ranges) {
      if (range.startNanos <= position.get() && range.endNanos > position.get()) {
        return range.endNanos - position.get();
      }
    }
    return 0;
  }

  private void dropPlayed() {
    for (Deque<Range> ranges : streams) {
      while (ranges.size() > 1 && ranges.getFirst().endNanos <= position.orElseThrow()) {
        ranges.removeFirst();
      }
    }
  }
}
