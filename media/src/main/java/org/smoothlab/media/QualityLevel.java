package org.smoothlab.media;

import java.util.List;
import org.smoothlab.media.bytes.Slice;

/**
 * One bitrate of a stream, as a manifest tells it.
 *
 * @param bitrateBps in 0..2^32-1, average bits per second; the key in fragment URLs
 * @param fourCc {@code H264}, {@code AACL} …; empty when unknown
 * @param codecPrivateData the codec's own header; empty when the codec needs none or it is unknown
 * @param format what the kind of stream needs
 * @param customAttributes in the order of the manifest
 * @see "[MS-SSTR] 2.2.2.5 TrackElement"
 */
public record QualityLevel(
    long bitrateBps,
    String fourCc,
    Slice codecPrivateData,
    MediaFormat format,
    List<CustomAttribute> customAttributes) {
  public QualityLevel {
    if (bitrateBps < 0 || bitrateBps > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("bitrateBps out of 0..2^32-1: " + bitrateBps);
    }
    customAttributes = List.copyOf(customAttributes);
  }
}
