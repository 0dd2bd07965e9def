package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    Simulation simulation = new Simulation(scenario, seed, new Simulation.Means(scheduler, trace));
    Stage stage = new Stage(new Stage.Casting(scenario, seed, contents), simulation, trace);
    Inspector inspector = new Inspector(seed, simulation::insight, stage::saw);
    trace.observe(inspector);
    simulation.start();
    stage.open();
    scheduler.runUntil(scenario.title().durationNanos(), EVENT_COUNT_MAX, inspector::look);
    stage.close();
    for (Scenario.PlannedOrigin origin : scenario.topology().origins()) {
      simulation
          .diskOf(origin.name())
          .ifPresent(disk -> inspector.lookAtArchive(origin.name(), disk));
    }
    try {
      return stage.verdict();
    } catch (IOException broken) {
      throw new UncheckedIOException("a simulated disk cannot be read", broken);
    }
  }
}
