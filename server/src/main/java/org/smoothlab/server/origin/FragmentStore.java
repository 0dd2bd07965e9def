package org.smoothlab.server.origin;

import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackId;

/** Where fragments are that have left memory. Safe for many threads; may block. */
public interface FragmentStore {
  /** Has nothing: for origins without an archive. */
  FragmentStore NONE = (_, _, _) -> Optional.empty();

  /**
   * Which track of which run.
   *
   * @param point path of the publishing point
   * @param runNumber from 1
   * @param track of that run
   */
  record Key(String point, long runNumber, TrackId track) {}

  /**
   * Reads a fragment as the encoder sent it.
   *
   * @param startTicks when it starts
   * @param toleranceTicks how far from there it may really start
   * @return empty if there is none
   * @throws StoreException if it cannot be read, or is damaged
   */
  Optional<Fragment> fetch(Key key, long startTicks, long toleranceTicks) throws StoreException;
}
