package org.smoothlab.simulator.content;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How many pictures there are in a second: {@code 30000/1001} for what is called 29.97.
 *
 * @param frames above 0
 * @param seconds in which there are so many, above 0
 */
record FrameRate(long frames, long seconds) {
  static final FrameRate DEFAULT = new FrameRate(25, 1);

  /** What programmes are made in; one that has no steady rate gets the next of these. */
  private static final List<FrameRate> USUAL =
      List.of(
          new FrameRate(10, 1),
          new FrameRate(15, 1),
          new FrameRate(24_000, 1001),
          new FrameRate(24, 1),
          new FrameRate(25, 1),
          new FrameRate(30_000, 1001),
          new FrameRate(30, 1),
          new FrameRate(50, 1),
          new FrameRate(60_000, 1001),
          new FrameRate(60, 1));

  private static final FrameRate MAX = USUAL.getLast();
  private static final FrameRate MIN = new FrameRate(1, 1);
  private static final long STEADY_PARTS = 100;

  FrameRate {
    if (frames < 1 || seconds < 1) {
      throw new IllegalArgumentException("frame rate " + frames + "/" + seconds);
    }
  }

  /** Reads FFmpeg's {@code a/b}; empty for {@code 0/0}, which is not known. */
  static Optional<FrameRate> read(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2 || !text.matches("\\d{1,9}/\\d{1,9}")) {
      return Optional.empty();
    }
    long frames = Long.parseLong(parts[0]);
    long seconds = Long.parseLong(parts[1]);
    return frames < 1 || seconds < 1
        ? Optional.empty()
        : Optional.of(new FrameRate(frames, seconds));
  }

  /**
   * The rate in which pictures are sent: that of the file if it is steady, else the usual one that
   * is next to its average; at most 60 a second, and at least one.
   *
   * @param average over the whole file, if it is known
   * @param least in which all times of the file can be told, if it is known
   */
  static FrameRate steady(Optional<FrameRate> average, Optional<FrameRate> least) {
    if (average.isEmpty()) {
      return least.filter(rate -> rate.compareTo(MAX) <= 0).orElse(DEFAULT).atLeast();
    }
    FrameRate mean = average.get();
    FrameRate chosen = least.filter(rate -> rate.isNear(mean)).orElseGet(() -> nextUsual(mean));
    while (chosen.compareTo(MAX) > 0) {
      chosen = new FrameRate(chosen.frames, chosen.seconds * 2);
    }
    return chosen.atLeast();
  }

  private FrameRate atLeast() {
    return compareTo(MIN) < 0 ? MIN : this;
  }

  private static FrameRate nextUsual(FrameRate mean) {
    return USUAL.stream().min(Comparator.comparingLong(mean::distance)).orElseThrow();
  }

  private long distance(FrameRate other) {
    return Math.abs(perMillionSeconds() - other.perMillionSeconds());
  }

  private boolean isNear(FrameRate other) {
    return distance(other) * STEADY_PARTS <= other.perMillionSeconds();
  }

  private int compareTo(FrameRate other) {
    return Long.compare(frames * other.seconds, other.frames * seconds);
  }

  private long perMillionSeconds() {
    return frames * 1_000_000 / seconds;
  }

  /** The frames that begin in so many seconds, from one that begins with them. */
  int framesIn(int wholeSeconds) {
    return Math.toIntExact(Math.ceilDiv(wholeSeconds * frames, seconds));
  }

  /** How long so many frames last, rounded down to ticks of so many a second. */
  long ticks(long frameCount, long ticksPerSecond) {
    return Math.multiplyExact(frameCount * seconds, ticksPerSecond) / frames;
  }

  /** For people: {@code 25}, or {@code 29.97}. */
  String inWords() {
    return BigDecimal.valueOf(frames)
        .divide(BigDecimal.valueOf(seconds), 2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  @Override
  public String toString() {
    return frames + "/" + seconds;
  }
}
