package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smoothlab.simulator.net.CapacityTrace;
import org.smoothlab.simulator.net.FaultProxy;
import org.smoothlab.simulator.net.Hop;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.net.Pair;
import org.smoothlab.simulator.time.HurriedScheduler;
import org.smoothlab.simulator.time.Scheduler;

/** The ways between the hosts of the socket world: a proxy for each caller and each origin. */
final class SocketWays implements AutoCloseable {
  /** Where a way leads before its origin has a port: nobody listens there. */
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final Map<Hop, Way> ways = new LinkedHashMap<>();
  private final Map<String, InetSocketAddress> addresses = new ConcurrentHashMap<>();
  private final FaultProxy.Surroundings surroundings;
  private final int hurry;

  /** The way of one host to one origin, over the caller's link. */
  record Way(FaultProxy proxy, Link link) {}

  /** Opens all ways; none leads anywhere yet. */
  SocketWays(Scenario.Topology topology, Scheduler real, int hurry) throws IOException {
    this.hurry = hurry;
    this.surroundings =
        new FaultProxy.Surroundings(
            new HurriedScheduler(real, hurry), this::address, FaultProxy.Watcher.NONE);
    Map<String, Link> links =
        topology.links().stream()
            .map(Scenario.PlannedLink::link)
            .collect(Collectors.toMap(Link::name, link -> link));
    try {
      for (Scenario.PlannedOrigin origin : topology.origins()) {
        Set<String> peers = new LinkedHashSet<>();
        origin
            .points()
            .forEach(point -> point.peers().places().forEach(place -> peers.add(place.origin())));
        for (String peer : peers) {
          open(new Hop(origin.name(), peer), find(links, origin.link()));
        }
      }
      for (Scenario.PlannedEncoder encoder : topology.encoders()) {
        openAll(encoder.name(), encoder.routes(), links);
      }
      for (Scenario.PlannedViewers viewers : topology.viewers()) {
        for (String host : viewers.hosts()) {
          openAll(host, viewers.routes(), links);
        }
      }
    } catch (IOException notOpened) {
      close();
      throw notOpened;
    }
  }

  private void openAll(String host, List<Scenario.Route> routes, Map<String, Link> links)
      throws IOException {
    for (Scenario.Route route : routes) {
      open(new Hop(host, route.origin()), find(links, route.link()));
    }
  }

  private static Link find(Map<String, Link> links, String name) {
    return Optional.ofNullable(links.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no link is called " + name));
  }

  private void open(Hop hop, Link link) throws IOException {
    if (!ways.containsKey(hop)) {
      FaultProxy.Settings settings =
          new FaultProxy.Settings(0, hop, link.delay().hurried(hurry), ways.size());
      Way way = new Way(FaultProxy.start(NOWHERE, settings, surroundings), link);
      ways.put(hop, way);
      restore(way);
    }
  }

  /** The URL of the proxy: scheme, host and port. */
  URI uri(String host, String origin) {
    Way way = ways.get(new Hop(host, origin));
    if (way == null) {
      throw new IllegalArgumentException(host + " has no way to " + origin);
    }
    return URI.create("http://127.0.0.1:" + way.proxy().port() + "/");
  }

  /** An origin listens there from now on. */
  void lead(String origin, InetSocketAddress address) {
    addresses.put(origin, address);
    ways.forEach((hop, way) -> {
      if (hop.callee().equals(origin)) {
        way.proxy().retarget(address);
      }
    });
  }

  private InetSocketAddress address(String origin) {
    return Optional.ofNullable(addresses.get(origin))
        .orElseThrow(() -> new IllegalArgumentException("no origin is called " + origin));
  }

  /** Every way. */
  List<FaultProxy> all() {
    return matching(ways.entrySet().stream());
  }

  /** The ways to an origin. */
  List<FaultProxy> to(String origin) {
    return matching(ways.entrySet().stream().filter(way -> way.getKey().callee().equals(origin)));
  }

  /** The ways that a host has opened. */
  List<FaultProxy> from(String host) {
    return matching(ways.entrySet().stream().filter(way -> way.getKey().caller().equals(host)));
  }

  /** All ways from and to a host. */
  List<FaultProxy> of(String host) {
    return matching(
        ways.entrySet().stream()
            .filter(
                way -> way.getKey().caller().equals(host) || way.getKey().callee().equals(host)));
  }

  /** The ways between two. */
  List<FaultProxy> of(Pair pair) {
    return matching(
        ways.entrySet().stream()
            .filter(way -> pair.matches(way.getKey().caller(), way.getKey().callee())));
  }

  private static List<FaultProxy> matching(Stream<Map.Entry<Hop, Way>> found) {
    return found.map(way -> way.getValue().proxy()).toList();
  }

  /** All ways over a link carry no more. */
  void slow(String link, long capacityBps) {
    for (Way way : over(link)) {
      long bps = hurried(capacityBps);
      way.proxy().limit(Math.min(bps, upBps(way)), Math.min(bps, downBps(way)));
    }
  }

  /** All ways over a link carry what the link does. */
  void restore(String link) {
    over(link).forEach(this::restore);
  }

  private List<Way> over(String link) {
    return ways.values().stream().filter(way -> way.link().name().equals(link)).toList();
  }

  private void restore(Way way) {
    way.proxy().limit(upBps(way), downBps(way));
  }

  private long upBps(Way way) {
    return hurried(way.link().up().capacityBps(0));
  }

  private long downBps(Way way) {
    return hurried(way.link().down().capacityBps(0));
  }

  private long hurried(long capacityBps) {
    return capacityBps >= CapacityTrace.UNLIMITED_BPS / hurry
        ? CapacityTrace.UNLIMITED_BPS
        : capacityBps * hurry;
  }

  @Override
  public void close() throws IOException {
    for (Way way : ways.values()) {
      way.proxy().close();
    }
  }
}
