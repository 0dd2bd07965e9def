package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderProfile;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.encoder.Lineup;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.trace.EncoderEvent;

/** All encoders of a scenario. Everything is done on the scheduler's thread. */
final class Studio {
  private static final long NANOS_PER_TICK = 100;

  private final Scenario scenario;
  private final Contents contents;
  private final Stage.Setting setting;
  private final Notes notes;
  private final Map<String, List<EncoderDriver>> working = new HashMap<>();

  /** Takes what an encoder did. */
  @FunctionalInterface
  interface Notes {
    void note(String encoder, EncoderEvent event);
  }

  Studio(Scenario scenario, Contents contents, Stage.Setting setting, Notes notes) {
    this.scenario = scenario;
    this.contents = contents;
    this.setting = setting;
    this.notes = notes;
  }

  /** Lets every encoder begin at its time. */
  void open() {
    for (Scenario.PlannedEncoder planned : scenario.topology().encoders()) {
      setting.scheduler().at(planned.shift().startNanos(), () -> start(planned));
    }
  }

  /** Ends them all, like a power cut. */
  void close() {
    working.values().forEach(drivers -> drivers.forEach(EncoderDriver::close));
    working.clear();
  }

  /** A dead encoder knows nothing any more. */
  void killed(String host) {
    List<EncoderDriver> dead = working.remove(host);
    if (dead != null) {
      dead.forEach(EncoderDriver::close);
    }
  }

  /** When its host is back, an encoder whose time has begun starts anew. */
  void revived(String host) {
    for (Scenario.PlannedEncoder planned : scenario.topology().encoders()) {
      if (planned.name().equals(host)
          && planned.shift().startNanos() <= setting.scheduler().nowNanos()
          && !working.containsKey(host)) {
        start(planned);
      }
    }
  }

  private void start(Scenario.PlannedEncoder planned) {
    if (setting.isDown(planned.name())) {
      return;
    }
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
            lineup,
            1,
            new MediaStart(nowTicks, 0, 0).at(setting.scheduler().nowNanos()),
            hasEnd ? fragmentCount : Programme.ENDLESS);
    List<EncoderDriver> drivers =
        planned.routes().stream().map(route -> driver(planned, route, programme)).toList();
    working.put(planned.name(), drivers);
    drivers.forEach(EncoderDriver::start);
  }

  /** One encoder for each origin: they know nothing of one another, but all send the same. */
  private EncoderDriver driver(
      Scenario.PlannedEncoder planned, Scenario.Route route, Programme programme) {
    Scenario.Sending sending = planned.sending();
    Target target =
        new Target(route.point(), sending.script().eventId(), "encoder", sending.layout());
    EncoderPlan plain =
        new EncoderPlan(programme, target, sending.dialect().delivery(), sending.script().faults());
    EncoderPlan named =
        sending.dialect().profile().does(EncoderProfile.Habit.STREAM_MANIFEST)
            ? plain.namingItsStreams()
            : plain;
    EncoderPlan plan =
        new Logins(scenario.topology())
            .ofEncoder(planned.name())
            .map(login -> named.by(named.delivery().with(login)))
            .orElse(named);
    EncoderDriver.Links links =
        new EncoderDriver.Links(
            setting.originUri(planned.name(), route.origin()),
            setting.transportOf(planned.name()),
            setting.scheduler());
    return new EncoderDriver(
        new Encoder(plan),
        links,
        report -> event(report).ifPresent(event -> notes.note(planned.name(), event)));
  }

  // A trace tells of fragments; of their chunks it need not.
  private static Optional<EncoderEvent> event(EncoderReport report) {
    return switch (report) {
      case EncoderReport.ChunkSent _ -> Optional.empty();
      case EncoderReport.Announced(String streamId, int attempt) ->
          Optional.of(new EncoderEvent.Connected(streamId + ", attempt " + attempt));
      case EncoderReport.FragmentSent sent ->
          Optional.of(new EncoderEvent.FragmentSent(sent.track(), sent.time(), sent.sizeBytes()));
      case EncoderReport.FragmentsLeftOut left ->
          Optional.of(
              new EncoderEvent.Lost(
                  left.fragmentCount() + " fragments of " + left.track() + ": " + left.why()));
      case EncoderReport.Reconnecting(String streamId, String why, long _) ->
          Optional.of(new EncoderEvent.Lost(streamId + ": " + why));
      case EncoderReport.Broken(String streamId, String why) ->
          Optional.of(new EncoderEvent.Lost(streamId + ": " + why));
      case EncoderReport.Refused(String _, int status, String _) ->
          Optional.of(new EncoderEvent.Refused(status));
      case EncoderReport.Ended(String streamId, int status) ->
          Optional.of(new EncoderEvent.Ended(streamId + ": " + status));
    };
  }
}
