package org.smoothlab.simulator.net;

/**
 * What connects one or more hosts to the rest of the network.
 *
 * @param name unique in its network
 * @param up capacity from the hosts to the network, shared by all of them
 * @param down capacity from the network to the hosts, shared by all of them
 * @param latencyNanos one way, at least 0
 */
public record Link(String name, CapacityTrace up, CapacityTrace down, long latencyNanos) {
  public Link {
    if (latencyNanos < 0) {
      throw new IllegalArgumentException("latencyNanos is negative: " + latencyNanos);
    }
  }

  /** A link with the same constant capacity in both directions. */
  public static Link symmetric(String name, long capacityBps, long latencyNanos) {
    CapacityTrace trace = CapacityTrace.constant(capacityBps);
    return new Link(name, trace, trace, latencyNanos);
  }
}
