package org.smoothlab.simulator.scenario;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.smoothlab.simulator.net.CapacityTrace;
import org.smoothlab.simulator.net.Delay;
import org.smoothlab.simulator.net.Link;

/** Reads the links of a scenario. */
final class LinkReader {
  private LinkReader() {}

  static List<Scenario.PlannedLink> read(YamlMap root, KnownNames names) throws ScenarioException {
    List<Scenario.PlannedLink> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : root.maps("links").entrySet()) {
      YamlMap map = entry.getValue();
      CapacityTrace both = capacity(map, "capacity", CapacityTrace.UNLIMITED);
      Link link =
          new Link(
              entry.getKey(),
              capacity(map, "up", both),
              capacity(map, "down", both),
              new Delay(
                  map.durationNanos("latency", 0), map.durationNanos("jitter", 0), lossPpm(map)));
      found.add(new Scenario.PlannedLink(link, map.flag("shared", false)));
      map.requireNothingElse();
      names.addLink(entry.getKey());
    }
    return found;
  }

  /** {@code loss: 0.5%} of the packets. */
  private static int lossPpm(YamlMap map) throws ScenarioException {
    String text = map.text("loss", "0%");
    if (!text.matches("[0-9]{1,2}(\\.[0-9]{1,4})?%")) {
      throw map.wrong("loss", "a share below 100% such as 0.5%", text);
    }
    String number = text.substring(0, text.length() - 1);
    return new BigDecimal(number).movePointRight(4).intValueExact();
  }

  /** A rate, or a list of steps that is gone through again and again. */
  private static CapacityTrace capacity(YamlMap map, String key, CapacityTrace otherwise)
      throws ScenarioException {
    if (!map.hasList(key)) {
      OptionalLong rate = map.rateBps(key);
      return rate.isPresent() ? CapacityTrace.constant(rate.getAsLong()) : otherwise;
    }
    List<CapacityTrace.Step> steps = new ArrayList<>();
    long sumNanos = 0;
    for (YamlMap step : map.list(key)) {
      long nanos = step.durationNanos("for");
      if (nanos < 1 || nanos > Long.MAX_VALUE - sumNanos) {
        throw step.wrong("for", "a duration of more than nothing", step.text("for"));
      }
      sumNanos += nanos;
      OptionalLong rate = step.rateBps("rate");
      if (rate.isEmpty()) {
        throw step.wrong("rate", "a rate such as 800kbps or 3Mbps", "nothing");
      }
      steps.add(new CapacityTrace.Step(nanos, rate.getAsLong()));
      step.requireNothingElse();
    }
    if (steps.isEmpty()) {
      throw map.wrong(key, "a rate, or steps such as {for: 10s, rate: 3Mbps}", "an empty list");
    }
    return new CapacityTrace(steps);
  }
}
