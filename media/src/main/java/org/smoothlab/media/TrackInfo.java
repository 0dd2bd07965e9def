package org.smoothlab.media;

/**
 * One track as an encoder announces it.
 *
 * @param trackNumber {@code track_ID} in the announce and in each {@code tfhd}, at least 1
 * @param stream what it shares with the other tracks of its stream
 * @param level what is its own
 */
public record TrackInfo(int trackNumber, StreamInfo stream, QualityLevel level) {
  /** The track's name on the publishing point. */
  public TrackId id() {
    return new TrackId(stream.name(), level.bitrateBps());
  }
}
