package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.time.VirtualScheduler;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceHash;

class InspectorTest {
  private static final Path FILE = Path.of("..", "scenarios", "failover-edge.yaml");

  /** A run with or without somebody who looks. */
  private static String run(boolean inspected, List<Sight> sights) throws Exception {
    Scenario scenario = Scenario.read(FILE);
    VirtualScheduler scheduler = new VirtualScheduler();
    Trace trace = new Trace(0);
    TraceHash hash = new TraceHash();
    trace.observe(hash);
    Simulation simulation = new Simulation(scenario, 7, new Simulation.Means(scheduler, trace));
    Contents contents = Contents.of(TinyClip.tracks());
    Stage stage = new Stage(new Stage.Casting(scenario, 7, contents), simulation, trace);
    Inspector inspector = new Inspector(7, simulation::insight, sights::add);
    if (inspected) {
      trace.observe(inspector);
    }
    simulation.start();
    stage.open();
    scheduler.runUntil(scenario.title().durationNanos(), Long.MAX_VALUE / 2, inspector::look);
    stage.close();
    return hash.value();
  }

  @Test
  void asksForWhatViewersAreToldAndChangesNothing() throws Exception {
    List<Sight> sights = new ArrayList<>();

    String inspected = run(true, sights);

    assertThat(sights)
        .filteredOn(Sight.Kept.class::isInstance)
        .extracting(sight -> ((Sight.Kept) sight).promise().word())
        .contains(Sight.Word.values());
    assertThat(sights)
        .extracting(sight -> sight.point().origin())
        .contains("ingest", "edge-1", "edge-2");
    assertThat(run(false, new ArrayList<>())).isEqualTo(inspected);
  }
}
