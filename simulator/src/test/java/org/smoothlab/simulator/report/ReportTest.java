package org.smoothlab.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerScore;

class ReportTest {
  private static final Verdict VERDICT =
      new Verdict(
          new Verdict.Experiment(
              "first-light", 7, "virtual", "smoothlab run f.yaml --virtual --seed 7"),
          List.of(
              score("home-1", OptionalLong.of(1_250_000_000L), 2),
              score("home-2", OptionalLong.empty(), 0)),
          List.of("home-2: no picture at all"));

  @Test
  void showsATableWithAVerdictAndTheWayBack() {
    assertThat(TableReport.verdict(VERDICT))
        .isEqualTo(
            """
            viewer            startup  stalls   stalled    played        mean switches irregular
            home-1              1.3 s       2     0.5 s    40.0 s   2.93 Mb/s        3         1
            home-2                  -       0     0.5 s    40.0 s   2.93 Mb/s        3         1
            2 viewers · 1 stalled · startup p95 1.3 s · mean 2.93 Mb/s · 2 irregular
            FAILED: first-light in the virtual world, seed 7
              home-2: no picture at all
            replay: smoothlab run f.yaml --virtual --seed 7
            """);
  }

  @Test
  void writesOneJsonObject() throws Exception {
    StringWriter out = new StringWriter();
    JsonReport.write(VERDICT, out);

    assertThat(out.toString())
        .startsWith(
            "{\"scenario\":\"first-light\",\"world\":\"virtual\",\"seed\":7,\"passed\":false,"
                + "\"failures\":[\"home-2: no picture at all\"],"
                + "\"replay\":\"smoothlab run f.yaml --virtual --seed 7\",\"viewers\":[{")
        .contains("\"startupNanos\":1250000000,\"stallCount\":2,\"stalledNanos\":500000000,")
        .contains("\"irregularCount\":1,\"irregular\":[\"WRONG_TIME video: what\"]}")
        .endsWith("]}\n");
  }

  @Test
  void leavesRowsOutBeyondForty() {
    List<ViewerScore> many =
        java.util.stream.IntStream.rangeClosed(1, 41)
            .mapToObj(number -> score("v" + number, OptionalLong.of(number * 1_000_000_000L), 0))
            .toList();

    assertThat(TableReport.table(many)).contains("… and 1 more\n41 viewers · 0 stalled");
    assertThat(TableReport.summary(many)).contains("startup p95 39.0 s");
  }

  private static ViewerScore score(String viewer, OptionalLong startupNanos, long stallCount) {
    return new ViewerScore(
        viewer,
        startupNanos,
        new ViewerScore.Stalls(stallCount, 500_000_000L),
        new ViewerScore.Load(40, 15_000_000, 2_931_000, 3, 0),
        new ViewerScore.Played(40_000_000_000L, 0, true),
        new ViewerScore.Irregular(1, List.of("WRONG_TIME video: what")));
  }
}
