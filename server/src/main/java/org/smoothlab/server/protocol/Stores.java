package org.smoothlab.server.protocol;

import org.smoothlab.server.origin.MemoryPointStore;
import org.smoothlab.server.origin.PointStore;

/**
 * What an origin keeps beyond its process. Calls may block: doors run on virtual threads.
 *
 * @param points the settings of publishing points
 */
public record Stores(PointStore points) {
  /** Keeps nothing beyond the process. */
  public static Stores memory() {
    return new Stores(new MemoryPointStore());
  }
}
