package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.encoder.EncoderProfile;
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
 * @param demands what must hold
 */
public record Scenario(Title title, Topology topology, List<FaultPlan> faults, Demands demands) {
  public Scenario {
    faults = List.copyOf(faults);
  }

  /** The same with other faults. */
  public Scenario withFaults(List<FaultPlan> newFaults) {
    return new Scenario(title, topology, newFaults, demands);
  }

  /** The same with other demands. */
  public Scenario withDemands(Demands newDemands) {
    return new Scenario(title, topology, faults, newDemands);
  }

  /**
   * What must hold.
   *
   * @param expectations at the end
   * @param invariants names of those that are looked at after every event; empty for all
   */
  public record Demands(List<Expectation> expectations, List<String> invariants) {
    public Demands {
      expectations = List.copyOf(expectations);
      invariants = List.copyOf(invariants);
    }

    /** The origins whose archives must be read at the end. */
    List<String> archives() {
      return expectations.stream()
          .filter(Expectation.ArchivesEqual.class::isInstance)
          .flatMap(one -> ((Expectation.ArchivesEqual) one).origins().stream())
          .distinct()
          .toList();
    }

    /** The same with so much more time for what is to come soon. */
    Demands allowing(long moreNanos) {
      return new Demands(
          expectations.stream().map(one -> one.allowing(moreNanos)).toList(), invariants);
    }

    /** These at the end, and every invariant. */
    public static Demands of(List<Expectation> expectations) {
      return new Demands(expectations, List.of());
    }
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

    /** Every host, in the order of the file: origins, encoders, each viewer. */
    public List<String> hosts() {
      return Stream.of(
              origins.stream().map(PlannedOrigin::name),
              encoders.stream().map(PlannedEncoder::name),
              viewers.stream().flatMap(planned -> planned.hosts().stream()))
          .flatMap(names -> names)
          .toList();
    }

    /** What holds for a point of an origin; empty when there is no such origin. */
    Optional<PointSettings> settings(String originName, String path) {
      return origin(originName)
          .map(origin ->
              origin.points().stream()
                  .filter(point -> point.path().equals(path))
                  .map(PlannedPoint::settings)
                  .findFirst()
                  .orElse(origin.settings()));
    }

    /** Whom the origin of this name lets do what; everybody everything if there is none. */
    Rights rights(String originName) {
      return origin(originName).map(PlannedOrigin::rights).orElse(Rights.OPEN);
    }

    /** Whether no origin asks anybody who they are. */
    boolean isOpen() {
      return origins.stream().allMatch(origin -> origin.rights().equals(Rights.OPEN));
    }

    /** The origin of this name. */
    public Optional<PlannedOrigin> origin(String name) {
      return origins.stream().filter(origin -> origin.name().equals(name)).findFirst();
    }
  }

  /**
   * A kind of connection to the network.
   *
   * @param shared whether all hosts on it share one; otherwise each has its own
   */
  public record PlannedLink(Link link, boolean shared) {}

  /**
   * An origin.
   *
   * @param points that are there from the beginning, in the order of the file
   */
  public record PlannedOrigin(String name, String link, Terms terms, List<PlannedPoint> points) {
    public PlannedOrigin {
      points = List.copyOf(points);
    }

    /** Of the points that encoders make by pushing to it. */
    public PointSettings settings() {
      return terms.settings();
    }

    /** Whom it lets do what. */
    Rights rights() {
      return terms.rights();
    }

    /** Whether anything on it is recorded, so that it needs a disk. */
    public boolean hasDisk() {
      return settings().archive().enabled()
          || points.stream().anyMatch(point -> point.settings().archive().enabled());
    }

    /** Whether it pulls or pushes, and so opens connections itself. */
    public boolean callsOthers() {
      return points.stream().anyMatch(point -> !point.peers().places().isEmpty());
    }
  }

  /**
   * What holds all over an origin.
   *
   * @param settings of its points, where they say nothing else
   * @param rights whom it lets do what
   */
  public record Terms(PointSettings settings, Rights rights) {}

