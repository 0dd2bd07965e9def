package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.io.InterruptedIOException;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.origin.PointSettings;
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
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.Trace;

/** Origins on ports, a proxy on each way to them, and one HTTP client for all callers. */
final class SocketSetting implements Stage.Setting, AutoCloseable {
  /** Tasks of all encoders and viewers together; sockets are read more slowly beyond it. */
  private static final int TASK_COUNT_MAX = 1_000_000;

  private final RealScheduler real = new RealScheduler("scenario", TASK_COUNT_MAX);
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Map<String, SocketHost> origins = new LinkedHashMap<>();
  private final Set<String> down = new HashSet<>();
  private final int hurry;
  private final SocketWays ways;
  private final SocketNotes notes;
  private final SocketTransport sockets;
  private final Scheduler scheduler;
  private volatile Optional<RuntimeException> failure = Optional.empty();

  private SocketSetting(Scenario scenario, int hurry) throws IOException {
    this.hurry = hurry;
    opened.push(real);
    try {
      sockets = SocketTransport.start(SocketTransport.Settings.named("scenario"));
      opened.push(sockets);
      ways = new SocketWays(scenario.topology(), real, hurry);
      opened.push(ways);
      notes = new SocketNotes(ways, hurry);
      startOrigins(scenario);
      Knock.at(ways.uris(), sockets.on(real));
    } catch (IOException | RuntimeException notOpened) {
      close();
      throw notOpened;
    }
    // The clock starts when everything is there.
    scheduler = new HurriedScheduler(real, hurry);
    notes.begin(scheduler);
    ways.follow(scheduler);
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
              new SocketHost.Part(planned, mortal, pushed, hurry),
              notes.ears(planned.name(), this::broke));
      opened.push(host);
      origins.put(planned.name(), host);
    }
    AccessPlan access = new AccessPlan(scenario.topology());
    // Side by side: a process takes its time to start.
    List<Callable<Boolean>> starts = new ArrayList<>();
    origins.forEach((name, host) -> starts.add(() -> start(name, host, access)));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> start : threads.invokeAll(starts)) {
        start.get();
      }
    } catch (ExecutionException notStarted) {
      throw new IOException("an origin does not start", notStarted.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the origins start");
    }
    origins.forEach(this::lead);
  }

  private boolean start(String name, SocketHost host, AccessPlan access) throws IOException {
    host.start(
        place ->
            new PointSettings.Peer(
                ways.uri(name, place.origin()).resolve(place.point()).toString(),
                access.logins().credentialName()),
        access);
    return true;
  }

  private void lead(String name, SocketHost host) {
    host.address().ifPresent(address -> ways.lead(name, address));
  }

  private void broke(IOException why) {
    failure = Optional.of(new IllegalStateException("an origin failed", why));
  }

  /**
   * Ends all origins, so that they have told everything, and hands it on up to this moment. Nothing
   * happens any more.
   */
  void finish(Trace trace) throws IOException {
    long endNanos = scheduler.nowNanos();
    real.close();
    for (SocketHost host : origins.values()) {
      host.end();
    }
    notes.tell(trace, endNanos);
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

  @Override
  public void note(String who, RunEvent event) {
    notes.note(who, event);
  }

  // ---- orders

  /** As operators do: over the management resources of the origin, on its own port. */
  @Override
  public void order(Scenario.Place place, Target target) {
    Optional<InetSocketAddress> address = origin(place.origin()).address();
    if (address.isEmpty()) {
      return;
    }
    URI state =
        URI.create("http://127.0.0.1:" + address.get().getPort() + place.point() + "/state");
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
      case Fault.SlowLink(String link, long capacityBps, long durationNanos) ->
          lasting(
              ways.over(link),
              new Fault.SlowLink(link, ways.hurried(capacityBps), durationNanos),
              course);
      case Fault.Stall(var pair, long _) -> lasting(ways.of(pair), fault, course);
      case Fault.HalfOpen(var pair) -> lasting(ways.of(pair), fault, course);
      case Fault.WrongTarget wrong -> lasting(ways.to(wrong.host()), fault, course);
      // Each proxy looks for itself whether a request takes the fault's hop.
      case RequestFault _ -> lasting(ways.all(), fault, course);
      case HostFault inside -> befall(inside, course);
    }
  }

  /** What goes wrong inside a host; a disk that is exchanged meanwhile is whole again. */
  private void befall(HostFault fault, Stage.Course course) {
    SocketHost host = origin(fault.host());
    switch (fault) {
      case HostFault.ClockStep(String _, long stepNanos) ->
          tell(host, new MachineOrder.Step(stepNanos));
      case HostFault.ClockDrift(String _, long ppm, long _) -> {
        tell(host, new MachineOrder.Drift(ppm));
        scheduler.after(fault.durationNanos(), () -> tell(host, new MachineOrder.Drift(0)));
      }
      case HostFault.DiskFull(String _, long _) -> {
        tell(host, new MachineOrder.Full(true));
        scheduler.after(fault.durationNanos(), () -> tell(host, new MachineOrder.Full(false)));
      }
      case HostFault.DiskSlow(String _, long bytesPerSecond, long _) -> {
        tell(host, new MachineOrder.Slow(Math.multiplyExact(bytesPerSecond, hurry)));
        scheduler.after(
            fault.durationNanos(), () -> tell(host, new MachineOrder.Slow(Long.MAX_VALUE)));
      }
    }
    lasting(List.of(), fault, course);
  }

  private void tell(SocketHost host, MachineOrder order) {
    attempt(() -> host.order(order));
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
          origin.ifPresent(found -> lead(kill.host(), found));
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
      broke(failed);
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
