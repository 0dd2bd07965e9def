package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;

/** Reads the origins of a scenario, their publishing points and how these feed one another. */
final class OriginReader {
  private static final int SECONDS_MAX = 86_400;
  private static final Map<String, Target> TARGETS =
      Map.of("Idle", Target.IDLE, "Started", Target.STARTED, "Stopped", Target.STOPPED);

  private final YamlMap root;
  private final KnownNames names;
  private final PeerNames peers = new PeerNames();
  private final RightsReader rights;

  private OriginReader(YamlMap root, KnownNames names, RightsReader rights) {
    this.root = root;
    this.names = names;
    this.rights = rights;
  }

  static List<Scenario.PlannedOrigin> read(YamlMap root, KnownNames names, RightsReader rights)
      throws ScenarioException {
    return new OriginReader(root, names, rights).origins();
  }

  private List<Scenario.PlannedOrigin> origins() throws ScenarioException {
    List<Scenario.PlannedOrigin> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : root.maps("origins").entrySet()) {
      YamlMap map = entry.getValue();
      PointSettings settings = settings(map, PointSettings.DEFAULT);
      Scenario.Terms terms = new Scenario.Terms(settings, rights.read(map));
      String link = names.link(map);
      List<Scenario.PlannedPoint> points = points(entry.getKey(), map, settings);
      map.requireNothingElse();
      names.addOrigin(root, entry.getKey());
      found.add(new Scenario.PlannedOrigin(entry.getKey(), link, terms, points));
    }
    if (found.isEmpty()) {
      throw root.wrong("origins", "at least one origin", "none");
    }
    peers.check(found);
    return found;
  }

  private List<Scenario.PlannedPoint> points(String origin, YamlMap map, PointSettings template)
      throws ScenarioException {
    List<Scenario.PlannedPoint> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : map.maps("points").entrySet()) {
      YamlMap point = entry.getValue();
      String path = KnownNames.pointPath(map, "points", entry.getKey());
      found.add(
          new Scenario.PlannedPoint(
              path,
              settings(point, template),
              peers.read(new Scenario.Place(origin, path), point),
              commands(point)));
      point.requireNothingElse();
    }
    return found;
  }

  /** The settings that an origin and its points share; what is not said is the template's. */
  private static PointSettings settings(YamlMap map, PointSettings template)
      throws ScenarioException {
    PointSettings.Timing timing = template.clientConnections().timing();
    PointSettings.Automation automation = template.automation();
    PointSettings.ServerConnections servers = template.serverConnections();
    return template
        .withLookAheadChunks((int) map.number("lookAheadChunks", timing.lookAheadChunks(), 0, 16))
        .withWindowLengthSeconds(
            (int) map.number("windowLengthSeconds", timing.windowLengthSeconds(), 0, SECONDS_MAX))
        .withLiveCacheSeconds(
            (int) map.number("liveCacheSeconds", timing.liveCacheSeconds(), 0, SECONDS_MAX))
        .withLimits(limits(map, template.limits()))
        .withArchiveEnabled(map.flag("archive", template.archive().enabled()))
        .withAutomation(
            new PointSettings.Automation(
                map.flag("autoStart", automation.autoStart()),
                map.flag(
                    "autoRestartOnEncoderReconnect", automation.autoRestartOnEncoderReconnect()),
                (int) map.number("idleAfterSeconds", automation.idleAfterSeconds(), 0, SECONDS_MAX),
                map.flag("resume", automation.resume())))
        .withClientConnectionsEnabled(
            map.flag("clientConnections", template.clientConnections().enabled()))
        .withServerConnections(
            new PointSettings.ServerConnections(
                map.flag("serverConnections", servers.enabled()),
                map.flag("sendEndOfStreamOnStop", servers.sendEndOfStreamOnStop())));
  }

  private static PointSettings.Limits limits(YamlMap map, PointSettings.Limits template)
      throws ScenarioException {
    return new PointSettings.Limits(
        template.sessionCountMax(),
        template.trackCountMax(),
        template.bitrateBpsMax(),
        map.sizeBytes("liveCacheBytes", template.liveCacheBytesMax()));
  }

  private static List<Scenario.PlannedCommand> commands(YamlMap point) throws ScenarioException {
    List<Scenario.PlannedCommand> found = new ArrayList<>();
    for (YamlMap map : point.list("commands")) {
      long fromNanos = map.durationNanos("at");
      long toNanos = map.durationNanos("until", fromNanos);
      if (toNanos < fromNanos) {
        throw map.wrong("until", "a time behind at", map.text("until"));
      }
      // There is no state that is ordered when none is named.
      map.text("state");
      Target target = map.choice("state", TARGETS, Target.STARTED);
      found.add(new Scenario.PlannedCommand(fromNanos, toNanos, target));
      map.requireNothingElse();
    }
    found.sort(Comparator.comparingLong(Scenario.PlannedCommand::fromNanos));
    return found;
  }
}
