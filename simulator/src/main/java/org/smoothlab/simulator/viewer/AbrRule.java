package org.smoothlab.simulator.viewer;

import java.util.List;
import java.util.OptionalLong;

/** Chooses the quality level of the next fragment. One class per algorithm; no state of its own. */
public interface AbrRule {
  /** The place in {@link State#bitratesBps} of the level to fetch. */
  int choose(State state);

  /**
   * What a rule may look at.
   *
   * @param bitratesBps of the stream's levels, lowest first; at least one
   * @param current place of the level of the last fragment; the start level before the first
   * @param buffer how much there is to play
   * @param throughputBps estimate; empty as long as there is none
   */
  record State(List<Long> bitratesBps, int current, Buffer buffer, OptionalLong throughputBps) {
    public State {
      bitratesBps = List.copyOf(bitratesBps);
    }
  }

  /**
   * @param aheadNanos what is buffered ahead of the playing position
   * @param maxNanos the most that can be buffered now: the viewer's own bound, or the distance to
   *     the live edge
   * @param fragmentsSinceSwitch fetched since the level last changed
   */
  record Buffer(long aheadNanos, long maxNanos, int fragmentsSinceSwitch) {}
}
