package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.report.TableReport;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.Verdict;

/** The same files in both worlds. On sockets they mostly wait, and so they run side by side. */
@Timeout(300)
class WorldsTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");
  private static final Path FOLDER = Path.of("target", "clips");

  /** Have processes to start and to kill. How many times as fast as life: relays need room. */
  private static final Map<String, Integer> WITH_PROCESSES =
      Map.of(
          "late-edge", 2,
          "two-tiers", 2,
          "crossed-pull", 2,
          "push-fan-out", 2,
          "failover-origin", 2);

  /** All of it is in this process. */
  private static final Map<String, Integer> INSIDE =
      Map.of(
          "relay-maintenance", 2,
          "recorded", 4,
          "first-light", 4,
          "encoder-drop", 4,
          "tracks-of-every-kind", 4,
          "twin-encoders-kill", 4);

  /** Of those inside, so many at a time: more would wait for the processor and not for time. */
  private static final int INSIDE_MAX = 3;

  private static final ExecutorService PROCESSES = Executors.newCachedThreadPool();
  private static final ExecutorService LANES = Executors.newFixedThreadPool(INSIDE_MAX);
  private static final Map<String, Verdict> VIRTUAL = new LinkedHashMap<>();
  private static final Map<String, Future<Run>> ON_SOCKETS = new LinkedHashMap<>();

  private record Run(Scenario scenario, Verdict verdict, Trace trace) {}

  /** Virtual time while the processes start, which is when runs inside would suffer most. */
  @BeforeAll
  static void begin() throws Exception {
    WITH_PROCESSES.forEach(
        (name, hurry) -> ON_SOCKETS.put(name, PROCESSES.submit(() -> onSockets(name, hurry))));
    for (String name : names().toList()) {
      Scenario scenario = read(name);
      VIRTUAL.put(name, new VirtualWorld(contents(scenario)).run(scenario, 1, new Trace()));
    }
    INSIDE.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(entry ->
            ON_SOCKETS.put(
                entry.getKey(), LANES.submit(() -> onSockets(entry.getKey(), entry.getValue()))));
  }

  @AfterAll
  static void end() {
    PROCESSES.shutdownNow();
    LANES.shutdownNow();
  }

  private static Run onSockets(String name, int hurry) throws Exception {
    Scenario scenario = read(name);
    Trace trace = new Trace();
    Verdict verdict = new SocketWorld(contents(scenario), hurry).run(scenario, 1, trace);
    return new Run(scenario, verdict, trace);
  }

  /** Some hundred bytes a fragment: two processors carry all of it. */
  private static Contents contents(Scenario scenario) throws IOException {
    Map<Extras, List<ClipTrack>> made = new HashMap<>();
    for (Extras extras : scenario.extras()) {
      made.put(extras, TinyClip.with(extras, FOLDER));
    }
    return new Contents(made);
  }

  static Stream<String> names() {
    return Stream.of(WITH_PROCESSES, INSIDE).flatMap(runs -> runs.keySet().stream()).sorted();
  }

  private static Scenario read(String name) throws Exception {
    return Scenario.read(SCENARIOS.resolve(name + ".yaml"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void reachesTheSameVerdictInBothWorlds(String name) throws Exception {
    Verdict virtual = Objects.requireNonNull(VIRTUAL.get(name));
    Run sockets = Objects.requireNonNull(ON_SOCKETS.get(name)).get();

    assertThat(virtual.failures()).as(TableReport.verdict(virtual)).isEmpty();
    assertThat(sockets.verdict().failures()).as(TableReport.verdict(sockets.verdict())).isEmpty();
    assertThat(sockets.verdict().viewers()).hasSameSizeAs(virtual.viewers());
    assertThat(publishers(sockets.trace())).isEqualTo(points(sockets.scenario()));
  }

  /** Who told of what it published: also an origin that was a process and is dead. */
  private static Set<Scenario.Place> publishers(Trace trace) {
    return trace.entries().stream()
        .filter(entry -> entry.event() instanceof OriginEvent.Published)
        .map(WorldsTest::place)
        .collect(Collectors.toSet());
  }

  private static Scenario.Place place(TraceEntry entry) {
    return entry.event() instanceof OriginEvent.Published published
        ? new Scenario.Place(entry.who(), published.point())
        : new Scenario.Place(entry.who(), "");
  }

  private static Set<Scenario.Place> points(Scenario scenario) {
    return Set.copyOf(new Paths(scenario.topology()).points());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "first-light",
        "encoder-drop",
        "twin-encoders-kill",
        "tracks-of-every-kind",
        "recorded",
        "dual-encoder",
        "dual-origin"
      })
  void writesTheSameTraceForTheSameSeed(String name) throws Exception {
    Scenario scenario = Scenario.read(SCENARIOS.resolve(name + ".yaml"));

    assertThat(virtualTrace(scenario, 7)).isEqualTo(virtualTrace(scenario, 7));
  }

  @Test
  void drawsOtherFaultsFromAnotherSeed() throws Exception {
    Scenario scenario = Scenario.read(SCENARIOS.resolve("encoder-drop.yaml"));

    assertThat(virtualTrace(scenario, 1)).isNotEqualTo(virtualTrace(scenario, 2));
  }

  private static String virtualTrace(Scenario scenario, long seed) throws IOException {
    Trace trace = new Trace();
    Verdict verdict = new VirtualWorld(contents(scenario)).run(scenario, seed, trace);
    assertThat(verdict.failures()).as(TableReport.verdict(verdict)).isEmpty();
    return trace.jsonLines();
  }
}
