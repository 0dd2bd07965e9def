package org.smoothlab.media.box;

import java.util.Map;

/**
 * How large a top-level box may be.
 *
 * @param maxBytesByType limit of a whole box of that type, in bytes
 * @param otherMaxBytes limit of boxes of every other type
 */
public record BoxLimits(Map<BoxType, Long> maxBytesByType, long otherMaxBytes) {
  /**
   * For live streams: 64 MiB of samples (10 s at 50 Mb/s), 4 MiB of headers and manifests, 1 MiB of
   * everything else.
   */
  public static final BoxLimits LIVE =
      new BoxLimits(
          Map.of(
              MdatBox.TYPE,
              64L << 20,
              BoxType.of("moov"),
              4L << 20,
              BoxType.uuid("a5d40b30-e814-11dd-ba2f-0800200c9a66"),
              4L << 20),
          1L << 20);

  public BoxLimits {
    maxBytesByType = Map.copyOf(maxBytesByType);
    if (otherMaxBytes < BoxHeader.BYTES_MIN) {
      throw new IllegalArgumentException("otherMaxBytes below a header: " + otherMaxBytes);
    }
  }

  /** The limit of a box of {@code type}, in bytes. */
  public long maxBytes(BoxType type) {
    return maxBytesByType.getOrDefault(type, otherMaxBytes);
  }
}
