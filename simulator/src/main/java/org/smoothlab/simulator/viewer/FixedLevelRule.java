package org.smoothlab.simulator.viewer;

/**
 * Always the same level: load without a mind of its own.
 *
 * @param level place in the list of bitrates, lowest first; beyond its end means the highest
 */
public record FixedLevelRule(int level) implements AbrRule {
  public FixedLevelRule {
    if (level < 0) {
      throw new IllegalArgumentException("level is negative: " + level);
    }
  }

  @Override
  public int choose(State state) {
    return Math.min(level, state.bitratesBps().size() - 1);
  }
}
