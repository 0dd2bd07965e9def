package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The schema that editors complete scenario files with, and the reader: they know the same. */
class ScenarioSchemaTest {
  private static final Path FOLDER = Path.of("..", "scenarios");
  private static final JsonNode TREE = tree();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(TREE.toString(), InputFormat.JSON);

  /** Each word in capitals stands for a place where a key that nobody knows is put. */
  private static final String EVERYWHERE =
      """
      name: all
      duration: 90s
      links: {near: {capacity: [{for: 1s, rate: 1Mbps STEP}] LINK}}
      origins:
        east:
          link: near
          access: {watch: [home] ACCESS}
          points: {/a.isml: {commands: [{at: 1s, state: Idle COMMAND}] POINT}}
          ORIGIN
        west: {link: near, points: {/a.isml: {pullFrom: east}}}
      encoders: {camera: {link: near, origin: east ENCODER}}
      viewers: {home: {link: near, origin: east VIEWERS}}
      faults: [{FAULT}]
      expect: {irregular: 0 EXPECT}
      ROOT
      """;

  private static JsonNode tree() {
    return JsonMapper.builder().build().readTree(FOLDER.resolve("scenario.schema.json").toFile());
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void acceptsEveryScenario(Path file) throws Exception {
    String json = new YAMLMapper().readTree(Files.readString(file)).toString();

    assertThat(SCHEMA.validate(json, InputFormat.JSON)).isEmpty();
    assertThat(Scenario.read(file).title().name() + ".yaml")
        .isEqualTo(file.getFileName().toString());
  }

  @Test
  void refusesWhatTheReaderRefuses() {
    String twoWays =
        """
        {"name": "n", "duration": "long", "links": {"l": {"latency": "5"}},
         "origins": {"o": {"link": "l", "archive": "yes"}},
         "viewers": {"v": {"link": "l"}}, "faults": [{"at": "1s", "kil": "o"}]}
        """;

    assertThat(SCHEMA.validate(twoWays, InputFormat.JSON))
        .extracting(error -> error.getInstanceLocation().toString())
        .contains("/duration", "/links/l/latency", "/origins/o/archive", "/viewers/v", "/faults/0");
  }

  @ParameterizedTest
  @CsvSource({
    "ROOT, ''",
    "STEP, /$defs/link/properties/capacity/anyOf/1/items",
    "LINK, /$defs/link",
    "ORIGIN, /$defs/origin",
    "ACCESS, /$defs/access",
    "POINT, /$defs/point",
    "COMMAND, /$defs/point/properties/commands/items",
    "ENCODER, /$defs/encoder",
    "VIEWERS, /$defs/viewers",
    "EXPECT, /$defs/expect",
  })
  void knowsTheKeysOfTheReader(String place, String pointer) {
    String unknown = place.equals("ROOT") || place.equals("ORIGIN") ? "zzz: 1" : ", zzz: 1";

    assertThat(keysOfSchema(TREE.at(pointer))).isEqualTo(keysOfReader(with(place, unknown)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drop: camera",
        "kill: east",
        "stall: east, for: 1s",
        "half-open: east",
        "partition: east, for: 1s",
        "slow: near, to: 1kbps, for: 1s",
        "wrong-target: east, instead: west, for: 1s",
        "status: east, for: 1s",
        "delay-post: east, by: 1s, for: 1s",
        "duplicate-post: east, for: 1s",
        "truncate: east, body: answer, for: 1s",
        "corrupt: east, body: answer, for: 1s",
        "stale: east, for: 1s",
        "clock-step: east, by: 1s",
        "clock-drift: east, ppm: 1, for: 1s",
        "disk-full: east, for: 1s",
        "disk-slow: east, to: 1kB, for: 1s",
      })
  void knowsTheKeysOfEachFault(String fault) {
    Set<String> keys = keysOfReader(with("FAULT", "at: 1s, " + fault + ", zzz: 1"));
    keys.remove("random");

    assertThat(keysOfSchema(fault(fault.substring(0, fault.indexOf(':'))))).isEqualTo(keys);
  }

  @Test
  void knowsTheKeysOfWrongAnswers() {
    Set<String> keys = new TreeSet<>();
    for (String instead : List.of("instead: html", "path: /b.isml", "text: none")) {
      String fault = "at: 1s, wrong-answer: east, for: 1s, " + instead + ", zzz: 1";
      keys.addAll(keysOfReader(with("FAULT", fault)));
    }

    keys.remove("random");

    assertThat(keysOfSchema(fault("wrong-answer"))).isEqualTo(keys);
  }

  @Test
  void knowsTheKeysOfRandomFaults() {
    String random = "count: 1, between: 1s..2s, for: 1s, kinds: kill, hosts: east, zzz: 1";
    JsonNode schema = fault("random").at("/properties/random");

    assertThat(keysOfSchema(schema))
        .isEqualTo(keysOfReader(with("FAULT", "random: {" + random + "}")));
  }

  @Test
  void knowsEveryKindOfFault() {
    Set<String> kinds =
        Arrays.stream(FaultKind.values())
            .map(FaultKind::key)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(kinds).allSatisfy(kind -> assertThat(fault(kind).isObject()).as(kind).isTrue());
    assertThat(TREE.at("/$defs/fault/anyOf").size()).isEqualTo(kinds.size() + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "ENCODER, layout, /$defs/encoder",
    "ENCODER, dialect, /$defs/encoder",
    "VIEWERS, rule, /$defs/viewers",
    "VIEWERS, arrival, /$defs/viewers",
  })
  void knowsTheChoicesOfTheReader(String place, String key, String pointer) {
    Set<String> choices = keysOfReader(with(place, ", " + key + ": zzz"));

    assertThat(texts(TREE.at(pointer + "/properties/" + key + "/enum"))).isEqualTo(choices);
  }

  @Test
  void knowsTheInvariants() {
    assertThat(texts(TREE.at("/properties/invariants/anyOf/0/enum")))
        .isEqualTo(new TreeSet<>(Invariants.NAMES));
  }

  private static String with(String place, String text) {
    String fault = place.equals("FAULT") ? text : "at: 1s, kill: east";
    return EVERYWHERE
        .replace("FAULT", fault)
        .replace(place, text)
        .replaceAll(" ?\\b[A-Z]{4,}\\b", "");
  }

  private static JsonNode fault(String key) {
    for (JsonNode one : TREE.at("/$defs/fault/anyOf")) {
      if (one.at("/properties/" + key).isObject()) {
        return one;
      }
    }
    throw new AssertionError("no fault " + key + " in the schema");
  }

  private static Set<String> keysOfSchema(JsonNode mapping) {
    assertThat(mapping.at("/additionalProperties").booleanValue()).isFalse();
    return new TreeSet<>(mapping.at("/properties").propertyNames());
  }

  /** A reader that finds a word it does not know tells those that it does. */
  private static Set<String> keysOfReader(String yaml) {
    ScenarioException refusal =
        catchThrowableOfType(ScenarioException.class, () -> ScenarioReader.read("t.yaml", yaml));
    assertThat(refusal).as(yaml).hasMessageEndingWith(", found zzz");
    String told =
        String.valueOf(refusal.getMessage()).replaceAll(".*expected one of (.*), found zzz", "$1");
    Set<String> keys = new TreeSet<>(List.of(told.split(", ")));
    return keys;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asString()));
    return texts;
  }
}
