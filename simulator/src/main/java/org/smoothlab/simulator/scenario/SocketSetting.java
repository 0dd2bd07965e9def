package org.smoothlab.simulator.scenario;

import java.io.IOException;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.origin.Target;
import org.smoothlab.simulator.net.Call;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.FaultProxy;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.HostFault;
import org.smoothlab.simulator.net.Listener;
import org.smoothlab.simulator.net.Request;
import org.smoothlab.simulator.net.RequestFault;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.HurriedScheduler;
import org.smoothlab.simulator.time.RealScheduler;
import org.smoothlab.simulator.time.Scheduler;

/** Origins on ports, a proxy on each way to them, and one HTTP client for all callers. */
final class SocketSetting implements Stage.Setting, AutoCloseable {
  /** Tasks of all encoders and viewers together; sockets are read more slowly beyond it. */
  private static final int TASK_COUNT_MAX = 1_000_000;

  private final RealScheduler real = new RealScheduler("scenario", TASK_COUNT_MAX);
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Map<String, SocketHost> origins = new LinkedHashMap<>();
  private final Set<String> down = new HashSet<>();
  private final SocketWays ways;
  private final SocketTransport sockets;
  private final Scheduler scheduler;
  private Optional<RuntimeException> failure = Optional.empty();

  private SocketSetting(Scenario scenario, int hurry) throws IOException {
    opened.push(real);
    try {
      sockets = SocketTransport.start(SocketTransport.Settings.named("scenario"));
      opened.push(sockets);
      ways = new SocketWays(scenario.topology(), real, hurry);
      opened.push(ways);
      startOrigins(scenario);
    } catch (IOException | RuntimeException notOpened) {
      close();
      throw notOpened;
    }
    // The clock starts when everything is there.
    scheduler = new HurriedScheduler(real, hurry);
  }

  /** Opens everything that the scenario needs. */
  static SocketSetting open(Scenario scenario, int hurry) throws IOException {
    return new SocketSetting(scenario, hurry);
  }

  private void startOrigins(Scenario scenario) throws IOException {
    for (Scenario.PlannedOrigin planned : scenario.topology().origins()) {
      Set<String> pushed =
          scenario.topology().encoders().stream()
              .flatMap(encoder -> encoder.routes().stream())
              .filter(route -> route.origin().equals(planned.name()))
              .map(Scenario.Route::point)
              .collect(Collectors.toSet());
      boolean mortal = scenario.faults().stream().anyMatch(plan -> plan.mayKill(planned.name()));
      SocketHost host =
          new SocketHost(
              new SocketHost.Part(planned, mortal, pushed),
              place -> ways.uri(planned.name(), place.origin()).resolve(place.point()));
      opened.push(host);
      origins.put(planned.name(), host);
      ways.lead(planned.name(), host.address());
    }
  }

  /** What broke the run, if anything did. */
  Optional<RuntimeException> failure() {
    return real.failure().or(() -> failure);
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
    return ways.uri(host, origin);
  }

  @Override
  public Optional<Disk> diskOf(String host) throws IOException {
    return origin(host).disk();
  }

  @Override
  public boolean isDown(String host) {
    return down.contains(host);
  }

  // ---- orders

  /** As operators do: over the management resources of the origin, on its own port. */
  @Override
  public void order(Scenario.Place place, Target target) {
    SocketHost host = origin(place.origin());
    URI state =
        URI.create("http://127.0.0.1:" + host.address().getPort() + place.point() + "/state");
    String value =
        switch (target) {
          case IDLE -> "Idle";
          case STARTED -> "Started";
          case STOPPED -> "Stopped";
        };
    Request request =
        new Request("PUT", state, List.of(new Header("Content-Type", "application/json")), true);
    Call call = transportOf(place.origin()).call(request, new Unheard());
    call.send(List.of(Slice.ofUtf8("{\"state\":{\"value\":\"" + value + "\"}}")));
    call.end();
  }

  /** What a point cannot do now is not done. */
  private static final class Unheard implements Listener {
    @Override
    public void head(int status, List<Header> headers) {}

