package org.smoothlab.simulator.trace;

/**
 * One line of a trace.
 *
 * @param atNanos since the start of the run
 * @param who name of the host it happened to
 */
public record TraceEntry(long atNanos, String who, RunEvent event) {}
