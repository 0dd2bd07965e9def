package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.encoder.ChunkLength;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.encoder.EncoderProfile;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.encoder.StreamLayout;
import org.smoothlab.simulator.net.CapacityTrace;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.Pair;

class ScenarioReaderTest {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final String WHOLE =
      """
      name: all
      about: every key there is
      duration: 1m30s
      seed: 42
      links:
        near: {capacity: 10Mbps, latency: 20ms, shared: true}
        far: {up: 1Mbps, down: 2Mbps}
      origins:
        origin: {link: near, lookAheadChunks: 1, windowLengthSeconds: 60, archive: true,
          liveCacheSeconds: 20, liveCacheBytes: 5MB}
      encoders:
        camera: {link: near, origin: origin, point: /a.isml, layout: post-per-track,
          start: 1s, until: 80s}
      viewers:
        home: {count: 2, link: far, origin: origin, point: /a.isml, start: 10s, spread: 5s,
          rule: lowest, startBehind: 4, buffer: 20s}
      faults:
        - {at: 20s, until: 30s, drop: camera, within: 100kB}
        - {at: 40s, kill: home-2, for: 5s}
        - {at: 50s, partition: origin, for: 2s}
        - {at: 60s, slow: far, to: 300kbps, for: 10s}
      expect: {irregular: 3, startup: 2s, stalled: 1s, played: 40s}
      """;

