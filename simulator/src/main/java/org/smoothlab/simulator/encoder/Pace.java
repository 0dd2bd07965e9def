package org.smoothlab.simulator.encoder;

/** How fast fragments are sent. */
public sealed interface Pace {
  /** The pace of a real encoder whose clock is right, a fragment at a time. */
  Pace REAL = new Paced(1_000_000, false);

  /**
   * A fragment goes out when its last sample would have been captured.
   *
   * @param partsPerMillion rate of the encoder's clock: 1000000 is real time, 999000 is the Push
   *     Encoder's {@code /rate:0.999}, 10000000 hurries; 100000..1000000000
   * @param dribbled whether a fragment's bytes are spread over the time of its capture, the last of
   *     them going out at its end, instead of all of them then; meant for POSTs of one track, since
   *     the fragments of a POST come one after the other
   */
  record Paced(int partsPerMillion, boolean dribbled) implements Pace {
    public Paced {
      if (partsPerMillion < 100_000 || partsPerMillion > 1_000_000_000) {
        throw new IllegalArgumentException(
            "partsPerMillion out of 100000..1000000000: " + partsPerMillion);
      }
    }
  }

  /** As fast as the other side reads. */
  record Unpaced() implements Pace {}
}
