package org.smoothlab.simulator.encoder;

/** Something that goes wrong at an encoder. Times count from its start. */
public sealed interface EncoderFault {
  /** A fault that comes at a moment. */
  sealed interface Timed extends EncoderFault {
    /** When it comes. */
    long atNanos();
  }

  /**
   * The first connection of a POST breaks when so many bytes of its body have been sent, wherever
   * in a box that is. The encoder reconnects.
   *
   * @param postIndex which POST, from 0
   * @param bodyBytes 0 or more
   */
  record BreakAfter(int postIndex, long bodyBytes) implements EncoderFault {}

  /**
   * All connections break, and none can be made for a while; then the encoder reconnects.
   *
   * @param outageNanos 0 or more
   */
  record Outage(long atNanos, long outageNanos) implements Timed {}

  /**
   * The encoder dies and starts anew after a while: it does not remember what it has sent, so
   * nothing is sent again, and fragments are numbered from 1.
   *
   * @param downNanos 0 or more
   * @param times on which timeline it goes on
   */
  record Restart(long atNanos, long downNanos, Times times) implements Timed {
    /** The timeline after a restart. */
    public enum Times {
      /** The same: what was captured meanwhile is missing. */
      CONTINUE,

      /** A new one, from the programme's first media time: an operator's error. */
      BEGIN_AGAIN
    }
  }

  /**
   * Nothing is sent for a while, the connections stay.
   *
   * @param lengthNanos 0 or more
   */
  record Stall(long atNanos, long lengthNanos) implements Timed {}

  /**
   * The encoder's clock is set: fragments that begin to be captured after it are written with times
   * that are so much later or earlier. Pictures and sound go on as before, at the same pace.
   *
   * @param byNanos how far, counted in whole ticks of 100 ns; below 0 for back
   */
  record ClockStep(long atNanos, long byNanos) implements Timed {}

  /**
   * From now on the encoder's clock runs faster or slower, as much as its pace says and this:
   * fragments come earlier or later than they should, with times that tell nothing of it.
   *
   * @param byPpm millionths, below 0 for slower, 0 for right again; -900000..1000000
   */
  record ClockDrift(long atNanos, long byPpm) implements Timed {
    public ClockDrift {
      if (byPpm < -900_000 || byPpm > 1_000_000) {
        throw new IllegalArgumentException("byPpm out of -900000..1000000: " + byPpm);
      }
    }
  }

  /**
   * Fragments of every track are left out, as by the Push Encoder's {@code /skip}.
   *
   * @param first index of the first, 0 is the programme's first fragment
   * @param last index of the last, which is left out too
   */
  record Skip(long first, long last) implements EncoderFault {}

  /** At the end no {@code mfra}; the request ends well. As the Push Encoder's {@code /noEOS}. */
  record NoEndOfStream() implements EncoderFault {}

  /** At the end no {@code mfra}, and the connection is reset. */
  record ResetAtEnd() implements EncoderFault {}

  /** At the end of POSTs with sparse tracks only, no {@code mfra}: {@code /noSparseEOS}. */
  record NoSparseEndOfStream() implements EncoderFault {}

  /** No LiveServerManifestBox in front of {@code moov}. */
  record NoManifestBox() implements EncoderFault {}

  /**
   * No {@code ftyp} and no {@code moov}, to be refused. As the Push Encoder's {@code /noHeader};
   * what else opens a POST is still there.
   */
  record NoHeader() implements EncoderFault {}
}
