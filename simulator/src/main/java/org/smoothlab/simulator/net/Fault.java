package org.smoothlab.simulator.net;

/**
 * What goes wrong, in both worlds and with the same meaning. What befalls connections is here, what
 * befalls single requests is a {@link RequestFault}, what befalls a machine a {@link HostFault}.
 *
 * <p>Times are of the run's own clock: a hurried run hurries them too.
 */
public sealed interface Fault
    permits Fault.DropConnection,
        Fault.KillNode,
        Fault.Stall,
        Fault.HalfOpen,
        Fault.Partition,
        Fault.SlowLink,
        Fault.WrongTarget,
        RequestFault,
        HostFault {
  /** The host that is hit, or the link: whose line of the trace it belongs to. */
  String target();

  /** What happens, in words, for traces and logs. */
  String words();

  /** How long it lasts, in nanoseconds; 0 for what happens at a moment and has no end. */
  default long durationNanos() {
    return 0;
  }

  /** The same with all that it leaves to chance drawn from {@code seed}. */
  default Fault seeded(long seed) {
    return this;
  }

  /** The same after so many bytes of a body, if it is one that waits for bytes. */
  default Fault after(long afterBytes) {
    return this;
  }

  /**
   * All connections that {@code host} has opened are reset as soon as one of them has sent {@code
   * afterBytes} more bytes of a body; at 0 at once.
   *
   * <p>Virtual: calls fail, nodes hear of the loss. Sockets: RST both ways.
   */
  record DropConnection(String host, long afterBytes) implements Fault {
    public DropConnection {
      FaultWords.requireNotNegative("afterBytes", afterBytes);
    }

    @Override
    public String target() {
      return host;
    }

    @Override
    public String words() {
      return "connections of " + host + " are reset" + FaultWords.behind(afterBytes);
    }

    @Override
    public Fault after(long bytes) {
      return new DropConnection(host, bytes);
    }
  }

  /** What a host that was killed finds when it starts again. */
  enum Disk {
    /** Everything that had been written. */
    KEPT,
    /** Nothing: another machine took its place. */
    LOST
  }

  /**
   * The host dies when one of its connections has sent {@code afterBytes} more bytes of a body; at
   * 0 at once. Everything it has open is reset, and nobody reaches it, nor it anybody, for {@code
   * downNanos}. Then it starts anew and knows nothing but its settings and what is on its disk.
   *
   * <p>The network resets and refuses; the world ends the process, or the machine that stands for
   * it, and starts the next one.
   */
  record KillNode(String host, long afterBytes, long downNanos, Disk disk) implements Fault {
    public KillNode {
      FaultWords.requireNotNegative("afterBytes", afterBytes);
      FaultWords.requireNotNegative("downNanos", downNanos);
    }

    @Override
    public String target() {
      return host;
    }

    @Override
    public String words() {
      return host
          + " is killed"
          + FaultWords.behind(afterBytes)
          + FaultWords.lasting(downNanos)
          + (disk == Disk.LOST ? " and loses its disk" : "");
    }

    @Override
    public long durationNanos() {
      return downNanos;
    }

    @Override
    public Fault after(long bytes) {
      return new KillNode(host, bytes, downNanos, disk);
    }
  }

  /**
   * The connections that are open now carry nothing for {@code durationNanos}, either way; nothing
   * is lost and they go on afterwards. New connections are not hit: a process that hangs on some of
   * its sockets, a stuck flow in a load balancer.
   */
  record Stall(Pair pair, long durationNanos) implements Fault {
    public Stall {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String target() {
      return pair.host();
    }

    @Override
    public String words() {
      return "open connections " + pair.words() + " stall" + FaultWords.lasting(durationNanos);
    }
  }

  /**
   * The connections that are open now lose their far side, and the caller does not learn it: its
   * side stays open, what it sends is not taken, nothing comes and no reset. The host that was
   * called sees a reset. New connections are not hit: a middlebox forgot the flow, or the machine
   * behind an address was exchanged.
   *
   * <p>Sockets: the system's send buffer takes what fits before the caller notices that it waits.
   */
  record HalfOpen(Pair pair) implements Fault {
    @Override
    public String target() {
      return pair.host();
    }

    @Override
    public String words() {
      return "open connections " + pair.words() + " are half open: the caller is not told";
    }
  }

  /**
   * Nothing passes for {@code durationNanos}, neither on open connections nor on new ones;
   * connections stay and go on afterwards.
   */
  record Partition(Pair pair, long durationNanos) implements Fault {
    public Partition {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String target() {
      return pair.host();
    }

    @Override
    public String words() {
      return "nothing passes " + pair.words() + FaultWords.lasting(durationNanos);
    }
  }

  /**
   * The link carries at most {@code capacityBps} each way for {@code durationNanos}.
   *
   * <p>Virtual: for all hosts on the link together. Sockets: for all connections of a proxy.
   */
  record SlowLink(String link, long capacityBps, long durationNanos) implements Fault {
    public SlowLink {
      FaultWords.requireNotNegative("capacityBps", capacityBps);
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String target() {
      return link;
    }

    @Override
    public String words() {
      return link
          + " carries no more than "
          + FaultWords.rate(capacityBps)
          + FaultWords.lasting(durationNanos);
    }
  }

  /**
   * For {@code durationNanos} new connections to {@code host} arrive at {@code instead}, which
   * finds the name it was called by in {@code Host} and in nothing else: a stale DNS answer, an
   * address given to another machine. Open connections stay where they are.
   */
  record WrongTarget(String host, String instead, long durationNanos) implements Fault {
    public WrongTarget {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String target() {
      return host;
    }

    @Override
    public String words() {
      return "who calls " + host + " reaches " + instead + FaultWords.lasting(durationNanos);
    }
  }
}
