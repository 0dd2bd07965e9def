package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.encoder.StreamLayout;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.viewer.ViewerSettings;

/**
 * An experiment. It does not know in which world it runs.
 *
 * @param title what it is called and how long it takes
 * @param topology who takes part
 * @param faults what goes wrong, in the order of the file
 * @param expectations what must hold at the end
 */
public record Scenario(
    Title title, Topology topology, List<FaultPlan> faults, List<Expectation> expectations) {
  public Scenario {
    faults = List.copyOf(faults);
    expectations = List.copyOf(expectations);
  }

  /**
   * @param name for reports; {@code file} for the replay command
   * @param durationNanos when the run ends at the latest
   * @param seed of all that is random, unless another is asked for
   */
  public record Title(String name, String file, long durationNanos, long seed) {}

  /** Who takes part, each in the order of the file. */
  public record Topology(
      List<PlannedLink> links,
      List<PlannedOrigin> origins,
      List<PlannedEncoder> encoders,
      List<PlannedViewers> viewers) {
    public Topology {
      links = List.copyOf(links);
      origins = List.copyOf(origins);
      encoders = List.copyOf(encoders);
      viewers = List.copyOf(viewers);
    }
  }

  /**
   * A kind of connection to the network.
   *
   * @param shared whether all hosts on it share one; otherwise each has its own
   */
  public record PlannedLink(Link link, boolean shared) {}

  /** An origin that makes publishing points on push with these settings. */
  public record PlannedOrigin(String name, String link, PointSettings settings) {}

  /**
   * Where media goes to or comes from.
   *
   * @param link of the one who sends or watches
   * @param origin name of the origin
   * @param point path of the publishing point
   */
  public record Route(String link, String origin, String point) {}

  /**
   * An encoder. Its media time is the time since the start of the run, so that all encoders of an
   * event are aligned.
   *
   * @param lineup what it sends
   * @param shift when it works
   */
  public record PlannedEncoder(
      String name, Route route, StreamLayout layout, LineupPlan lineup, Shift shift) {
    long startNanos() {
      return shift.startNanos;
    }

    long untilNanos() {
      return shift.untilNanos;
    }
  }

  /**
   * @param startNanos since the start of the run
   * @param untilNanos the end of its last fragment
   */
  public record Shift(long startNanos, long untilNanos) {}

  /**
   * Makes sure that all tracks exist that encoders are to begin late or to stop.
   *
   * @param made what there is
   * @throws ScenarioException if one does not
   */
  public void requireTracks(Map<Extras, List<ClipTrack>> made) throws ScenarioException {
    for (PlannedEncoder encoder : topology.encoders()) {
      try {
        LineupPlan plan = encoder.lineup();
        plan.lineup(made.getOrDefault(plan.extras(), List.of()), 1);
      } catch (IllegalArgumentException wrong) {
        throw new ScenarioException(
            title.file() + ": encoders." + encoder.name() + ": " + wrong.getMessage(), wrong);
      }
    }
  }

  /** What must be made before the run: the extras of each encoder. */
  public Set<Extras> extras() {
    return topology.encoders().stream()
        .map(encoder -> encoder.lineup().extras())
        .collect(Collectors.toSet());
  }

  /**
   * Viewers of one kind.
   *
   * @param count they are called {@code name-1} and so on
   * @param arrival when they come
   * @param behaviour with any manifest: the world fills in the right one
   */
  public record PlannedViewers(
      String name, int count, Route route, Arrival arrival, ViewerSettings behaviour) {}

  /**
   * @param startNanos the first comes then, since the start of the run
   * @param spreadNanos the others come within this time behind it, by the seed
   */
  public record Arrival(long startNanos, long spreadNanos) {}

  /**
   * Reads a scenario file.
   *
   * @throws ScenarioException if it is not right
   * @throws IOException if it cannot be read
   */
  public static Scenario read(Path file) throws ScenarioException, IOException {
    return ScenarioReader.read(file.toString(), java.nio.file.Files.readString(file));
  }
}
