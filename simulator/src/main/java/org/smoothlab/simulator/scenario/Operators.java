package org.smoothlab.simulator.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.smoothlab.server.origin.Target;

/**
 * Who starts and stops the points of a scenario. A point that does not start by itself is started
 * at the beginning; behind a restart of its origin it gets the last order again.
 */
final class Operators {
  private final Scenario scenario;
  private final Stage.Setting setting;
  private final Map<Scenario.Place, Target> lastOrders = new LinkedHashMap<>();

  Operators(Scenario scenario, Stage.Setting setting) {
    this.scenario = scenario;
    this.setting = setting;
  }

  /** Plans all orders; {@code random} is asked once for each. */
  void open(SplittableRandom random) {
    for (Scenario.PlannedOrigin origin : scenario.topology().origins()) {
      for (Scenario.PlannedPoint point : origin.points()) {
        Scenario.Place place = new Scenario.Place(origin.name(), point.path());
        if (!point.settings().automation().autoStart()) {
          setting.scheduler().at(0, () -> order(place, Target.STARTED));
        }
        for (Scenario.PlannedCommand command : point.commands()) {
          long spanNanos = command.toNanos() - command.fromNanos();
          long atNanos = command.fromNanos() + random.nextLong(spanNanos + 1);
          setting.scheduler().at(atNanos, () -> order(place, command.target()));
        }
      }
    }
  }

  /** The process of an origin has begun again. */
  void restarted(String origin) {
    lastOrders.forEach((place, target) -> {
      if (place.origin().equals(origin)) {
        setting.order(place, target);
      }
    });
  }

  private void order(Scenario.Place place, Target target) {
    lastOrders.put(place, target);
    if (!setting.isDown(place.origin())) {
      setting.order(place, target);
    }
  }
}