    @Override
    public void bytes(Slice arrived) {}

    @Override
    public void completed() {}

    @Override
    public void failed(String why) {}
  }

  // ---- faults

  @Override
  public void apply(Fault fault, Stage.Course course) {
    switch (fault) {
      case Fault.DropConnection(String host, long afterBytes) ->
          afterBytes(host, afterBytes, course::struck);
      case Fault.KillNode kill ->
          afterBytes(kill.host(), kill.afterBytes(), () -> takeDown(kill, course));
      case Fault.Partition(var pair, long durationNanos) -> {
        List<FaultProxy> hit = ways.of(pair);
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
        ways.slow(link, capacityBps);
        course.struck();
        scheduler.after(
            durationNanos,
            () -> {
              ways.restore(link);
              course.ended();
            });
      }
      case Fault.Stall(var pair, long _) -> lasting(ways.of(pair), fault, course);
      case Fault.HalfOpen(var pair) -> lasting(ways.of(pair), fault, course);
      case Fault.WrongTarget wrong -> lasting(ways.to(wrong.host()), fault, course);
      // Each proxy looks for itself whether a request takes the fault's hop.
      case RequestFault _ -> lasting(ways.all(), fault, course);
      case HostFault _ -> throw new IllegalArgumentException("not on sockets: " + fault.words());
    }
  }

  private void lasting(List<FaultProxy> hit, Fault fault, Stage.Course course) {
    List<Runnable> ends = hit.stream().map(proxy -> proxy.begin(fault)).toList();
    course.struck();
    scheduler.after(
        fault.durationNanos(),
        () -> {
          ends.forEach(Runnable::run);
          if (fault.durationNanos() > 0) {
            course.ended();
          }
        });
  }

  /** The proxies cut on threads of their own; what follows belongs on the scheduler's, once. */
  private void afterBytes(String host, long afterBytes, Runnable struck) {
    List<FaultProxy> hit = ways.from(host);
    if (afterBytes == 0) {
      hit.forEach(FaultProxy::reset);
      struck.run();
      return;
    }
    AtomicBoolean first = new AtomicBoolean(true);
    Runnable cut =
        () -> {
          if (first.getAndSet(false)) {
            hit.forEach(FaultProxy::reset);
            scheduler.after(0, struck);
          }
        };
    hit.forEach(proxy -> proxy.resetAfter(afterBytes, cut));
  }

  /** Who is dead already does not die again. */
  private void takeDown(Fault.KillNode kill, Stage.Course course) {
    String host = kill.host();
    if (!down.add(host)) {
      return;
    }
    List<FaultProxy> hit = ways.of(host);
    hit.forEach(proxy -> proxy.down(true));
    Optional<SocketHost> origin = Optional.ofNullable(origins.get(host));
    origin.ifPresent(found -> attempt(found::kill));
    course.struck();
    scheduler.after(
        kill.downNanos(),
        () -> Thread.ofVirtual().name("revive-" + host).start(() -> revive(kill, course)));
  }

  /** A process takes its time to start: the others live on meanwhile. */
  private void revive(Fault.KillNode kill, Stage.Course course) {
    Optional<SocketHost> origin = Optional.ofNullable(origins.get(kill.host()));
    origin.ifPresent(found -> attempt(() -> found.restart(kill.disk() == Fault.Disk.KEPT)));
    scheduler.after(
        0,
        () -> {
          origin.ifPresent(found -> ways.lead(kill.host(), found.address()));
          ways.of(kill.host()).forEach(proxy -> proxy.down(false));
          down.remove(kill.host());
          course.ended();
        });
  }

  /** Something that may fail and then breaks the run. */
  private interface Attempt {
    void make() throws IOException;
  }

  private void attempt(Attempt attempt) {
    try {
      attempt.make();
    } catch (IOException failed) {
      scheduler.after(
          0, () -> failure = Optional.of(new IllegalStateException("an origin failed", failed)));
    }
  }

  private SocketHost origin(String name) {
    return Optional.ofNullable(origins.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no origin is called " + name));
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
