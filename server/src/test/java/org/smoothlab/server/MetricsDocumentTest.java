package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.server.origin.PointSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page about metrics, the dashboard, and what a running origin tells: all three agree. */
@Timeout(60)
class MetricsDocumentTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern ROW =
      Pattern.compile("\\| `(smoothlab_\\w+)` \\| (\\w+) \\| ([\\w, ]*)\\|.*");
  private static final Pattern SAMPLE = Pattern.compile("(smoothlab_\\w+?)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern NAME = Pattern.compile("smoothlab_\\w+");

  /** What a family is, as the page writes it. */
  private record Family(String type, Set<String> labels) {}

  @Test
  void documentsEveryMetricOfARunningEventAndNoOther() throws Exception {
    assertThat(told(duringAnEvent())).containsExactlyInAnyOrderEntriesOf(documented());
  }

  @Test
  void dashboardAsksForMetricsThatExist() throws Exception {
    JsonNode dashboard =
        JsonMapper.shared().readTree(Files.readString(DOCS.resolve("grafana/smoothlab.json")));
    Map<String, Family> documented = documented();
    Set<String> asked = new TreeSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("targets")).isNotEmpty();
      for (JsonNode target : panel.get("targets")) {
        Matcher names = NAME.matcher(target.get("expr").asString());
        assertThat(names.find()).as(panel.get("title").asString()).isTrue();
        names.reset();
        names.results().forEach(name -> asked.add(name.group().replaceFirst("_bucket$", "")));
      }
    }
    assertThat(documented.keySet()).containsAll(asked);
    assertThat(asked).hasSizeGreaterThan(20);
  }

  /** All numbers while an encoder delivers, after a viewer asked. */
  private static String duringAnEvent() throws Exception {
    FfmpegRecording recording = FfmpegRecording.load();
    ServerConfig config =
        ServerConfig.loopback(0).withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true));
    try (OriginServer server = OriginServer.start(config);
        RawClient encoder = new RawClient(server.url());
        RawClient viewer = new RawClient(server.url())) {
      encoder.send(
          String.join(
              "\r\n",
              "POST /live/a.isml/Streams(one) HTTP/1.1",
              "Host: localhost",
              "Transfer-Encoding: chunked",
              "",
              ""));
      encoder.sendChunk(recording.announce);
      for (byte[] second : recording.seconds) {
        encoder.sendChunk(second);
      }
      String text = "";
      // Each round is an answered request; the encoder's bytes are in after a few of them.
      while (!text.contains("smoothlab_track_wait_seconds{")
          || !text.contains("smoothlab_stream_lag_seconds{")
          || !text.contains("smoothlab_points_in_state{state=\"started\"} 1.0")
          || !text.contains("smoothlab_request_duration_seconds_count")) {
        viewer.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        text = viewer.readAnswer().body();
      }
      assertThat(text)
          .contains("publishing_point=\"/live/a.isml\",stream=\"one\",track=\"video@")
          .contains("type=\"audio\"}");
      return text;
    }
  }

  private static Map<String, Family> told(String text) {
    Map<String, Family> families = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", -1);
      if (line.startsWith("# TYPE smoothlab_")) {
        families.put(words[2], new Family(words[3], new TreeSet<>()));
      } else if (line.startsWith("smoothlab_")) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        Family family =
            Optional.ofNullable(families.get(family(sample.group(1), families)))
                .orElseThrow(() -> new AssertionError("of no family: " + line));
        Matcher labels = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        labels.results().map(label -> label.group(1)).forEach(family.labels()::add);
        family.labels().remove("le");
      }
    }
    return families;
  }

  private static String family(String sample, Map<String, Family> families) {
    return families.containsKey(sample) ? sample : sample.replaceFirst("_(bucket|count|sum)$", "");
  }

  private static Map<String, Family> documented() throws IOException {
    Map<String, Family> families = new TreeMap<>();
    for (String line : Files.readAllLines(DOCS.resolve("metrics.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Set<String> labels = new TreeSet<>(Set.of(row.group(3).strip().split(", ", -1)));
        labels.remove("");
        families.put(row.group(1), new Family(row.group(2), labels));
      }
    }
    return families;
  }
}
