package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.encoder.ChunkLength;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.encoder.EncoderProfile;
import org.smoothlab.simulator.encoder.StreamLayout;

/** Reads the encoders of a scenario. */
final class EncoderReader {
  private static final Map<String, StreamLayout> LAYOUTS =
      Map.of(
          "one-post", StreamLayout.ONE_POST,
          "post-per-track", StreamLayout.POST_PER_TRACK,
          "post-per-file", StreamLayout.POST_PER_FILE);

  private EncoderReader() {}

  static List<Scenario.PlannedEncoder> read(YamlMap root, KnownNames names)
      throws ScenarioException {
    List<Scenario.PlannedEncoder> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : root.maps("encoders").entrySet()) {
      YamlMap map = entry.getValue();
      List<Scenario.Route> routes = names.routes(map);
      Scenario.Shift shift =
          new Scenario.Shift(
              map.durationNanos("start", 0), map.durationNanos("until", Long.MAX_VALUE));
      if (shift.untilNanos() <= shift.startNanos()) {
        throw map.wrong("until", "a time behind start", map.text("until"));
      }
      found.add(new Scenario.PlannedEncoder(entry.getKey(), routes, sending(map), shift));
      map.requireNothingElse();
      names.addHost(root, entry.getKey());
    }
    return found;
  }

  private static Scenario.Sending sending(YamlMap map) throws ScenarioException {
    EncoderProfile.Named dialect = dialect(map);
    return new Scenario.Sending(
        LineupReader.read(map),
        map.choice("layout", LAYOUTS, dialect.profile().layout()),
        dialect,
        new Scenario.Script(eventId(map), faults(map)));
  }

  private static EncoderProfile.Named dialect(YamlMap map) throws ScenarioException {
    String name = map.text("dialect", "piff");
    Optional<EncoderProfile.Named> found = EncoderProfile.find(name);
    if (found.isEmpty()) {
      String known = String.join(", ", EncoderProfile.allNames());
      throw map.wrong("dialect", "one of " + known, name);
    }
    return found.get().inChunksOf(chunks(map));
  }

  private static ChunkLength chunks(YamlMap map) throws ScenarioException {
    if (!map.has("chunk")) {
      return ChunkLength.WHOLE_FRAGMENTS;
    }
    try {
      ChunkLength length = ChunkLength.ofNanos(map.durationNanos("chunk"));
      if (length.isFilledBy(Ladder.FRAMES_PER_SECOND, 1) && length.isFilledBy(375, 8)) {
        return length;
      }
    } catch (IllegalArgumentException _) {
      // Told below, as a length that the frames do not fill.
    }
    throw map.wrong(
        "chunk",
        "a duration from 20ms to below 1s that pictures of 40 ms and sound of 21.3 ms fill to 85 %",
        map.text("chunk"));
  }

  private static String eventId(YamlMap map) throws ScenarioException {
    String id = map.text("eventId", "");
    if (!id.matches("[A-Za-z0-9_.-]*")) {
      throw map.wrong("eventId", "an id of letters, digits, _, . and -", id);
    }
    return id;
  }

  private static List<EncoderFault> faults(YamlMap map) throws ScenarioException {
    List<EncoderFault> found = new ArrayList<>(EncoderFaultReader.read(map));
    if (!map.flag("endOfStream", true)) {
      found.add(new EncoderFault.NoEndOfStream());
    }
    return found;
  }
}
