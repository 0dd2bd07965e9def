package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.simulator.net.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class FaultReaderTest {
  private static final FaultReader.Cast CAST =
      new FaultReader.Cast(
          Set.of("camera", "edge"), Set.of("a", "b", "edge"), Set.of("wan"), 60_000_000_000L);

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a7',
      value = {
        "{at: 1s, drop: camera}|connections of camera are reset",
        "{at: 1s, drop: edge, after: 1kB}|connections of edge are reset after 1000 more bytes",
        "{at: 1s, kill: a}|a is killed for 1m",
        "{at: 1s, kill: camera, for: 1m30s, disk: lost}|"
            + "camera is killed for 1m30s and loses its disk",
        "{at: 1s, stall: a, for: 2.5s}|open connections of a stall for 2.5s",
        "{at: 1s, half-open: edge, with: a}|"
            + "open connections between edge and a are half open: the caller is not told",
        "{at: 1s, partition: a, with: b, for: 200ms}|nothing passes between a and b for 200ms",
        "{at: 1s, slow: wan, to: 300kbps, for: 5s}|wan carries no more than 300kbps for 5s",
        "{at: 1s, wrong-target: a, instead: b, for: 5s}|who calls a reaches b for 5s",
        "{at: 1s, status: a, for: 5s}|the requests to a are answered 503 for 5s",
        "{at: 1s, status: any, from: edge, code: 404, share: 30%, count: 2, paths: '*/Manifest',"
            + " for: 5s}|the next 2 of 30% of the requests from edge at */Manifest are answered 404"
            + " for 5s",
        "{at: 1s, delay-post: a, by: 3s, for: 5s}|"
            + "POSTs among the requests to a arrive 3s late for 5s",
        "{at: 1s, duplicate-post: a, for: 5s}|POSTs among the requests to a arrive twice for 5s",
        "{at: 1s, truncate: a, body: request, after: 5kB, for: 5s}|"
            + "bodies of the requests to a end after 5000 bytes for 5s",
        "{at: 1s, corrupt: a, body: answer, every: 1MB, for: 5s}|"
            + "answers to the requests to a have a bit turned in every 1000000 bytes for 5s",
        "{at: 1s, stale: a, for: 5s}|"
            + "the requests to a at */Manifest|*/streammanifest get what the first one got for 5s",
        "{at: 1s, wrong-answer: a, instead: html, paths: /x, for: 5s}|"
            + "the requests to a at /x are answered with an HTML page for 5s",
        "{at: 1s, wrong-answer: a, path: /y, paths: /x, for: 5s}|"
            + "the requests to a at /x are answered with what is at /y for 5s",
        "{at: 1s, clock-step: a, by: -2s}|the clock of a steps back by 2s",
        "{at: 1s, clock-drift: a, ppm: -200, for: 5s}|the clock of a runs 200 ppm too slow for 5s",
        "{at: 1s, disk-full: a, for: 5s}|the disk of a is full for 5s",
        "{at: 1s, disk-slow: a, to: 50kB, for: 5s}|"
            + "the disk of a moves no more than 50000 B/s for 5s",
      })
  void readsEveryKindAndSaysItInWords(String line) throws Exception {
    int bar = line.indexOf("}|") + 1;

    Fault fault = read(line.substring(0, bar)).getFirst().draw(new SplittableRandom(1)).fault();

    assertThat(fault.words()).isEqualTo(line.substring(bar + 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{at: 1s, kill: a, drop: camera}; faults[0].kill: expected one fault an entry, found drop as well",
        "{at: 1s, drop: a}; faults[0].drop: expected a host that opens connections (camera, edge), found a",
        "{at: 1s, status: camera, for: 1s}; faults[0].status: expected an origin (a, b, edge), found camera",
        "{at: 1s, status: a}; faults[0].for: expected a duration such as 30s or 1m30s, found nothing",
        "{at: 1s, status: a, code: 200, for: 1s}; faults[0].code: expected a whole number in 400..599, found 200",
        "{at: 1s, status: a, share: 0%, for: 1s}; faults[0].share: expected a share in 1%..100%, found 0%",
        "{at: 1s, truncate: a, for: 1s}; faults[0].body: expected a text, found nothing",
        "{at: 1s, kill: a, disk: gone}; faults[0].disk: expected one of kept, lost, found gone",
        "{at: 1s, kill: a, within: 1kB}; faults[0].within: expected nothing for a host that sends no body, found 1kB",
        "{at: 1s, partition: a, with: a, for: 1s}; faults[0].with: expected another host than a, found a",
        "{at: 1s, wrong-target: a, instead: a, for: 1s}; faults[0].instead: expected another host than a, found a",
        "{at: 1s, clock-step: a, by: soon}; faults[0].by: expected a duration such as 30s or -500ms, found soon",
        "{at: 1s, drop: camera, within: 1kB, after: 1kB}; faults[0].after: expected nothing beside within, found 1kB",
        "{at: 1s, drop: camera, widthin: 1kB}; expected one of at, until, drop, within, after, found widthin",
        "{random: {count: 2, kinds: [kill], hosts: [x], between: 1s, for: 1s}}; expected a host for kill, found x",
        "{random: {count: 2, kinds: [explode], hosts: [a], between: 1s, for: 1s}}; faults[0].random.kinds: expected some of",
        "{random: {count: 2, kinds: [kill], hosts: [a], between: 5s..1s, for: 1s}}; expected a duration, or two as 10s..1m30s",
        "{random: {kinds: [kill], hosts: [a], between: 1s, for: 1s}}; faults[0].random.count: expected a text, found nothing",
      })
  void saysWhereWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(message);
  }

  @Test
  void drawsRandomPlansFromTheSeedAndNothingElse() throws Exception {
    String text =
        "{random: {count: 20, kinds: [kill, drop, slow, status, corrupt], hosts: [a, camera, wan],"
            + " between: 10s..50s, for: 1s..5s}}";

    List<FaultPlan.Drawn> drawn = draw(read(text), 7);

    assertThat(drawn).hasSize(20).isEqualTo(draw(read(text), 7)).isNotEqualTo(draw(read(text), 8));
    assertThat(drawn)
        .allMatch(one -> one.atNanos() >= 10_000_000_000L && one.atNanos() <= 50_000_000_000L)
        .allMatch(one -> one.fault().durationNanos() <= 5_000_000_000L);
    assertThat(drawn.stream().map(one -> one.fault().getClass()).distinct().count())
        .isGreaterThan(3);
  }

  @Test
  void drawsTheSameForAPlanWhateverTheOthersAre() throws Exception {
    String second = "{random: {count: 1, kinds: [kill], hosts: [a], between: 1s..9s, for: 1s..9s}}";
    List<FaultPlan> one = new ArrayList<>(read("{at: 1s, until: 9s, drop: camera, within: 9kB}"));
    List<FaultPlan> other = new ArrayList<>(read("{at: 3s, disk-full: a, for: 1s}"));
    one.addAll(read(second));
    other.addAll(read(second));

    assertThat(draw(one, 5).get(1)).isEqualTo(draw(other, 5).get(1));
  }

  private static List<FaultPlan.Drawn> draw(List<FaultPlan> plans, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return plans.stream().map(plan -> plan.draw(random)).toList();
  }

  private static List<FaultPlan> read(String text) throws ScenarioException {
    JsonNode node = new YAMLMapper().readTree(text);
    return FaultReader.read(List.of(new YamlMap("t.yaml", "faults[0]", node)), CAST);
  }
}
