package org.smoothlab.simulator.net;

/**
 * What connects one or more hosts to the rest of the network.
 *
 * @param name unique in its network
 * @param up capacity from the hosts to the network, shared by all of them
 * @param down capacity from the network to the hosts, shared by all of them
 * @param delay one way, the same in both directions
 */
public record Link(String name, CapacityTrace up, CapacityTrace down, Delay delay) {
  /** A link whose latency never changes. */
  public Link(String name, CapacityTrace up, CapacityTrace down, long latencyNanos) {
    this(name, up, down, Delay.constant(latencyNanos));
  }

  /** A link with the same constant capacity in both directions. */
  public static Link symmetric(String name, long capacityBps, long latencyNanos) {
    CapacityTrace trace = CapacityTrace.constant(capacityBps);
    return new Link(name, trace, trace, latencyNanos);
  }

  /** The same link once more. */
  public Link named(String other) {
    return new Link(other, up, down, delay);
  }

  /** The shortest way over it, in nanoseconds, one way. */
  public long latencyNanos() {
    return delay.latencyNanos();
  }
}
