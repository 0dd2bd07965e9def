package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.simulator.net.CapacityTrace;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.FaultProxy;
import org.smoothlab.simulator.net.HostFault;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.net.Pair;
import org.smoothlab.simulator.net.RequestFault;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.HurriedScheduler;
import org.smoothlab.simulator.time.RealScheduler;
import org.smoothlab.simulator.time.Scheduler;

/** Origins on ports, a proxy in front of them for each host, and one HTTP client for all. */
final class SocketSetting implements Stage.Setting, AutoCloseable {
  /** Tasks of all encoders and viewers together; sockets are read more slowly beyond it. */
  private static final int TASK_COUNT_MAX = 1_000_000;

  private final RealScheduler real = new RealScheduler("scenario", TASK_COUNT_MAX);
  private final int hurry;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<String, OriginServer> origins = new LinkedHashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Set<String> down = new HashSet<>();
  private final SocketTransport sockets;
  private final Scheduler scheduler;

  /** A host's way to its origin. */
  private record Place(FaultProxy proxy, Link link, String origin) {}

  private SocketSetting(Scenario.Topology topology, int hurry) throws IOException {
    this.hurry = hurry;
    opened.push(real);
    try {
      sockets = SocketTransport.start(SocketTransport.Settings.named("scenario"));
      opened.push(sockets);
      openAll(topology);
    } catch (IOException notOpened) {
      close();
      throw notOpened;
    }
    // The clock starts when everything is there.
    scheduler = new HurriedScheduler(real, hurry);
  }

  /** Opens everything that the scenario needs. */
  static SocketSetting open(Scenario scenario, int hurry) throws IOException {
    return new SocketSetting(scenario.topology(), hurry);
  }

  /** What broke the run, if anything did. */
  Optional<RuntimeException> failure() {
    return real.failure();
  }

  private void openAll(Scenario.Topology topology) throws IOException {
    topology.links().forEach(planned -> links.put(planned.link().name(), planned.link()));
    for (Scenario.PlannedOrigin planned : topology.origins()) {
      ServerConfig config = ServerConfig.loopback(0).withCreateOnPush(planned.settings());
      if (planned.settings().archive().enabled()) {
        ScratchFolder scratch = ScratchFolder.make("smoothlab-archive");
        opened.push(scratch);
        config = config.withArchiveFolder(scratch.path());
      }
      OriginServer origin = OriginServer.start(config);
      opened.push(origin);
      origins.put(planned.name(), origin);
    }
    for (Scenario.PlannedEncoder planned : topology.encoders()) {
      addHost(planned.name(), planned.route());
    }
    for (Scenario.PlannedViewers planned : topology.viewers()) {
      for (String host : planned.hosts()) {
        addHost(host, planned.route());
      }
    }
  }

  private void addHost(String host, Scenario.Route route) throws IOException {
    OriginServer origin = origins.get(route.origin());
    Link link = links.get(route.link());
    if (origin == null || link == null) {
      throw new IllegalArgumentException(host + " has no way to " + route.origin());
    }
    InetSocketAddress target =
        new InetSocketAddress(origin.url().getHost(), origin.url().getPort());
    FaultProxy proxy = FaultProxy.start(target, link.latencyNanos() / hurry);
    opened.push(proxy);
    Place place = new Place(proxy, link, route.origin());
    places.put(host, place);
    restore(place);
  }

