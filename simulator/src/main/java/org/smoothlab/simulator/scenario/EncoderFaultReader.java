package org.smoothlab.simulator.scenario;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smoothlab.simulator.encoder.EncoderFault;

/** Reads what an encoder of a scenario does wrong: one kind an entry. */
final class EncoderFaultReader {
  /** Makes a fault of what is at its key. */
  private interface Kind {
    EncoderFault read(YamlMap map, String key) throws ScenarioException;
  }

  private static final Map<String, Kind> KINDS =
      new TreeMap<>(
          Map.of(
              "stall",
              (map, key) -> new EncoderFault.Stall(at(map), map.durationNanos(key)),
              "outage",
              (map, key) -> new EncoderFault.Outage(at(map), map.durationNanos(key)),
              "restart",
              (map, key) -> restart(map, key, EncoderFault.Restart.Times.CONTINUE),
              "restartAnew",
              (map, key) -> restart(map, key, EncoderFault.Restart.Times.BEGIN_AGAIN),
              "clockForward",
              (map, key) -> new EncoderFault.ClockStep(at(map), map.durationNanos(key)),
              "clockBack",
              (map, key) -> new EncoderFault.ClockStep(at(map), -map.durationNanos(key)),
              "clockDriftPpm",
              (map, key) ->
                  new EncoderFault.ClockDrift(at(map), map.number(key, 0, -900_000, 1_000_000)),
              "breakAfter",
              (map, key) -> new EncoderFault.BreakAfter(0, map.sizeBytes(key, 0)),
              "skip",
              (map, key) -> skip(map.map(key)),
              "resetAtEnd",
              (map, key) -> {
                if (!map.flag(key, true)) {
                  throw map.wrong(key, "true, or no such entry", "false");
                }
                return new EncoderFault.ResetAtEnd();
              }));

  private EncoderFaultReader() {}

  /** The faults under {@code faults}. */
  static List<EncoderFault> read(YamlMap encoder) throws ScenarioException {
    List<EncoderFault> found = new ArrayList<>();
    for (YamlMap map : encoder.list("faults")) {
      List<String> kinds = map.keys().stream().filter(KINDS::containsKey).toList();
      if (kinds.size() != 1) {
        throw map.wrong(
            "",
            "one of " + String.join(", ", KINDS.keySet()),
            kinds.isEmpty() ? "none of them" : String.join(" and ", kinds));
      }
      Kind kind = requireNonNull(KINDS.get(kinds.getFirst()));
      found.add(kind.read(map, kinds.getFirst()));
      map.requireNothingElse();
    }
    return found;
  }

  private static long at(YamlMap map) throws ScenarioException {
    return map.durationNanos("at");
  }

  private static EncoderFault restart(YamlMap map, String key, EncoderFault.Restart.Times times)
      throws ScenarioException {
    return new EncoderFault.Restart(at(map), map.durationNanos(key), times);
  }

  private static EncoderFault skip(YamlMap map) throws ScenarioException {
    long first = map.number("first", 0, 0, Integer.MAX_VALUE);
    long last = map.number("last", first, first, Integer.MAX_VALUE);
    map.requireNothingElse();
    return new EncoderFault.Skip(first, last);
  }
}
