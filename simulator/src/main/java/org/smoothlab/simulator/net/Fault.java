package org.smoothlab.simulator.net;

/** What goes wrong on the way between hosts, in both worlds. */
public sealed interface Fault {
  /** The host that is hit, or the link. */
  String target();

  /**
   * All connections that {@code host} has opened are reset as soon as one of them has sent {@code
   * afterBytes} more bytes of a body; at 0 at once.
   */
  record DropConnection(String host, long afterBytes) implements Fault {
    public DropConnection {
      requireNotNegative("afterBytes", afterBytes);
    }

    @Override
    public String target() {
      return host;
    }
  }

  /**
   * The host dies when one of its connections has sent {@code afterBytes} more bytes of a body; at
   * 0 at once. Everything it has open is reset, and nobody reaches it, nor it anybody, for {@code
   * downNanos}.
   */
  record KillNode(String host, long afterBytes, long downNanos) implements Fault {
    public KillNode {
      requireNotNegative("afterBytes", afterBytes);
      requireNotNegative("downNanos", downNanos);
    }

    @Override
    public String target() {
      return host;
    }
  }

  /**
   * Nothing passes between the network and {@code host} for {@code durationNanos}; connections stay
   * and go on afterwards.
   */
  record Partition(String host, long durationNanos) implements Fault {
    public Partition {
      requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String target() {
      return host;
    }
  }

  /** The link carries at most {@code capacityBps} each way for {@code durationNanos}. */
  record SlowLink(String link, long capacityBps, long durationNanos) implements Fault {
    public SlowLink {
      requireNotNegative("capacityBps", capacityBps);
      requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String target() {
      return link;
    }
  }

  private static void requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
  }
}