  @Test
  void readsEveryKey() throws Exception {
    Scenario scenario = read(WHOLE);

    assertThat(scenario.title())
        .isEqualTo(new Scenario.Title("all", "t.yaml", 90 * SECOND_NANOS, 42));
    Scenario.Topology topology = scenario.topology();
    assertThat(topology.links().getFirst().shared()).isTrue();
    assertThat(topology.links().getFirst().link().latencyNanos()).isEqualTo(20_000_000);
    assertThat(topology.links().get(1).link().down()).isEqualTo(CapacityTrace.constant(2_000_000));
    assertThat(
            topology.origins().getFirst().settings().clientConnections().timing().lookAheadChunks())
        .isEqualTo(1);
    assertThat(topology.origins().getFirst().settings().archive().enabled()).isTrue();
    assertThat(
            topology
                .origins()
                .getFirst()
                .settings()
                .clientConnections()
                .timing()
                .liveCacheSeconds())
        .isEqualTo(20);
    assertThat(topology.encoders())
        .containsExactly(
            new Scenario.PlannedEncoder(
                "camera",
                List.of(new Scenario.Route("near", "origin", "/a.isml")),
                new Scenario.Sending(
                    LineupPlan.PLAIN,
                    StreamLayout.POST_PER_TRACK,
                    EncoderProfile.PIFF.named(),
                    Scenario.Script.PLAIN),
                new Scenario.Shift(SECOND_NANOS, 80 * SECOND_NANOS)));
    assertThat(topology.viewers().getFirst().count()).isEqualTo(2);
    assertThat(topology.viewers().getFirst().arrival())
        .isEqualTo(new Arrival(2, 10 * SECOND_NANOS, 5 * SECOND_NANOS, Arrival.Curve.RANDOM));
    assertThat(scenario.faults())
        .containsExactly(
            new FaultPlan(
                20 * SECOND_NANOS,
                30 * SECOND_NANOS,
                new FaultPlan.Strike.Planned(new Fault.DropConnection("camera", 0), 100_000)),
            new FaultPlan(
                40 * SECOND_NANOS,
                40 * SECOND_NANOS,
                new FaultPlan.Strike.Planned(
                    new Fault.KillNode("home-2", 0, 5 * SECOND_NANOS, Fault.Disk.KEPT), 0)),
            new FaultPlan(
                50 * SECOND_NANOS,
                50 * SECOND_NANOS,
                new FaultPlan.Strike.Planned(
                    new Fault.Partition(Pair.of("origin"), 2 * SECOND_NANOS), 0)),
            new FaultPlan(
                60 * SECOND_NANOS,
                60 * SECOND_NANOS,
                new FaultPlan.Strike.Planned(
                    new Fault.SlowLink("far", 300_000, 10 * SECOND_NANOS), 0)));
    assertThat(scenario.demands().expectations())
        .containsExactly(
            new Expectation.IrregularAtMost(3),
            new Expectation.StartupAtMost(2 * SECOND_NANOS),
            new Expectation.StalledAtMost(SECOND_NANOS),
            new Expectation.PlayedAtLeast(40 * SECOND_NANOS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "duration: 1m30s|duration: long|"
            + "t.yaml: duration: expected a duration such as 30s or 1m30s, found long",
        "duration: 1m30s|duration: 25h|"
            + "t.yaml: duration: expected a duration up to 24h, found 25h",
        "name: all|nome: all|t.yaml: name: expected a text, found nothing",
        "count: 2|count: zwei|"
            + "t.yaml: viewers.home.count: expected a whole number in 1..100000, found zwei",
        "count: 2|cuont: 2|"
            + "t.yaml: viewers.home: expected one of count, start, spread, arrival, point, link,"
            + " origins, origin, startBehind, buffer, patience, rule, found cuont",
        "rule: lowest|rule: best|"
            + "t.yaml: viewers.home.rule: expected one of cautious, highest, lowest, found best",
        "drop: camera|drop: caméra|"
            + "t.yaml: faults[0].drop: expected a host that opens connections (camera, home-1,"
            + " home-2), found caméra",
        "drop: camera|drop: origin|"
            + "t.yaml: faults[0].drop: expected a host that opens connections (camera, home-1,"
            + " home-2), found origin",
        "drop: camera, within|within|"
            + "t.yaml: faults[0]: expected random or one of drop, kill, stall, half-open, partition,"
            + " slow, wrong-target, status, delay-post, duplicate-post, truncate, corrupt, stale,"
            + " wrong-answer, clock-step, clock-drift, disk-full, disk-slow, found none of them",
        "to: 300kbps|to: slow|"
            + "t.yaml: faults[3].to: expected a rate such as 800kbps or 3Mbps, found slow",
        "within: 100kB|within: 100|"
            + "t.yaml: faults[0].within: expected a size such as 100kB, found 100",
        "at: 20s, until: 30s|at: 20s, until: 10s|"
            + "t.yaml: faults[0].until: expected a time behind at, found 10s",
        "shared: true|shared: yes|"
            + "t.yaml: links.near.shared: expected true or false, found yes",
        "point: /a.isml, layout|point: a.ism, layout|"
            + "t.yaml: encoders.camera.point: expected a path such as /live/event.isml, found a.ism",
        "camera: {link: near|origin: {link: near|"
            + "t.yaml: expected a name for each host, found origin twice",
        "camera: {link: near|ca mera: {link: near|"
            + "t.yaml: expected names of letters, digits and -, found ca mera",
      })
  void saysWhereWhatIsWrong(String right, String wrong, String message) {
    assertThat(WHOLE).contains(right);

    assertThatThrownBy(() -> read(WHOLE.replace(right, wrong)))
        .isInstanceOf(ScenarioException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|t.yaml: not YAML",
        "[1, 2]|t.yaml: expected a mapping, found [1,2]",
        "links: 7|expected",
        "''|t.yaml"
      })
  void refusesWhatIsNoScenario(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(message);
  }

  private static Scenario read(String text) throws ScenarioException {
    return ScenarioReader.read("t.yaml", text);
  }

  @Test
  void readsTracksOfEveryKind() throws Exception {
    String tracks =
        """
        duration: 10s
        name: tracks
        links: {near: {capacity: 1Mbps}}
        origins: {origin: {link: near}}
        encoders:
          camera:
            link: near
            origin: origin
            audio: eng, deu
            captions: true
            thumbnails: true
            scte35: 30s
            late-track: {audio_deu: 4s}
            stop-rung: {video@250000: 6s}
        """;
    LineupPlan plan = read(tracks).topology().encoders().getFirst().sending().lineup();
    assertThat(plan)
        .isEqualTo(
            new LineupPlan(
                new Extras(
                    List.of("eng", "deu"), Set.of(Extras.Kind.CAPTIONS, Extras.Kind.THUMBNAILS)),
                Optional.of(30 * SECOND_NANOS),
                List.of(new LineupPlan.Moment("audio_deu", 4 * SECOND_NANOS)),
                List.of(new LineupPlan.Moment("video@250000", 6 * SECOND_NANOS))));
    assertThatThrownBy(() -> read(tracks.replace("eng, deu", "english")))
        .isInstanceOf(ScenarioException.class)
        .hasMessage(
            "t.yaml: encoders.camera.audio: expected languages such as eng,deu, found english");
    assertThatThrownBy(() -> read(tracks).requireTracks(java.util.Map.of()))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("encoders.camera: no track 'audio_deu'");
  }

  private static final String RELAYS =
      """
      name: relays
      duration: 60s
      links:
        rack: {capacity: [{for: 10s, rate: 1Gbps}, {for: 2s, rate: 5Mbps}], latency: 1ms}
      origins:
        east: {link: rack, archive: true, points: {/live/event.isml: {autoStart: true}}}
        west: {link: rack, points: {/live/event.isml: {pushTo: [east/tv/event.isml]}}}
        edge:
          link: rack
          lookAheadChunks: 1
          points:
            /live/event.isml:
              pullFrom: [east, west]
              resume: true
              sendEndOfStreamOnStop: false
              commands: [{at: 30s, until: 40s, state: Stopped}, {at: 20s, state: Started}]
      encoders:
        main: {link: rack, origins: [east, west], dialect: ismv, eventId: e1, endOfStream: false,
          chunk: 200ms}
      viewers:
        home: {count: 3, link: rack, origins: [edge, east], spread: 6s, arrival: even}
      expect: {archivesEqual: [east, edge]}
      """;

  @Test
  void readsPointsAndTheirPeers() throws Exception {
    Scenario.Topology topology = read(RELAYS).topology();

    Scenario.PlannedPoint pull = topology.origin("edge").orElseThrow().points().getFirst();
    assertThat(pull.peers())
        .isEqualTo(
            new Scenario.Peers(
                PointSettings.SourceType.PULL,
                List.of(
                    new Scenario.Place("east", "/live/event.isml"),
                    new Scenario.Place("west", "/live/event.isml"))));
    assertThat(pull.settings().clientConnections().timing().lookAheadChunks()).isEqualTo(1);
    assertThat(pull.settings().automation().resume()).isTrue();
    assertThat(pull.settings().serverConnections().sendEndOfStreamOnStop()).isFalse();
    assertThat(pull.commands())
        .containsExactly(
            new Scenario.PlannedCommand(20 * SECOND_NANOS, 20 * SECOND_NANOS, Target.STARTED),
            new Scenario.PlannedCommand(30 * SECOND_NANOS, 40 * SECOND_NANOS, Target.STOPPED));
    assertThat(topology.origin("west").orElseThrow().points().getFirst().peers().places())
        .containsExactly(new Scenario.Place("east", "/tv/event.isml"));
    assertThat(topology.origin("east").orElseThrow().hasDisk()).isTrue();
    assertThat(topology.origin("west").orElseThrow().callsOthers()).isTrue();
  }

  @Test
  void readsRedundantRoutesAndLinksThatChange() throws Exception {
    Scenario.Topology topology = read(RELAYS).topology();

    Scenario.PlannedEncoder encoder = topology.encoders().getFirst();
    assertThat(encoder.routes())
        .containsExactly(
            new Scenario.Route("rack", "east", "/live/event.isml"),
            new Scenario.Route("rack", "west", "/live/event.isml"));
    assertThat(encoder.sending().dialect())
        .isEqualTo(EncoderProfile.FFMPEG.named().inChunksOf(ChunkLength.ofNanos(200_000_000)));
    assertThat(encoder.sending().script())
        .isEqualTo(new Scenario.Script("e1", List.of(new EncoderFault.NoEndOfStream())));
    assertThat(topology.viewers().getFirst().routes()).hasSize(2);
    assertThat(topology.viewers().getFirst().arrival())
        .isEqualTo(new Arrival(3, 0, 6 * SECOND_NANOS, Arrival.Curve.EVEN));
    assertThat(topology.links().getFirst().link().up())
        .isEqualTo(
            new CapacityTrace(
                List.of(
                    new CapacityTrace.Step(10 * SECOND_NANOS, 1_000_000_000),
                    new CapacityTrace.Step(2 * SECOND_NANOS, 5_000_000))));
  }

  private static String withFaults(String faults) {
    return WHOLE.replace("camera: {", "camera: {faults: [" + faults + "], ");
  }

  @Test
  void readsWhatAnEncoderDoesWrong() throws Exception {
    String faults =
        "{at: 1s, stall: 2s}, {at: 3s, outage: 4s}, {at: 5s, restart: 6s}, {at: 7s, restartAnew: 8s},"
            + " {at: 9s, clockForward: 10s}, {at: 11s, clockBack: 12s},"
            + " {at: 13s, clockDriftPpm: -14}, {breakAfter: 15kB}, {skip: {first: 16, last: 17}},"
            + " {resetAtEnd: true}";

    assertThat(
            read(withFaults(faults)).topology().encoders().getFirst().sending().script().faults())
        .startsWith(
            new EncoderFault.Stall(SECOND_NANOS, 2 * SECOND_NANOS),
            new EncoderFault.Outage(3 * SECOND_NANOS, 4 * SECOND_NANOS),
            new EncoderFault.Restart(
                5 * SECOND_NANOS, 6 * SECOND_NANOS, EncoderFault.Restart.Times.CONTINUE),
            new EncoderFault.Restart(
                7 * SECOND_NANOS, 8 * SECOND_NANOS, EncoderFault.Restart.Times.BEGIN_AGAIN),
            new EncoderFault.ClockStep(9 * SECOND_NANOS, 10 * SECOND_NANOS),
            new EncoderFault.ClockStep(11 * SECOND_NANOS, -12 * SECOND_NANOS),
            new EncoderFault.ClockDrift(13 * SECOND_NANOS, -14),
            new EncoderFault.BreakAfter(0, 15_000),
            new EncoderFault.Skip(16, 17),
            new EncoderFault.ResetAtEnd());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{at: 1s}|expected one of breakAfter, clockBack, clockDriftPpm, clockForward, outage,"
            + " resetAtEnd, restart, restartAnew, skip, stall, found none of them",
        "{at: 1s, stall: 2s, outage: 3s}|found stall and outage",
        "{stall: 2s}|at: expected a duration such as 30s or 1m30s, found nothing",
        "{at: 1s, breakAfter: 1kB}|expected one of breakAfter, found at",
        "{skip: {first: 3, last: 2}}|skip.last: expected a whole number in 3..2147483647, found 2",
      })
  void saysWhatIsNoFaultOfAnEncoder(String faults, String message) {
    assertThatThrownBy(() -> read(withFaults(faults)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("t.yaml: encoders.camera.faults[0]")
        .hasMessageEndingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pullFrom: [east, west]|pullFrom: [east, north]|"
            + "pullFrom: expected origins (east, edge, west), found north",
        "pullFrom: [east, west]|pullFrom: [east, east]|"
            + "pullFrom: expected each point once, found east twice",
        "pullFrom: [east, west]|pullFrom: edge|"
            + "pullFrom: expected other points, found edge, which is this point itself",
        "pullFrom: [east, west]|pullFrom: east/live|"
            + "pullFrom: expected a path such as /live/event.isml, found /live",
        "pullFrom: [east, west]|pullFrom: []|"
            + "pullFrom: expected a list that is not empty, found []",
        "resume: true|pushTo: east|pushTo: expected either pullFrom or pushTo, found both",
        "state: Stopped|state: Error|state: expected one of Idle, Started, Stopped, found Error",
        "until: 40s|until: 4s|until: expected a time behind at, found 4s",
        "origins: [east, west]|origins: [east, south]|"
            + "origins: expected origins (east, edge, west), found south",
        "origins: [east, west]|origins: [east, east]|"
            + "origins: expected each origin once, found east twice",
        "origins: [edge, east]|origins: [edge, east], origin: east|"
            + "origin: expected either origin or origins, found both",
        "{for: 2s|{for: 0s|for: expected a duration of more than nothing, found 0s",
        "eventId: e1|eventId: e/1|"
            + "eventId: expected an id of letters, digits, _, . and -, found e/1",
        "archivesEqual: [east, edge]|archivesEqual: east|"
            + "archivesEqual: expected at least two origins, found east",
        "archivesEqual: [east, edge]|archivesEqual: [east, nobody]|"
            + "archivesEqual: expected origins that record (east, west, edge), found nobody",
        "arrival: even|arrival: slow|"
            + "arrival: expected one of even, random, rising, rush, found slow",
        "dialect: ismv|until: 0s|until: expected a time behind start, found 0s",
        "chunk: 200ms|chunk: 50ms|chunk: expected a duration from 20ms to below 1s that pictures of"
            + " 40 ms and sound of 21.3 ms fill to 85 %, found 50ms",
      })
  void saysWhichPeerOrRouteIsWrong(String right, String wrong, String message) {
    assertThat(RELAYS).contains(right);

    assertThatThrownBy(() -> read(RELAYS.replace(right, wrong)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("t.yaml: ")
        .hasMessageEndingWith(message);
  }

  @Test
  void refusesPullsThatNoEncoderFeeds() {
    String circle =
        RELAYS
            .replace("pushTo: [east/tv/event.isml]", "pullFrom: [east]")
            .replace("{autoStart: true}", "{pullFrom: [edge, west]}");

    assertThatThrownBy(() -> read(circle))
        .isInstanceOf(ScenarioException.class)
        .hasMessage(
            "t.yaml: origins.east.points./live/event.isml.pullFrom: expected a point that pulls in"
                + " the end from one that encoders push to, found a circle:"
                + " edge/live/event.isml <- east/live/event.isml <- west/live/event.isml");
  }
}
