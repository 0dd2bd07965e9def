package org.smoothlab.simulator.encoder;

import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

/** What an encoder has to tell. Stream ids are those of its POSTs. */
public sealed interface EncoderReport {
  /** The POST whose report this is. */
  String streamId();

  /**
   * The header has left.
   *
   * @param attempt 1 for the first connection
   */
  record Announced(String streamId, int attempt) implements EncoderReport {}

  /**
   * A chunk of a fragment has left to its last byte; told only of what is sent in chunks. The
   * fragment's own report follows that of its last chunk.
   *
   * @param time as on the wire, in the track's own timescale
   * @param sizeBytes of its boxes
   */
  record ChunkSent(String streamId, TrackId track, FragmentTime time, long sizeBytes)
      implements EncoderReport {}

  /**
   * A fragment has left to its last byte.
   *
   * @param time as on the wire, in the track's own timescale
   * @param sizeBytes of its boxes
   */
  record FragmentSent(String streamId, TrackId track, FragmentTime time, long sizeBytes)
      implements EncoderReport {}

  /**
   * Fragments are left out: asked for by a fault, lost in a restart, or too old after an outage.
   *
   * @param fragmentCount at least 1
   */
  record FragmentsLeftOut(String streamId, TrackId track, long fragmentCount, String why)
      implements EncoderReport {}

  /** A connection is gone; the next attempt comes after {@code waitNanos}. */
  record Reconnecting(String streamId, String why, long waitNanos) implements EncoderReport {}

  /** A planned fault has broken the connection. */
  record Broken(String streamId, String why) implements EncoderReport {}

  /** The server does not want the stream; there is no further attempt. */
  record Refused(String streamId, int status, String body) implements EncoderReport {}

  /** The stream is over as planned, answered with this status; 0 if no answer was waited for. */
  record Ended(String streamId, int status) implements EncoderReport {}
}
