package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.encoder.LineupPlan;

/**
 * Reads which tracks an encoder of a scenario has beside its ladder: the keys are the options of
 * {@code smoothlab encode}.
 */
final class LineupReader {
  private static final Map<String, Extras.Kind> KINDS =
      Map.of(
          "captions", Extras.Kind.CAPTIONS,
          "thumbnails", Extras.Kind.THUMBNAILS,
          "ac-3", Extras.Kind.AC_3,
          "e-ac-3", Extras.Kind.E_AC_3,
          "hevc", Extras.Kind.HEVC);

  private LineupReader() {}

  static LineupPlan read(YamlMap map) throws ScenarioException {
    Set<Extras.Kind> kinds = EnumSet.noneOf(Extras.Kind.class);
    for (Map.Entry<String, Extras.Kind> kind : KINDS.entrySet()) {
      if (map.flag(kind.getKey(), false)) {
        kinds.add(kind.getValue());
      }
    }
    String languages = map.text("audio", String.join(",", Extras.NONE.languages()));
    Extras extras;
    try {
      extras = new Extras(List.of(languages.split("\\s*,\\s*", -1)), kinds);
    } catch (IllegalArgumentException _) {
      throw map.wrong("audio", "languages such as eng,deu", languages);
    }
    Optional<Long> period =
        map.has("scte35") ? Optional.of(map.durationNanos("scte35")) : Optional.empty();
    return new LineupPlan(extras, period, moments(map, "late-track"), moments(map, "stop-rung"));
  }

  private static List<LineupPlan.Moment> moments(YamlMap map, String key) throws ScenarioException {
    List<LineupPlan.Moment> moments = new ArrayList<>();
    YamlMap tracks = map.map(key);
    for (String track : tracks.keys()) {
      moments.add(new LineupPlan.Moment(track, tracks.durationNanos(track)));
    }
    tracks.requireNothingElse();
    return moments;
  }
}
