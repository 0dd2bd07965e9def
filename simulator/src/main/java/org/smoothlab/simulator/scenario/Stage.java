package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.origin.Target;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.WorldEvent;
import org.smoothlab.simulator.viewer.Viewer;
import org.smoothlab.simulator.viewer.ViewerDriver;
import org.smoothlab.simulator.viewer.ViewerSettings;

/** Lets a scenario happen, in whichever world. Everything is done on the scheduler's thread. */
final class Stage {
  private final Scenario scenario;
  private final long seed;
  private final Setting setting;
  private final Contents contents;
  private final Logins logins;
  private final Judge judge;
  private final Studio studio;
  private final Operators operators;
  private final Map<String, ViewerDriver> viewers = new HashMap<>();
  private final List<Viewer> machines = new ArrayList<>();

  /** What differs between the worlds. */
  interface Setting {
    /** {@code virtual} or {@code sockets}. */
    String name();

    Scheduler scheduler();

    Transport transportOf(String host);

    /** Where {@code host} finds the origin: scheme, host and port. */
    URI originUri(String host, String origin);

    /** What the origin of {@code host} has recorded; empty if it has no disk. */
    Optional<Disk> diskOf(String host) throws IOException;

    /** Whether a kill has taken {@code host} down. */
    boolean isDown(String host);

    /** Lets an operator order something; what a point cannot do now is not done. */
    void order(Scenario.Place place, Target target);

    /** Takes down that this happened now. */
    void note(String who, RunEvent event);

    /** Lets a fault strike; the course is told on the scheduler's thread. */
    void apply(Fault fault, Course course);
  }

  /** How a fault goes. */
  interface Course {
    /** It has taken effect: a drop or a kill may have waited for bytes. */
    void struck();

    /** It is over, if it was of the kind that lasts; a killed host is up again. */
    void ended();
  }

  /** Which run of it. */
  record Casting(Scenario scenario, long seed, Contents contents) {}

  /**
   * A stage on which nothing happens yet.
   *
   * @param trace gets what the setting takes down
   */
  Stage(Casting casting, Setting setting, Trace trace) {
    this.scenario = casting.scenario();
    this.seed = casting.seed();
    this.contents = casting.contents();
    this.logins = new Logins(scenario.topology());
    this.setting = setting;
    this.judge = new Judge(scenario, trace);
    this.studio = new Studio(scenario, contents, setting, this::note);
    this.operators = new Operators(scenario, setting);
  }

  /** Plans everything; all random numbers are drawn here, in the order of the file. */
  void open() {
    SplittableRandom random = new SplittableRandom(seed);
    note("world", new WorldEvent.Started(scenario.title().name(), seed));
    studio.open();
    for (Scenario.PlannedViewers planned : scenario.topology().viewers()) {
      planViewers(planned, random);
    }
    long withinBytesMax = contents.fragmentBytes();
    for (FaultPlan plan : scenario.faults()) {
      FaultPlan.Drawn drawn = plan.withinAtMost(withinBytesMax).draw(random);
      setting.scheduler().at(drawn.atNanos(), () -> strike(drawn.fault()));
    }
    operators.open(random);
  }

  /** Whether every viewer who may watch has seen the end. */
  boolean allViewersDone() {
    return !machines.isEmpty() && machines.stream().allMatch(Viewer::isDone);
  }

  /** Sends everybody home. */
  void close() {
    viewers.values().forEach(ViewerDriver::stop);
    studio.close();
    note("world", new WorldEvent.Ended("as planned"));
  }

  /** Takes what an inspector has seen. */
  void saw(Sight sight) {
    judge.saw(sight, setting.scheduler().nowNanos());
  }

  /**
   * What came of it; after {@link #close}, when the trace has all of it.
   *
   * @throws IOException if what was recorded cannot be read
   */
  Verdict verdict() throws IOException {
    Map<String, Map<String, Archives.FileMark>> archives = new LinkedHashMap<>();
    for (String host : scenario.demands().archives()) {
      Optional<Disk> disk = setting.diskOf(host);
      archives.put(host, disk.isEmpty() ? Map.of() : Archives.files(disk.get()));
    }
    return judge.verdict(experiment(scenario, seed, setting.name()), archives);
  }

  /** What is run, and how it is run again. */
  static Verdict.Experiment experiment(Scenario scenario, long seed, String world) {
    String flag = world.equals("virtual") ? "--virtual" : "--real";
    String replay = "smoothlab run " + scenario.title().file() + " " + flag + " --seed " + seed;
    return new Verdict.Experiment(scenario.title().name(), seed, world, replay);
  }

  // ---- viewers

  private void planViewers(Scenario.PlannedViewers planned, SplittableRandom random) {
    int number = 0;
    for (String host : planned.hosts()) {
      number++;
      List<URI> manifests =
          planned.routes().stream()
              .map(route ->
                  setting.originUri(host, route.origin()).resolve(route.point() + "/Manifest"))
              .toList();
      ViewerSettings behaviour = planned.behaviour().withManifests(manifests);
      Viewer viewer = new Viewer(behaviour);
      ViewerDriver driver =
          new ViewerDriver(
              viewer, transport(planned, host), setting.scheduler(), event -> note(host, event));
      if (planned.mayWatch(scenario.topology())) {
        machines.add(viewer);
      }
      long atNanos = planned.arrival().atNanos(number, random);
      setting.scheduler().at(atNanos, () -> begin(host, driver));
    }
  }

  /** With what the viewer says to be let in, to each of its origins. */
  private Transport transport(Scenario.PlannedViewers planned, String host) {
    Transport transport = setting.transportOf(host);
    Optional<Header> login = logins.ofViewers(planned.name());
    for (Scenario.Route route : login.isPresent() ? planned.routes() : List.<Scenario.Route>of()) {
      transport = transport.with(login.get(), setting.originUri(host, route.origin()));
    }
    return transport;
  }

  private void begin(String host, ViewerDriver driver) {
    viewers.put(host, driver);
    driver.start();
  }

  // ---- faults

  private void strike(Fault fault) {
    setting.apply(
        fault,
        new Course() {
          @Override
          public void struck() {
            note(fault.target(), new WorldEvent.FaultStruck(fault.words()));
            if (fault instanceof Fault.KillNode kill) {
              note(kill.host(), new WorldEvent.NodeDown(kill.host()));
              studio.killed(kill.host());
            }
          }

          @Override
          public void ended() {
            note(fault.target(), new WorldEvent.FaultEnded(fault.words()));
            if (fault instanceof Fault.KillNode kill) {
              note(kill.host(), new WorldEvent.NodeUp(kill.host(), kill.disk() == Fault.Disk.KEPT));
              studio.revived(kill.host());
              operators.restarted(kill.host());
            }
          }
        });
  }

  private void note(String who, RunEvent event) {
    setting.note(who, event);
  }
}
