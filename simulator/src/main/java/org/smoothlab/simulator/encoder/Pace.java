package org.smoothlab.simulator.encoder;

/** How fast fragments are sent. */
public sealed interface Pace {
  /** The pace of a real encoder whose clock is right, a fragment at a time. */
  Pace REAL = new Paced(1000, false);

  /**
   * A fragment goes out when its last sample would have been captured.
   *
   * @param permille rate of the encoder's clock, 1000 is real time; 999 drifts, 10000 hurries
   * @param dribbled whether a fragment's bytes are spread over the time of its capture, the last of
   *     them going out at its end, instead of all of them then; meant for POSTs of one track, since
   *     the fragments of a POST come one after the other
   */
  record Paced(int permille, boolean dribbled) implements Pace {
    public Paced {
      if (permille < 100 || permille > 1_000_000) {
        throw new IllegalArgumentException("permille out of 100..1000000: " + permille);
      }
    }
  }

  /** As fast as the other side reads. */
  record Unpaced() implements Pace {}
}
