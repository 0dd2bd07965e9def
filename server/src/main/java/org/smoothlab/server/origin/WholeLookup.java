package org.smoothlab.server.origin;

import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;

/** What a timeline has at a time for deliveries that owe nobody a look-ahead. */
public sealed interface WholeLookup permits WholeLookup.Found, Lookup.Archived, Lookup.Absence {
  /**
   * The fragment is in memory.
   *
   * @param track whose it is
   * @param fragment as the encoder sent it
   * @param runTag begins entity tags
   */
  record Found(TrackInfo track, Fragment fragment, String runTag) implements WholeLookup {}
}
