package org.smoothlab.simulator.scenario;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smoothlab.simulator.viewer.AbrRule;
import org.smoothlab.simulator.viewer.CautiousRule;
import org.smoothlab.simulator.viewer.FixedLevelRule;
import org.smoothlab.simulator.viewer.ViewerSettings;

/** Reads the viewers of a scenario. */
final class ViewerReader {
  private static final int VIEWERS_MAX = 100_000;
  private static final long SEVERAL_PATIENCE_NANOS = 4_000_000_000L;
  private static final Map<String, AbrRule> RULES =
      Map.of(
          "cautious", new CautiousRule(),
          "lowest", new FixedLevelRule(0),
          "highest", new FixedLevelRule(Integer.MAX_VALUE));
  private static final Map<String, Arrival.Curve> CURVES =
      Map.of(
          "random", Arrival.Curve.RANDOM,
          "even", Arrival.Curve.EVEN,
          "rising", Arrival.Curve.RISING,
          "rush", Arrival.Curve.RUSH);

  private ViewerReader() {}

  static List<Scenario.PlannedViewers> read(YamlMap root, KnownNames names)
      throws ScenarioException {
    List<Scenario.PlannedViewers> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : root.maps("viewers").entrySet()) {
      YamlMap map = entry.getValue();
      Arrival arrival =
          new Arrival(
              (int) map.number("count", 1, 1, VIEWERS_MAX),
              map.durationNanos("start", 0),
              map.durationNanos("spread", 0),
              map.choice("arrival", CURVES, Arrival.Curve.RANDOM));
      List<Scenario.Route> routes = names.routes(map);
      Scenario.PlannedViewers planned =
          new Scenario.PlannedViewers(entry.getKey(), routes, arrival, behaviour(map, routes));
      map.requireNothingElse();
      for (String host : planned.hosts()) {
        names.addHost(root, host);
      }
      found.add(planned);
    }
    return found;
  }

  private static ViewerSettings behaviour(YamlMap map, List<Scenario.Route> routes)
      throws ScenarioException {
    ViewerSettings.Buffering usual = ViewerSettings.Buffering.DEFAULT;
    int startBehind = (int) map.number("startBehind", usual.startBehindCount(), 1, 1000);
    long aheadNanosMax = map.durationNanos("buffer", usual.aheadNanosMax());
    if (aheadNanosMax < 1) {
      throw map.wrong("buffer", "a duration of more than nothing", map.text("buffer"));
    }
    // Who has another server to go to does not wait as long.
    long usualNanos = routes.size() > 1 ? SEVERAL_PATIENCE_NANOS : usual.requestNanosMax();
    long patienceNanos = map.durationNanos("patience", usualNanos);
    if (patienceNanos < 1) {
      throw map.wrong("patience", "a duration of more than nothing", map.text("patience"));
    }
    Scenario.Route first = routes.getFirst();
    return ViewerSettings.of(URI.create("http://" + first.origin() + first.point() + "/Manifest"))
        .withRule(map.choice("rule", RULES, new CautiousRule()))
        .withBuffering(new ViewerSettings.Buffering(startBehind, aheadNanosMax, patienceNanos));
  }
}
