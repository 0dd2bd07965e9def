package org.smoothlab.simulator.net;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
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
  private final SimFaults faults = new SimFaults(this);

  /** An empty network whose seed is 0. */
  public SimNetwork(VirtualScheduler scheduler) {
    this(scheduler, 0);
  }

  /**
   * An empty network.
   *
   * @param seed of jitter and loss
   */
  public SimNetwork(VirtualScheduler scheduler, long seed) {
    this.scheduler = scheduler;
    this.flows = new FlowEngine(scheduler, new SplittableRandom(seed));
  }

  /**
   * Adds a link.
   *
   * @throws IllegalArgumentException if its name is taken
   */
  public void addLink(Link link) {
    SimHost.SimLink pipes =
        new SimHost.SimLink(new Pipe(link.up()), new Pipe(link.down()), link.delay());
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
    return host(host).isDead();
  }

  /** Lets a fault strike now; what has a duration ends by itself. */
  public void apply(Fault fault) {
    apply(fault, () -> {});
  }

  /**
   * As above.
   *
   * @param struck runs as soon as the fault has taken effect: a drop or a kill may wait for bytes
   * @throws IllegalArgumentException if the fault names what is not there, or is one that the world
   *     carries out on a host
   */
  public void apply(Fault fault, Runnable struck) {
    faults.apply(fault, struck);
  }

  FlowEngine flows() {
    return flows;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  SimFaults faults() {
    return faults;
  }

  Collection<SimHost> hosts() {
    return hosts.values();
  }

  SimHost host(String name) {
    SimHost host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host is called " + name);
    }
    return host;
  }

  SimHost.SimLink link(String name) {
    SimHost.SimLink link = links.get(name);
    if (link == null) {
      throw new IllegalArgumentException("no link is called " + name);
    }
    return link;
  }

  private Call call(SimHost from, Request request, Listener listener) {
    String name = request.uri().getHost();
    SimHost to = hosts.get(faults.reached(name));
    if (to == null || from.isDead()) {
      String why = to == null ? "unknown host " + name : from.name + " is down";
      return new FailedCall(scheduler, listener, why);
    }
    Optional<SimConnection> idle = from.takeIdle(name);
    SimConnection connection = idle.orElseGet(() -> new SimConnection(name, from, to));
    SimCall call = new SimCall(this, connection, request, listener);
    from.calls.add(call);
    connection.to.calls.add(call);
    call.start(idle.isPresent());
    return call;
  }
}
