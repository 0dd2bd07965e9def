package org.smoothlab.simulator.scenario;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.relay.RelayEvent;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.HostFault;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.net.SimNetwork;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.VirtualScheduler;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.Trace;

/** A scenario's hosts and links in virtual time. */
final class Simulation implements Stage.Setting {
  private final VirtualScheduler scheduler;
  private final Trace trace;
  private final SimNetwork network;
  private final Map<String, Scenario.PlannedLink> links = new LinkedHashMap<>();
  private final Map<String, List<String>> copies = new LinkedHashMap<>();
  private final Map<String, OriginHost> origins = new LinkedHashMap<>();
  private final Set<String> down = new HashSet<>();

  /** What a simulation happens in. */
  record Means(VirtualScheduler scheduler, Trace trace) {}

  Simulation(Scenario scenario, long seed, Means means) {
    scheduler = means.scheduler();
    trace = means.trace();
    network = new SimNetwork(scheduler, seed);
    // Not the numbers that the stage draws from the same seed.
    SplittableRandom random = new SplittableRandom(seed).split();
    Scenario.Topology topology = scenario.topology();
    for (Scenario.PlannedLink link : topology.links()) {
      links.put(link.link().name(), link);
      copies.put(link.link().name(), new ArrayList<>());
    }
    AccessPlan access = new AccessPlan(topology);
    for (Scenario.PlannedOrigin origin : topology.origins()) {
      addHost(origin.name(), origin.link());
      OriginHost host = host(new OriginProcess.Part(origin, access), random.nextLong());
      origins.put(origin.name(), host);
      network.serve(origin.name(), host);
    }
    topology.encoders().forEach(encoder -> addHost(encoder.name(), encoder.route().link()));
    for (Scenario.PlannedViewers viewers : topology.viewers()) {
      viewers.hosts().forEach(host -> addHost(host, viewers.route().link()));
    }
  }

  private OriginHost host(OriginProcess.Part part, long diskSeed) {
    String name = part.planned().name();
    OriginHost.Surroundings surroundings =
        new OriginHost.Surroundings(
            scheduler,
            network.transportOf(name),
            place ->
                new PointSettings.Peer(
                    originUri(name, place.origin()).resolve(place.point()).toString(),
                    part.access().logins().credentialName()),
            diskSeed);
    return new OriginHost(
        part,
        surroundings,
        new OriginProcess.Observer() {
          @Override
          public void happened(Effect effect) {
            Effects.event(effect).ifPresent(told -> note(name, named(told)));
          }

          @Override
          public void happened(RelayEvent event) {
            RelayEvents.event(event).ifPresent(told -> note(name, told));
          }
        });
  }

  private static OriginEvent named(OriginEvent event) {
    return event instanceof OriginEvent.SessionOpened opened
        ? opened.by(hostOf(opened.peer()))
        : event;
  }

  /** Connections of this network are called after the host that has opened them. */
  private static String hostOf(String peer) {
    int pulled = peer.indexOf('#');
    return peer.substring(0, pulled < 0 ? peer.lastIndexOf(':') : pulled);
  }

  @Override
  public void note(String who, RunEvent event) {
    trace.add(scheduler.nowNanos(), who, event);
  }

  /** A link that is not shared is made anew for each host. */
  private void addHost(String host, String linkName) {
    Scenario.PlannedLink planned = links.get(linkName);
    if (planned == null) {
      throw new IllegalArgumentException("no link is called " + linkName);
    }
    List<String> made = copies.getOrDefault(linkName, new ArrayList<>());
    String name = planned.shared() ? linkName : linkName + "/" + host;
    if (!made.contains(name)) {
      Link link = planned.link();
      network.addLink(link.named(name));
      made.add(name);
    }
    network.addHost(host, name);
  }

  /** Starts the processes of all origins. */
  void start() {
    origins.values().forEach(OriginHost::start);
  }

  /** What answers at a host that is up. */
  Optional<Inspector.Insight> insight(String host) {
    return Optional.ofNullable(origins.get(host)).flatMap(OriginHost::insight);
  }

  @Override
  public String name() {
    return "virtual";
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public Transport transportOf(String host) {
    return network.transportOf(host);
  }

  @Override
  public URI originUri(String host, String origin) {
    return URI.create("http://" + origin + "/");
  }

  @Override
  public Optional<Disk> diskOf(String host) {
    return Optional.ofNullable(origins.get(host)).flatMap(OriginHost::disk).map(HostDisk::disk);
  }

  @Override
  public boolean isDown(String host) {
    return down.contains(host);
  }

  @Override
  public void order(Scenario.Place place, Target target) {
    OriginHost host = origins.get(place.origin());
    if (host != null) {
      var _ = host.order(place.point(), target);
    }
  }

  @Override
  public void apply(Fault fault, Stage.Course course) {
    switch (fault) {
      case Fault.KillNode kill -> network.apply(kill, () -> killed(kill, course));
      case Fault.SlowLink(String link, long capacityBps, long durationNanos) -> {
        for (String copy : copies.getOrDefault(link, List.of())) {
          network.apply(new Fault.SlowLink(copy, capacityBps, durationNanos), () -> {});
        }
        struck(fault, course);
      }
      case HostFault inside -> {
        apply(inside);
        struck(fault, course);
      }
      default -> network.apply(fault, () -> struck(fault, course));
    }
  }

  private void struck(Fault fault, Stage.Course course) {
    course.struck();
    if (fault.durationNanos() > 0) {
      scheduler.after(fault.durationNanos(), course::ended);
    }
  }

  /** Who is dead already does not die again. */
  private void killed(Fault.KillNode kill, Stage.Course course) {
    if (!down.add(kill.host())) {
      return;
    }
    Optional<OriginHost> origin = Optional.ofNullable(origins.get(kill.host()));
    origin.ifPresent(OriginHost::kill);
    course.struck();
    scheduler.after(
        kill.downNanos(),
        () -> {
          down.remove(kill.host());
          origin.ifPresent(host -> host.restart(kill.disk() == Fault.Disk.KEPT));
          course.ended();
        });
  }

  /** What goes wrong inside a host; a disk that is exchanged meanwhile is whole again. */
  private void apply(HostFault fault) {
    OriginHost host = origins.get(fault.host());
    if (host == null) {
      throw new IllegalArgumentException("no origin is called " + fault.host());
    }
    switch (fault) {
      case HostFault.ClockStep(String _, long stepNanos) -> host.clock().step(stepNanos);
      case HostFault.ClockDrift(String _, long ppm, long durationNanos) -> {
        host.clock().drift(ppm);
        scheduler.after(durationNanos, () -> host.clock().drift(0));
      }
      case HostFault.DiskFull(String _, long durationNanos) ->
          host.disk()
              .ifPresent(disk -> {
                disk.full(true);
                scheduler.after(durationNanos, () -> disk.full(false));
              });
      case HostFault.DiskSlow(String _, long bytesPerSecond, long durationNanos) ->
          host.disk()
              .ifPresent(disk -> {
                disk.slow(bytesPerSecond);
                scheduler.after(durationNanos, () -> disk.slow(Long.MAX_VALUE));
              });
    }
  }
}
