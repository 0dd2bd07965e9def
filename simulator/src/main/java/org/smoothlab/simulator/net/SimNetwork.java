package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.VirtualScheduler;

/**
 * A network of hosts and links in virtual time. A connection's bytes cross the caller's link up and
 * the other host's link down (and back); all flows share each link max-min fairly; slices pass by
 * reference. The same calls and faults give the same events in the same order.
 */
public final class SimNetwork {
  private final VirtualScheduler scheduler;
  private final FlowEngine flows;
  private final Map<String, SimHost.SimLink> links = new LinkedHashMap<>();
  private final Map<String, SimHost> hosts = new LinkedHashMap<>();
  private final List<Pair> partitions = new ArrayList<>();

  /** An empty network. */
  public SimNetwork(VirtualScheduler scheduler) {
    this.scheduler = scheduler;
    this.flows = new FlowEngine(scheduler);
  }

  /**
   * Adds a link.
   *
   * @throws IllegalArgumentException if its name is taken
   */
  public void addLink(Link link) {
    SimHost.SimLink pipes =
        new SimHost.SimLink(new Pipe(link.up()), new Pipe(link.down()), link.latencyNanos());
    if (links.putIfAbsent(link.name(), pipes) != null) {
      throw new IllegalArgumentException("two links are called " + link.name());
    }
  }

  /**
   * Adds a host that only calls others.
   *
   * @throws IllegalArgumentException if its name is taken or the link is not there
   */
  public void addHost(String host, String link) {
    if (!links.containsKey(link)) {
      throw new IllegalArgumentException("no link is called " + link);
    }
    if (hosts.putIfAbsent(host, new SimHost(host, links.get(link))) != null) {
      throw new IllegalArgumentException("two hosts are called " + host);
    }
  }

  /** Lets {@code node} answer what is sent to {@code host}. */
  public void serve(String host, Node node) {
    host(host).node = Optional.of(node);
  }

  /** The way from {@code host} to all others. */
  public Transport transportOf(String host) {
    SimHost from = host(host);
    return (request, listener) -> call(from, request, listener);
  }

  /** Whether a kill has taken {@code host} down. */
  public boolean isDead(String host) {
    return host(host).dead;
  }

  /** Lets a fault strike now; what has a duration ends by itself. */
  public void apply(Fault fault) {
    apply(fault, () -> {});
  }

  /**
   * As above.
   *
   * @param struck runs as soon as the fault has taken effect: a drop or a kill may wait for bytes
   */
  public void apply(Fault fault, Runnable struck) {
    switch (fault) {
      case Fault.DropConnection(String host, long afterBytes) ->
          afterBytes(host(host), afterBytes, () -> drop(host(host), struck));
      case Fault.KillNode(String host, long afterBytes, long downNanos, Fault.Disk _) ->
          afterBytes(host(host), afterBytes, () -> takeDown(host(host), downNanos, struck));
      case Fault.Partition(Pair pair, long durationNanos) -> {
        partitions.add(pair);
        partitionChanged(pair);
        scheduler.after(
            durationNanos,
            () -> {
              partitions.remove(pair);
              partitionChanged(pair);
            });
        struck.run();
      }
      case Fault.SlowLink(String link, long capacityBps, long durationNanos) -> {
        limit(link, capacityBps);
        scheduler.after(durationNanos, () -> limit(link, CapacityTrace.UNLIMITED_BPS));
        struck.run();
      }
      case Fault.Stall _, Fault.HalfOpen _, Fault.WrongTarget _, RequestFault _, HostFault _ ->
          throw new IllegalArgumentException("not in a simulated network: " + fault.words());
    }
  }

  FlowEngine flows() {
    return flows;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  private Call call(SimHost from, Request request, Listener listener) {
    SimHost to = hosts.get(request.uri().getHost());
    if (to == null || from.dead) {
      String why = to == null ? "unknown host " + request.uri().getHost() : from.name + " is down";
      return new FailedCall(scheduler, listener, why);
    }
    SimCall call = new SimCall(this, new SimCall.Ends(from, to), request, listener);
    from.calls.add(call);
    to.calls.add(call);
    call.start();
    return call;
  }

  private void afterBytes(SimHost host, long afterBytes, Runnable cut) {
    if (afterBytes == 0) {
      cut.run();
    } else {
      cutAfter(host, afterBytes, cut);
    }
  }

  private void cutAfter(SimHost host, long afterBytes, Runnable cut) {
    host.cutAfterBytes = OptionalLong.of(afterBytes);
    host.cut =
        () -> {
          host.cutAfterBytes = OptionalLong.empty();
          cut.run();
        };
    for (SimCall call : host.openCalls()) {
      if (call.from() == host) {
        call.uploadFlow().cutAfter(afterBytes, host.cut);
      }
    }
    flows.capacityChanged();
  }

  private static void drop(SimHost host, Runnable struck) {
    host.idleConnections.clear();
    for (SimCall call : host.openCalls()) {
      if (call.from() == host) {
        call.reset("connection dropped");
      }
    }
    struck.run();
  }

  private void takeDown(SimHost host, long downNanos, Runnable struck) {
    host.dead = true;
    String why = host.name + " died";
    for (SimCall call : host.openCalls()) {
      if (call.from() == host) {
        call.callerDied(why);
      } else {
        call.reset(why);
      }
    }
    host.idleConnections.clear();
    hosts.values().forEach(other -> other.idleConnections.remove(host.name));
    scheduler.after(downNanos, () -> host.dead = false);
    struck.run();
  }

  /** Whether a partition lies between two hosts. */
  boolean isParted(SimHost from, SimHost to) {
    return partitions.stream().anyMatch(pair -> pair.matches(from.name, to.name));
  }

  private void partitionChanged(Pair pair) {
    host(pair.host()).openCalls().forEach(SimCall::blockChanged);
  }

  private void limit(String link, long capacityBps) {
    SimHost.SimLink pipes = links.get(link);
    if (pipes == null) {
      throw new IllegalArgumentException("no link is called " + link);
    }
    pipes.up().limit(capacityBps);
    pipes.down().limit(capacityBps);
    flows.capacityChanged();
  }

  private SimHost host(String name) {
    SimHost host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host is called " + name);
    }
    return host;
  }
}
