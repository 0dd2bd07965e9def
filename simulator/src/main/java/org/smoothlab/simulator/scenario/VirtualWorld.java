package org.smoothlab.simulator.scenario;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.net.SimNetwork;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.VirtualScheduler;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

/**
 * Virtual time and a simulated network around production origins, on the caller's thread. The same
 * scenario and seed give the same trace, byte for byte.
 */
public final class VirtualWorld implements World {
  /** Beyond this a run counts as one that never ends. */
  private static final long EVENT_COUNT_MAX = 500_000_000L;

  private final Contents contents;

  /** A world whose encoders send this. */
  public VirtualWorld(Contents contents) {
    this.contents = contents;
  }

  @Override
  public Verdict run(Scenario scenario, long seed, Trace trace) {
    VirtualScheduler scheduler = new VirtualScheduler();
    Simulation simulation = new Simulation(scenario, scheduler, trace);
    Stage stage = new Stage(new Stage.Casting(scenario, seed, contents), simulation, trace);
    stage.open();
    scheduler.runUntil(scenario.title().durationNanos(), EVENT_COUNT_MAX);
    stage.close();
    return stage.verdict();
  }

  private static final class Simulation implements Stage.Setting {
    private final VirtualScheduler scheduler;
    private final SimNetwork network;
    private final Map<String, Scenario.PlannedLink> links = new LinkedHashMap<>();
    private final Map<String, List<String>> copies = new LinkedHashMap<>();

    Simulation(Scenario scenario, VirtualScheduler scheduler, Trace trace) {
      this.scheduler = scheduler;
      this.network = new SimNetwork(scheduler);
      Scenario.Topology topology = scenario.topology();
      for (Scenario.PlannedLink link : topology.links()) {
        links.put(link.link().name(), link);
        copies.put(link.link().name(), new ArrayList<>());
      }
      for (Scenario.PlannedOrigin origin : topology.origins()) {
        addHost(origin.name(), origin.link());
        network.serve(
            origin.name(),
            new OriginNode(
                origin.settings(),
                scheduler,
                effect ->
                    Effects.event(effect)
                        .ifPresent(
                            event -> trace.add(scheduler.nowNanos(), origin.name(), event))));
      }
      topology.encoders().forEach(encoder -> addHost(encoder.name(), encoder.route().link()));
      for (Scenario.PlannedViewers viewers : topology.viewers()) {
        viewers.hosts().forEach(host -> addHost(host, viewers.route().link()));
      }
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
        network.addLink(new Link(name, link.up(), link.down(), link.latencyNanos()));
        made.add(name);
      }
      network.addHost(host, name);
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
    public void apply(Fault fault, Runnable struck) {
      if (fault instanceof Fault.SlowLink(String link, long capacityBps, long durationNanos)) {
        for (String copy : copies.getOrDefault(link, List.of())) {
          network.apply(new Fault.SlowLink(copy, capacityBps, durationNanos), () -> {});
        }
        struck.run();
      } else {
        network.apply(fault, struck);
      }
    }
  }
}
