package org.smoothlab.load;

import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * One load run. Travels to the JVM of the load engine as system properties, because the engine
 * makes the simulation itself.
 *
 * @param userCount viewers, 1..{@value #USER_COUNT_MAX}
 * @param length from the first viewer's first request to the last viewer's last, 4 s..10 min
 * @param responseP95Max the objective: 95 of 100 answers that nobody had to hold are faster
 * @param seed decides which quality levels are watched
 */
record LoadPlan(int userCount, Duration length, Duration responseP95Max, long seed) {
  static final int USER_COUNT_MAX = 2_000;
  static final Duration LENGTH_MIN = Duration.ofSeconds(4);
  static final Duration LENGTH_MAX = Duration.ofMinutes(10);
  private static final Duration RAMP_MAX = Duration.ofSeconds(10);

  /** In less than a second Gatling 3.15 lets nobody in. */
  private static final Duration RAMP_MIN = Duration.ofSeconds(1);

  LoadPlan {
    if (userCount < 1 || userCount > USER_COUNT_MAX) {
      throw new IllegalArgumentException("users out of 1.." + USER_COUNT_MAX + ": " + userCount);
    }
    if (length.compareTo(LENGTH_MIN) < 0 || length.compareTo(LENGTH_MAX) > 0) {
      throw new IllegalArgumentException("length out of 4s..10m: " + length);
    }
    if (!responseP95Max.isPositive()) {
      throw new IllegalArgumentException("p95 is not positive: " + responseP95Max);
    }
  }

  /** How long it takes until the last viewer has come: a sixth of the run, within 1..10 s. */
  Duration ramp() {
    Duration sixth = length.dividedBy(6);
    if (sixth.compareTo(RAMP_MIN) < 0) {
      return RAMP_MIN;
    }
    return sixth.compareTo(RAMP_MAX) < 0 ? sixth : RAMP_MAX;
  }

  static LoadPlan ofProperties(Properties properties) {
    return new LoadPlan(
        Integer.parseInt(required(properties, "users")),
        Duration.parse(required(properties, "length")),
        Duration.parse(required(properties, "p95")),
        Long.parseLong(required(properties, "seed")));
  }

  /** The same as arguments of a JVM. */
  List<String> toJvmArguments() {
    return List.of(
        "-Dsmoothlab.load.users=" + userCount,
        "-Dsmoothlab.load.length=" + length,
        "-Dsmoothlab.load.p95=" + responseP95Max,
        "-Dsmoothlab.load.seed=" + seed);
  }

  private static String required(Properties properties, String name) {
    String value = properties.getProperty("smoothlab.load." + name);
    if (value == null) {
      throw new IllegalArgumentException("system property smoothlab.load." + name + " is not set");
    }
    return value;
  }
}