  @Override
  public String name() {
    return "sockets";
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public Transport transportOf(String host) {
    return sockets.on(scheduler);
  }

  @Override
  public URI originUri(String host, String origin) {
    return URI.create("http://127.0.0.1:" + place(host).proxy().port() + "/");
  }

  @Override
  public boolean isDown(String host) {
    return down.contains(host);
  }

  @Override
  public void order(Scenario.Place place, org.smoothlab.server.origin.Target target) {}

  @Override
  public void apply(Fault fault, Stage.Course course) {
    switch (fault) {
      case Fault.DropConnection(String host, long afterBytes) ->
          afterBytes(place(host).proxy(), afterBytes, course::struck);
      case Fault.KillNode kill when origins.containsKey(kill.host()) -> takeDown(kill, course);
      case Fault.KillNode kill ->
          afterBytes(place(kill.host()).proxy(), kill.afterBytes(), () -> takeDown(kill, course));
      case Fault.Partition(Pair pair, long durationNanos) -> {
        List<FaultProxy> hit = proxiesOf(pair);
        hit.forEach(proxy -> proxy.stall(true));
        course.struck();
        scheduler.after(
            durationNanos,
            () -> {
              hit.forEach(proxy -> proxy.stall(false));
              course.ended();
            });
      }
      case Fault.SlowLink(String link, long capacityBps, long durationNanos) -> {
        slow(link, capacityBps, durationNanos);
        course.struck();
        scheduler.after(durationNanos, course::ended);
      }
      case Fault.Stall _, Fault.HalfOpen _, Fault.WrongTarget _, RequestFault _, HostFault _ ->
          throw new IllegalArgumentException("not on sockets: " + fault.words());
    }
  }

  /** The proxy cuts on a thread of its own; what follows belongs on the scheduler's. */
  private void afterBytes(FaultProxy proxy, long afterBytes, Runnable struck) {
    if (afterBytes == 0) {
      proxy.reset();
      struck.run();
    } else {
      proxy.resetAfter(afterBytes, () -> scheduler.after(0, struck));
    }
  }

  private void takeDown(Fault.KillNode kill, Stage.Course course) {
    String host = kill.host();
    if (!down.add(host)) {
      return;
    }
    List<FaultProxy> hit = proxiesOf(host);
    hit.forEach(proxy -> proxy.down(true));
    course.struck();
    scheduler.after(
        kill.downNanos(),
        () -> {
          hit.forEach(proxy -> proxy.down(false));
          down.remove(host);
          course.ended();
        });
  }

  /** The way of a host, or all ways to an origin. */
  private List<FaultProxy> proxiesOf(String host) {
    if (!origins.containsKey(host)) {
      return List.of(place(host).proxy());
    }
    return places.values().stream()
        .filter(place -> place.origin().equals(host))
        .map(Place::proxy)
        .toList();
  }

  private List<FaultProxy> proxiesOf(Pair pair) {
    return places.entrySet().stream()
        .filter(place -> pair.matches(place.getKey(), place.getValue().origin()))
        .map(place -> place.getValue().proxy())
        .toList();
  }

  private void slow(String link, long capacityBps, long durationNanos) {
    List<Place> hit = new ArrayList<>();
    for (Place place : places.values()) {
      if (place.link().name().equals(link)) {
        hit.add(place);
        long bps = hurried(capacityBps);
        place.proxy().limit(Math.min(bps, upBps(place)), Math.min(bps, downBps(place)));
      }
    }
    scheduler.after(durationNanos, () -> hit.forEach(this::restore));
  }

  private void restore(Place place) {
    place.proxy().limit(upBps(place), downBps(place));
  }

  private long upBps(Place place) {
    return hurried(place.link().up().capacityBps(0));
  }

  private long downBps(Place place) {
    return hurried(place.link().down().capacityBps(0));
  }

  private long hurried(long capacityBps) {
    return capacityBps >= CapacityTrace.UNLIMITED_BPS / hurry
        ? CapacityTrace.UNLIMITED_BPS
        : capacityBps * hurry;
  }

  private Place place(String host) {
    Place place = places.get(host);
    if (place == null) {
      throw new IllegalArgumentException("no encoder and no viewer is called " + host);
    }
    return place;
  }

  /** Closes in the opposite order of opening; the first failure is told, all are tried. */
  @Override
  public void close() throws IOException {
    List<Exception> failures = new ArrayList<>();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception failed) {
        failures.add(failed);
      }
    }
    if (!failures.isEmpty()) {
      IOException told = new IOException("not everything could be closed", failures.removeFirst());
      failures.forEach(told::addSuppressed);
      throw told;
    }
  }
}
