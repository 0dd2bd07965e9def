package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.StoreException;

/** Events that are over and can be watched from their first fragment to their last. */
@FunctionalInterface
public interface Recordings {
  /** There are none. */
  Recordings NONE = (_, _) -> Optional.empty();

  /**
   * One of them.
   *
   * @param view as viewers see it; its event id is the name that asks for just this recording
   * @param fragments those of its fragments that are not in memory
   */
  record Recording(PointView view, FragmentStore fragments) {}

  /**
   * Finds one. May block.
   *
   * @param point path of the publishing point that was recorded
   * @param name of one recording, or the event id of several; empty for all of them. Of several the
   *     newest is meant
   * @throws StoreException if it cannot be read
   */
  Optional<Recording> find(String point, String name) throws StoreException;
}
