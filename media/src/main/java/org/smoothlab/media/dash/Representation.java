package org.smoothlab.media.dash;

import java.util.List;

/**
 * One bitrate of a set.
 *
 * @param id unique in its Period; no white space
 * @param bandwidthBps bits per second, at least 1
 * @param codecs as RFC 6381 names them; empty where the media type says all
 * @param form what its kind of media needs
 * @see "ISO/IEC 23009-1, 5.3.5"
 */
public record Representation(String id, long bandwidthBps, String codecs, Form form) {
  public Representation {
    if (bandwidthBps < 1) {
      throw new IllegalArgumentException("bandwidthBps is not positive: " + bandwidthBps);
    }
  }

  /** What a client chooses by. */
  public sealed interface Form {
    /**
     * @param width in pixels; 0 when unknown
     * @param height in pixels; 0 when unknown
     */
    record Picture(int width, int height) implements Form {}

    /**
     * @param samplingRateHz 0 when unknown
     * @param channels how many, as schemes of the field count them; empty when unknown
     */
    record Sound(int samplingRateHz, List<Descriptor> channels) implements Form {
      public Sound {
        channels = List.copyOf(channels);
      }
    }

    /** Captions: nothing to know. */
    record Text() implements Form {}
  }
}
