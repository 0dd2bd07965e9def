package org.smoothlab.simulator.content;

/**
 * The sound of the clip: a beep of 80 ms and 1 kHz on every full second, when the square flashes,
 * over quiet chords of two seconds each. It repeats every {@link #PERIOD_SECONDS}.
 */
final class TestTone {
  /** Samples per second and channel. */
  static final int RATE_HZ = 48_000;

  /** The shortest time that is whole in seconds, in AAC frames (375) and in key frames (4). */
  static final int PERIOD_SECONDS = 8;

  private static final int BEEP_SAMPLES = RATE_HZ * 80 / 1000;
  private static final int BEEP_HZ = 1000;
  private static final double BEEP_LEVEL = 0.4;
  private static final double BEEP_EDGE_SAMPLES = RATE_HZ * 2 / 1000.0;
  private static final int CHORD_SAMPLES = 2 * RATE_HZ;
  private static final double CHORD_NOTE_LEVEL = 0.012;
  private static final double CHORD_EDGE_SAMPLES = RATE_HZ * 0.3;

  // A minor, F, C, G: three notes each.
  private static final double[][] CHORDS_HZ = {
    {220.00, 261.63, 329.63},
    {174.61, 220.00, 261.63},
    {196.00, 261.63, 329.63},
    {196.00, 246.94, 293.66}
  };

  private final double pitch;

  /**
   * @param voice 0 is the clip's own; each further one is half as high again, so that ears and
   *     meters tell languages apart
   */
  TestTone(int voice) {
    this.pitch = 1 + voice / 2.0;
  }

  /** The sample at {@code index}, counted from the loop's beginning; in -1..1. */
  float sample(long index) {
    int inPeriod = (int) Math.floorMod(index, (long) PERIOD_SECONDS * RATE_HZ);
    return (float) (beep(inPeriod % RATE_HZ) + chord(inPeriod));
  }

  private double beep(int inSecond) {
    if (inSecond >= BEEP_SAMPLES) {
      return 0;
    }
    double edge = fade(inSecond, BEEP_SAMPLES, BEEP_EDGE_SAMPLES);
    return BEEP_LEVEL * edge * Math.sin(2 * Math.PI * pitch * BEEP_HZ * inSecond / RATE_HZ);
  }

  private double chord(int inPeriod) {
    int inChord = inPeriod % CHORD_SAMPLES;
    double sum = 0;
    for (double noteHz : CHORDS_HZ[inPeriod / CHORD_SAMPLES]) {
      sum += Math.sin(2 * Math.PI * pitch * noteHz * inChord / RATE_HZ);
    }
    return CHORD_NOTE_LEVEL * sum * fade(inChord, CHORD_SAMPLES, CHORD_EDGE_SAMPLES);
  }

  private static double fade(int at, int length, double edge) {
    return Math.min(1, Math.min(at, length - at) / edge);
  }
}
