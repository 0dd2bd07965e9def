package org.smoothlab.simulator.scenario;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.encoder.Delivery;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.encoder.Lineup;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.trace.EncoderEvent;
import org.smoothlab.simulator.trace.ScoreBoard;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerScore;
import org.smoothlab.simulator.trace.WorldEvent;
import org.smoothlab.simulator.viewer.Viewer;
import org.smoothlab.simulator.viewer.ViewerDriver;
import org.smoothlab.simulator.viewer.ViewerSettings;

/** Lets a scenario happen, in whichever world. Everything is done on the scheduler's thread. */
final class Stage {
  private static final long NANOS_PER_TICK = 100;

  private final Scenario scenario;
  private final long seed;
  private final Setting setting;
  private final Contents contents;
  private final Trace trace;
  private final ScoreBoard scores = new ScoreBoard();
  private final Invariants invariants;
  private final Map<String, List<EncoderDriver>> encoders = new HashMap<>();
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

    /** Lets a fault strike; {@code struck} runs on the scheduler's thread when it has. */
    void apply(Fault fault, Runnable struck);
  }

  /** Which run of it. */
  record Casting(Scenario scenario, long seed, Contents contents) {}

  Stage(Casting casting, Setting setting, Trace trace) {
    this.scenario = casting.scenario();
    this.seed = casting.seed();
    this.contents = casting.contents();
    this.setting = setting;
    this.trace = trace;
    this.invariants = new Invariants(scenario.demands().invariants());
    trace.observe(scores);
    trace.observe(invariants);
  }

  /** Plans everything; all random numbers are drawn here, in the order of the file. */
  void open() {
    SplittableRandom random = new SplittableRandom(seed);
    note("world", new WorldEvent.Started(scenario.title().name(), seed));
    for (Scenario.PlannedEncoder planned : scenario.topology().encoders()) {
      setting.scheduler().at(planned.shift().startNanos(), () -> startEncoder(planned));
    }
    for (Scenario.PlannedViewers planned : scenario.topology().viewers()) {
      planViewers(planned, random);
    }
    for (FaultPlan plan : scenario.faults()) {
      FaultPlan.Drawn drawn = plan.draw(random);
      setting.scheduler().at(drawn.atNanos(), () -> strike(drawn.fault()));
    }
  }

  /** Whether every viewer has seen the end. */
  boolean allViewersDone() {
    return !machines.isEmpty() && machines.stream().allMatch(Viewer::isDone);
  }

  /** Sends everybody home. */
  void close() {
    viewers.values().forEach(ViewerDriver::stop);
    encoders.values().forEach(drivers -> drivers.forEach(EncoderDriver::close));
    note("world", new WorldEvent.Ended("as planned"));
  }

  /** What came of it; after {@link #close}. */
  Verdict verdict() {
    List<String> failures = new ArrayList<>(invariants.broken());
    List<ViewerScore> all = scores.scores();
    if (all.size() < machines.size()) {
      failures.add((machines.size() - all.size()) + " viewers never began");
    }
    for (ViewerScore score : all) {
      for (Expectation expectation : scenario.demands().expectations()) {
        expectation.unmet(score).ifPresent(what -> failures.add(score.viewer() + ": " + what));
      }
    }
    String flag = setting.name().equals("virtual") ? "--virtual" : "--real";
    String replay = "smoothlab run " + scenario.title().file() + " " + flag + " --seed " + seed;
    Verdict.Experiment experiment =
        new Verdict.Experiment(scenario.title().name(), seed, setting.name(), replay);
    return new Verdict(experiment, all, failures);
  }

  // ---- encoders

  private void startEncoder(Scenario.PlannedEncoder planned) {
    long nowTicks = setting.scheduler().nowNanos() / NANOS_PER_TICK;
    long untilNanos = Math.min(planned.shift().untilNanos(), scenario.title().durationNanos());
    long endFragment = untilNanos / NANOS_PER_TICK / Ladder.GOP_TICKS;
    long fragmentCount = endFragment - nowTicks / Ladder.GOP_TICKS;
    if (fragmentCount < 1) {
      return;
    }
    boolean hasEnd = planned.shift().untilNanos() != Long.MAX_VALUE;
    LineupPlan plan = planned.sending().lineup();
    Lineup lineup = plan.lineup(contents.tracks(plan.extras()), Ladder.GOP_TICKS * NANOS_PER_TICK);
    Programme programme =
        new Programme(
            lineup, 1, new MediaStart(nowTicks, 0, 0), hasEnd ? fragmentCount : Programme.ENDLESS);
    List<EncoderDriver> drivers =
        planned.routes().stream().map(route -> driver(planned, route, programme)).toList();
    encoders.put(planned.name(), drivers);
    drivers.forEach(EncoderDriver::start);
  }

  /** One encoder for each origin: they know nothing of one another, but all send the same. */
  private EncoderDriver driver(
      Scenario.PlannedEncoder planned, Scenario.Route route, Programme programme) {
    Scenario.Sending sending = planned.sending();
    Target target =
        new Target(route.point(), sending.script().eventId(), "encoder", sending.layout());
    EncoderPlan plan =
        new EncoderPlan(
            programme,
            target,
            Delivery.standard().in(sending.dialect()),
            sending.script().faults());
    EncoderDriver.Links links =
        new EncoderDriver.Links(
            setting.originUri(planned.name(), route.origin()),
            setting.transportOf(planned.name()),
            setting.scheduler());
    return new EncoderDriver(
        new Encoder(plan), links, report -> note(planned.name(), event(report)));
  }

  private static EncoderEvent event(EncoderReport report) {
    return switch (report) {
      case EncoderReport.Announced(String streamId, int attempt) ->
          new EncoderEvent.Connected(streamId + ", attempt " + attempt);
      case EncoderReport.FragmentSent sent ->
          new EncoderEvent.FragmentSent(sent.track(), sent.time(), sent.sizeBytes());
      case EncoderReport.FragmentsLeftOut left ->
          new EncoderEvent.Lost(
              left.fragmentCount() + " fragments of " + left.track() + ": " + left.why());
      case EncoderReport.Reconnecting(String streamId, String why, long _) ->
          new EncoderEvent.Lost(streamId + ": " + why);
      case EncoderReport.Broken(String streamId, String why) ->
          new EncoderEvent.Lost(streamId + ": " + why);
      case EncoderReport.Refused(String _, int status, String _) ->
          new EncoderEvent.Refused(status);
      case EncoderReport.Ended(String streamId, int status) ->
          new EncoderEvent.Ended(streamId + ": " + status);
    };
  }

  // ---- viewers

  private void planViewers(Scenario.PlannedViewers planned, SplittableRandom random) {
    for (int number = 1; number <= planned.count(); number++) {
      String host = planned.hosts().get(number - 1);
      URI origin = setting.originUri(host, planned.route().origin());
      URI manifest = origin.resolve(planned.route().point() + "/Manifest");
      ViewerSettings behaviour =
          new ViewerSettings(
              manifest,
              planned.behaviour().rule(),
              planned.behaviour().startLevel(),
              planned.behaviour().buffering());
      Viewer viewer = new Viewer(behaviour);
      ViewerDriver driver =
          new ViewerDriver(
              viewer, setting.transportOf(host), setting.scheduler(), event -> note(host, event));
      machines.add(viewer);
      long atNanos = planned.arrival().atNanos(number, random);
      setting.scheduler().at(atNanos, () -> begin(host, driver));
    }
  }

  private void begin(String host, ViewerDriver driver) {
    viewers.put(host, driver);
    driver.start();
  }

  // ---- faults

  private void strike(Fault fault) {
    setting.apply(
        fault,
        () -> {
          note(fault.target(), new WorldEvent.FaultStruck(fault.words()));
          if (fault instanceof Fault.KillNode(String host, long _, long downNanos, Fault.Disk _)) {
            killed(host, downNanos);
          }
        });
  }

  /** A dead encoder knows nothing any more; when its host is back, it starts anew. */
  private void killed(String host, long downNanos) {
    List<EncoderDriver> dead = encoders.remove(host);
    if (dead == null) {
      return;
    }
    dead.forEach(EncoderDriver::close);
    for (Scenario.PlannedEncoder planned : scenario.topology().encoders()) {
      if (planned.name().equals(host)) {
        setting.scheduler().after(downNanos, () -> startEncoder(planned));
      }
    }
  }

  private void note(String who, org.smoothlab.simulator.trace.RunEvent event) {
    trace.add(setting.scheduler().nowNanos(), who, event);
  }
}
