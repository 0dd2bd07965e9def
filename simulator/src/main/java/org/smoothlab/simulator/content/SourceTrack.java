package org.smoothlab.simulator.content;

import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;

/** A track that an encoder can send. */
public sealed interface SourceTrack permits ClipTrack, PresentationTrack {
  /** What a manifest says about this track. */
  TrackInfo info();

  /** The same track, its media time counted by another clock. */
  SourceTrack in(Timescale timescale);

  /**
   * The same track with another number.
   *
   * @param trackNumber {@code track_ID}, at least 1
   */
  SourceTrack numbered(int trackNumber);
}