  /**
   * A publishing point that is there from the beginning.
   *
   * @param path such as {@code /live/event.isml}
   * @param settings without its peers: what their URLs are, the world knows
   * @param peers from whom it pulls, or to whom it pushes
   * @param commands of an operator, in the order of their time
   */
  public record PlannedPoint(
      String path, PointSettings settings, Peers peers, List<PlannedCommand> commands) {
    public PlannedPoint {
      commands = List.copyOf(commands);
    }

    /**
     * The settings with its peers.
     *
     * @param found where the point finds others, and as who it comes to them
     */
    PointSettings settings(Function<Place, PointSettings.Peer> found) {
      return settings.withPeers(peers.sourceType(), peers.places().stream().map(found).toList());
    }
  }

  /**
   * Other points that a point is connected with.
   *
   * @param sourceType {@code PULL}: from the first of them, the others are its backups; {@code
   *     PUSH}: to all of them
   */
  public record Peers(PointSettings.SourceType sourceType, List<Place> places) {
    /** A point of encoders that pushes to nobody. */
    public static final Peers NONE = new Peers(PointSettings.SourceType.PUSH, List.of());

    public Peers {
      places = List.copyOf(places);
    }
  }

  /** A publishing point of an origin. */
  public record Place(String origin, String point) {}

  /**
   * What an operator orders.
   *
   * @param fromNanos earliest moment, since the start of the run
   * @param toNanos latest moment; the seed decides
   * @param target which state
   */
  public record PlannedCommand(long fromNanos, long toNanos, Target target) {}

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
   * @param routes it sends the same to all of them at the same time; at least one, all on one link
   * @param sending what it sends and how
   * @param shift when it works
   */
  public record PlannedEncoder(String name, List<Route> routes, Sending sending, Shift shift) {
    public PlannedEncoder {
      routes = List.copyOf(routes);
    }

    /** The first of its routes. */
    public Route route() {
      return routes.getFirst();
    }
  }

  /**
   * What an encoder sends and how.
   *
   * @param lineup which tracks
   * @param layout which of them share a POST
   * @param dialect whose bytes and requests
   * @param script of the event
   */
  public record Sending(
      LineupPlan lineup, StreamLayout layout, EncoderProfile.Named dialect, Script script) {
    /** The standard's dialect in one POST. */
    public static Sending of(LineupPlan lineup) {
      return new Sending(lineup, StreamLayout.ONE_POST, EncoderProfile.PIFF.named(), Script.PLAIN);
    }
  }

  /**
   * What an encoder says of its event, and what it does wrong.
   *
   * @param eventId empty for none
   * @param faults without those that other hosts see: the connections' and the machine's own
   */
  public record Script(String eventId, List<EncoderFault> faults) {
    /** No event id, no faults. */
    public static final Script PLAIN = new Script("", List.of());

    public Script {
      faults = List.copyOf(faults);
    }
  }

  /**
   * @param startNanos since the start of the run
   * @param untilNanos the end of its last fragment
   */
  public record Shift(long startNanos, long untilNanos) {}

  /**
   * Viewers of one kind.
   *
   * @param routes they begin with the first origin, and go to the next when they get nothing; at
   *     least one, all on one link
   * @param arrival how many, and when they come; they are called {@code name-1} and so on
   * @param behaviour with any manifest: the world fills in the right ones
   */
  public record PlannedViewers(
      String name, List<Route> routes, Arrival arrival, ViewerSettings behaviour) {
    public PlannedViewers {
      routes = List.copyOf(routes);
    }

    /** The first of their routes. */
    public Route route() {
      return routes.getFirst();
    }

    /** Whether there is an origin on their routes where they may watch. */
    boolean mayWatch(Topology topology) {
      return routes.stream()
          .anyMatch(route -> topology.rights(route.origin()).watch().includes(name));
    }

    /** How many there are. */
    public int count() {
      return arrival.count();
    }

    /** Their names. */
    public List<String> hosts() {
      return IntStream.rangeClosed(1, arrival.count()).mapToObj(at -> name + "-" + at).toList();
    }
  }

  /**
   * Makes sure that all tracks exist that encoders are to begin late or to stop.
   *
   * @param made what there is
   * @throws ScenarioException if one does not
   */
  public void requireTracks(Map<Extras, List<ClipTrack>> made) throws ScenarioException {
    for (PlannedEncoder encoder : topology.encoders()) {
      try {
        LineupPlan plan = encoder.sending().lineup();
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
        .map(encoder -> encoder.sending().lineup().extras())
        .collect(Collectors.toSet());
  }

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
