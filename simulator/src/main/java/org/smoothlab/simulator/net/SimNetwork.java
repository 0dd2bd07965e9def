package org.smoothlab.simulator.net;

import java.util.LinkedHashMap;
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
    switch (fault) {
      case Fault.DropConnection(String host, long afterBytes) ->
          cutAfter(host(host), afterBytes, "connection dropped");
      case Fault.KillNode kill -> kill(host(kill.host()), kill);
      case Fault.Partition(String host, long durationNanos) -> {
        partition(host(host), true);
        scheduler.after(durationNanos, () -> partition(host(host), false));
      }
      case Fault.SlowLink(String link, long capacityBps, long durationNanos) -> {
        limit(link, capacityBps);
        scheduler.after(durationNanos, () -> limit(link, CapacityTrace.UNLIMITED_BPS));
      }
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

  private void cutAfter(SimHost host, long afterBytes, String why) {
    if (afterBytes == 0) {
      resetCalls(host, why);
      return;
    }
    cutAfter(host, afterBytes, () -> resetCalls(host, why));
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

  private void resetCalls(SimHost host, String why) {
    host.idleConnections.clear();
    for (SimCall call : host.openCalls()) {
      if (call.from() == host) {
        call.reset(why);
      }
    }
  }

  private void kill(SimHost host, Fault.KillNode kill) {
    if (kill.afterBytes() == 0) {
      takeDown(host, kill.downNanos());
    } else {
      cutAfter(host, kill.afterBytes(), () -> takeDown(host, kill.downNanos()));
    }
  }

  private void takeDown(SimHost host, long downNanos) {
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
  }

  private void partition(SimHost host, boolean now) {
    host.partitioned = now;
    host.openCalls().forEach(SimCall::blockChanged);
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
