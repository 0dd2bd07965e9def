package org.smoothlab.server.protocol;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Who writes down what points accept. Viewers never wait for it; a door that takes fragments asks
 * before it reads on, and before it tells an encoder that all is well.
 */
public interface Recorder {
  /** Records nothing, and nobody waits. */
  Recorder NONE =
      new Recorder() {
        @Override
        public void awaitRoom(String point) {
          // There is always room where nothing is kept.
        }

        @Override
        public boolean awaitSafe(String point) {
          return true;
        }

        @Override
        public List<Figure> figures() {
          return List.of();
        }
      };

  /**
   * A number for metrics.
   *
   * @param name as of metrics, with dots
   * @param description what is counted, in which unit
   * @param total whether it only grows
   * @param value read at any time
   */
  record Figure(String name, String description, boolean total, DoubleSupplier value) {}

  /** Blocks while more of this point waits to be written than its bound. */
  void awaitRoom(String point) throws InterruptedException;

  /**
   * Blocks until all that this point has accepted outlives a crash.
   *
   * @return false if that does not come to be; true also where nothing is to be recorded
   */
  boolean awaitSafe(String point) throws InterruptedException;

  /** What it counts. */
  List<Figure> figures();
}
