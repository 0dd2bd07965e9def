package org.smoothlab.load.lowlatency;

/**
 * A part or a chunk at a viewer.
 *
 * @param startNanos media time of its first frame
 * @param durationNanos of its frames together
 * @param arrivedNanos when its first byte came, by {@link System#nanoTime}
 */
record Arrival(long startNanos, long durationNanos, long arrivedNanos) {}
