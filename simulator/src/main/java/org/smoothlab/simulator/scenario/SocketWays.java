package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smoothlab.simulator.net.CapacityTrace;
import org.smoothlab.simulator.net.FaultProxy;
import org.smoothlab.simulator.net.Hop;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.net.Pair;
import org.smoothlab.simulator.net.RequestFault;
import org.smoothlab.simulator.time.HurriedScheduler;
import org.smoothlab.simulator.time.Scheduler;

/** The ways between the hosts of the socket world: a proxy for each caller and each origin. */
final class SocketWays implements SocketNotes.Names, AutoCloseable {
  /** Where a way leads before its origin has a port: nobody listens there. */
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d{1,5})");

  private final Map<Hop, Way> ways = new LinkedHashMap<>();
  private final Map<String, Link> linksOfOrigins = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<String, InetSocketAddress> addresses = new ConcurrentHashMap<>();
  private final Callers callers = new Callers();
  private final FaultProxy.Surroundings surroundings;
  private final int hurry;

  /** The end of a connection that an origin sees: a port may be in use towards several. */
  private record End(String origin, int callerPort) {}

  /** Whose connections they are that origins see: the proxies open them. */
  private final class Callers implements FaultProxy.Watcher {
    /** Connections that are remembered; beyond it the oldest is forgotten. */
    private static final int ENDS_MAX = 100_000;

    private final Map<End, String> callerNames =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<End, String> eldest) {
            return size() > ENDS_MAX;
          }
        };

    @Override
    public void hit(RequestFault fault, String method, String path) {}

    @Override
    public synchronized void connected(
        String caller, InetSocketAddress near, InetSocketAddress far) {
      addresses.forEach((origin, address) -> {
        if (address.getPort() == far.getPort()) {
          End end = new End(origin, near.getPort());
          // The latest of the same ports is the youngest.
          callerNames.remove(end);
          callerNames.put(end, caller);
        }
      });
    }

    synchronized String name(String origin, String remote) {
      Matcher address = ADDRESS.matcher(remote);
      return address.matches()
          ? callerNames.getOrDefault(new End(origin, Integer.parseInt(address.group(1))), remote)
          : remote;
    }
  }

  /** The way of one host to one origin, over the links of both. */
  private record Way(FaultProxy proxy, Link near, Link far) {
    boolean isOver(String link) {
      return near.name().equals(link) || far.name().equals(link);
    }

    long upBps(long nanos) {
      return Math.min(near.up().capacityBps(nanos), far.down().capacityBps(nanos));
    }

    long downBps(long nanos) {
      return Math.min(near.down().capacityBps(nanos), far.up().capacityBps(nanos));
    }

    long nextStepNanos(long nanos) {
      return Stream.of(near.up(), near.down(), far.up(), far.down())
          .mapToLong(trace -> trace.nextStepNanos(nanos))
          .min()
          .orElseThrow();
    }
  }

  /** Opens all ways; none leads anywhere yet. */
  SocketWays(Scenario.Topology topology, Scheduler real, int hurry) throws IOException {
    this.hurry = hurry;
    this.surroundings =
        new FaultProxy.Surroundings(new HurriedScheduler(real, hurry), this::address, callers);
    Map<String, Link> links =
        topology.links().stream()
            .map(Scenario.PlannedLink::link)
            .collect(Collectors.toMap(Link::name, link -> link));
    topology
        .origins()
        .forEach(origin -> linksOfOrigins.put(origin.name(), find(links, origin.link())));
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

  private void open(Hop hop, Link near) throws IOException {
    if (!ways.containsKey(hop)) {
      Link far = find(linksOfOrigins, hop.callee());
      FaultProxy.Settings settings =
          new FaultProxy.Settings(
              0, hop, near.delay().and(far.delay()).hurried(hurry), ways.size());
      Way way = new Way(FaultProxy.start(NOWHERE, settings, surroundings), near, far);
      ways.put(hop, way);
      names.put(way.proxy().port(), hop.callee());
    }
  }

  /** The URL of the proxy: scheme, host and port. */
  URI uri(String host, String origin) {
    Way way = ways.get(new Hop(host, origin));
    if (way == null) {
      throw new IllegalArgumentException(host + " has no way to " + origin);
    }
    return uri(way);
  }

  private static URI uri(Way way) {
    return URI.create("http://127.0.0.1:" + way.proxy().port() + "/");
  }

  /**
   * The same text with the names of origins where it has addresses of proxies: what is told of a
   * run does not depend on the ports that were free.
   */
  @Override
  public String named(String text) {
    return ADDRESS
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                names.getOrDefault(Integer.parseInt(found.group(1)), found.group())));
  }

  /**
   * The host that has opened a connection to an origin; {@code remote} itself if it has come on
   * none of these ways.
   *
   * @param remote the other end, as the origin sees it
   */
  @Override
  public String caller(String origin, String remote) {
    return callers.name(origin, remote);
  }

  /** The URLs of all proxies. */
  List<URI> uris() {
    return ways.values().stream().map(SocketWays::uri).toList();
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

  /** The ways over a link. */
  List<FaultProxy> over(String link) {
    return matching(ways.entrySet().stream().filter(way -> way.getValue().isOver(link)));
  }

  /**
   * From now on all links carry what their traces say, step by step.
   *
   * @param scheduler whose time begins the traces
   */
  void follow(Scheduler scheduler) {
    ways.values().forEach(way -> follow(way, scheduler));
  }

  private void follow(Way way, Scheduler scheduler) {
    long nowNanos = scheduler.nowNanos();
    way.proxy().limit(hurried(way.upBps(nowNanos)), hurried(way.downBps(nowNanos)));
    long nextNanos = way.nextStepNanos(nowNanos);
    if (nextNanos != Long.MAX_VALUE) {
      scheduler.at(nextNanos, () -> follow(way, scheduler));
    }
  }

  /** So much of a link's capacity, at the pace of the run. */
  long hurried(long capacityBps) {
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
