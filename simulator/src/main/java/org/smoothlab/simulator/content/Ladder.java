package org.smoothlab.simulator.content;

import java.util.List;
import org.smoothlab.media.Timescale;

/**
 * Which sizes and bitrates a clip has and how long it is. The picture runs at 25 frames a second
 * with a key frame at every 50th, the sound is AAC-LC at 48 kHz in stereo.
 *
 * @param rungs highest bitrate first, as in a manifest; 1..16
 * @param audioBitrateBps in 32000..320000
 * @param loopSeconds length of the picture's loop: even, and a divisor of a day, so that a loop
 *     that is played since midnight begins at every midnight
 */
public record Ladder(List<Rung> rungs, int audioBitrateBps, int loopSeconds) {
  /** Frames of picture in a second. */
  public static final int FRAMES_PER_SECOND = 25;

  /** Frames from one key frame to the next: two seconds. */
  public static final int GOP_FRAMES = 50;

  /** Two seconds of media, the shortest fragment that can be cut. */
  public static final long GOP_TICKS =
      GOP_FRAMES * Timescale.SMOOTH.ticksPerSecond() / FRAMES_PER_SECOND;

  private static final int SECONDS_OF_A_DAY = 86_400;
  private static final int LOOP_SECONDS_MAX = 120;

  public Ladder {
    rungs = List.copyOf(rungs);
    if (rungs.isEmpty() || rungs.size() > 16) {
      throw new IllegalArgumentException("rungs out of 1..16: " + rungs.size());
    }
    for (int level = 1; level < rungs.size(); level++) {
      if (rungs.get(level).bitrateBps() >= rungs.get(level - 1).bitrateBps()) {
        throw new IllegalArgumentException("rungs do not fall in bitrate: " + rungs);
      }
    }
    if (audioBitrateBps < 32_000 || audioBitrateBps > 320_000) {
      throw new IllegalArgumentException(
          "audioBitrateBps out of 32000..320000: " + audioBitrateBps);
    }
    if (loopSeconds < 2
        || loopSeconds > LOOP_SECONDS_MAX
        || loopSeconds % 2 != 0
        || SECONDS_OF_A_DAY % loopSeconds != 0) {
      throw new IllegalArgumentException(
          "loopSeconds is odd, no divisor of a day, or out of 2..120: " + loopSeconds);
    }
  }

  /** What the demonstration shows: 720p, 360p and 180p in a loop of 20 s. */
  public static Ladder standard() {
    return new Ladder(
        List.of(
            new Rung(1280, 720, 2_400_000),
            new Rung(640, 360, 800_000),
            new Rung(320, 180, 250_000)),
        128_000,
        20);
  }

  /** Two small pictures, encoded in about a second: for tests and large simulated worlds. */
  public static Ladder small() {
    return new Ladder(List.of(new Rung(320, 180, 300_000), new Rung(160, 90, 100_000)), 64_000, 20);
  }

  /** Frames of picture in one loop. */
  public int frameCount() {
    return loopSeconds * FRAMES_PER_SECOND;
  }

  /** Length of the picture's loop in ticks of {@link Timescale#SMOOTH}. */
  public long loopTicks() {
    return loopSeconds * Timescale.SMOOTH.ticksPerSecond();
  }
}
