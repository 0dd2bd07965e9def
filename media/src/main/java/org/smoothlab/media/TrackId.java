package org.smoothlab.media;

/**
 * The name of a track on its publishing point: fragments of redundant encoders meet here.
 *
 * @param streamName name of the {@code StreamIndex}
 * @param bitrateBps the announced bitrate, which is also the key in fragment URLs
 */
public record TrackId(String streamName, long bitrateBps) {
  @Override
  public String toString() {
    return streamName + "@" + bitrateBps;
  }
}
