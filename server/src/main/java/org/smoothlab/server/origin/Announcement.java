package org.smoothlab.server.origin;

import java.util.List;
import org.smoothlab.media.TrackInfo;

/**
 * What a source says about itself before its fragments.
 *
 * @param tracks what it will deliver
 * @param expectedStreamIds stream ids that must have come before the run begins; usually empty
 * @see "[MS-SSTR] 2.2.7.2 StreamManifestBox and 2.2.7.3 LiveServerManifestBox"
 */
public record Announcement(List<TrackInfo> tracks, List<String> expectedStreamIds) {
  public Announcement {
    tracks = List.copyOf(tracks);
    expectedStreamIds = List.copyOf(expectedStreamIds);
  }
}
