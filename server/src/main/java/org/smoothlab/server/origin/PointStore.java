package org.smoothlab.server.origin;

import java.time.Instant;
import java.util.Optional;

/** Where the settings of publishing points outlive the process. Safe for threads; may block. */
public interface PointStore {
  /**
   * Keeps the settings, also against a crash right behind the return.
   *
   * @param path of the point, as in URLs
   * @param now what time it is
   * @throws StoreException when they could not be kept: what was there before is still there
   */
  void save(String path, PointSettings settings, Instant now) throws StoreException;

  /**
   * Forgets the settings; nothing happens when there are none.
   *
   * @throws StoreException when they could not be removed
   */
  void delete(String path) throws StoreException;

  /** When the settings were last changed; empty when none are kept. */
  Optional<Instant> changed(String path);
}
