package org.smoothlab.server.origin;

import java.util.List;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/**
 * What a source says about itself before its fragments.
 *
 * @param tracks what it will deliver
 * @param expectedStreamIds stream ids that must have come before the run begins; usually empty
 * @param header the boxes that said it, whole and as they came, for other servers; empty when there
 *     were none
 * @see "[MS-SSTR] 2.2.7.2 StreamManifestBox and 2.2.7.3 LiveServerManifestBox"
 */
public record Announcement(
    List<TrackInfo> tracks, List<String> expectedStreamIds, List<Slice> header) {
  public Announcement {
    tracks = List.copyOf(tracks);
    expectedStreamIds = List.copyOf(expectedStreamIds);
    header = List.copyOf(header);
  }

  /** Without boxes that others could be sent. */
  public Announcement(List<TrackInfo> tracks, List<String> expectedStreamIds) {
    this(tracks, expectedStreamIds, List.of());
  }
}
