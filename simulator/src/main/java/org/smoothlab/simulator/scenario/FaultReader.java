package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.Hop;
import org.smoothlab.simulator.net.HostFault;
import org.smoothlab.simulator.net.Pair;
import org.smoothlab.simulator.net.RequestFault;

/**
 * Reads the list {@code faults} of a scenario: each entry has a time, one kind as its key with the
 * host that is hit as its value, and what that kind needs.
 */
final class FaultReader {
  private static final int RANDOM_COUNT_MAX = 1000;
  private static final Map<String, FaultKind> KINDS =
      Arrays.stream(FaultKind.values())
          .collect(Collectors.toUnmodifiableMap(FaultKind::key, kind -> kind));

  private final Cast cast;
  private final RequestFaultReader requests;

  /**
   * Whom faults can hit.
   *
   * @param callers hosts that open connections
   * @param servers hosts that take them; a host may be both
   * @param runNanos how long the run is: a host that is killed without {@code for} stays down
   */
  record Cast(Set<String> callers, Set<String> servers, Set<String> links, long runNanos) {
    Cast {
      callers = Set.copyOf(callers);
      servers = Set.copyOf(servers);
      links = Set.copyOf(links);
    }

    Set<String> of(FaultKind.Role role) {
      return switch (role) {
        case CALLER -> callers;
        case SERVER -> servers;
        case LINK -> links;
        case HOST -> {
          Set<String> hosts = new HashSet<>(callers);
          hosts.addAll(servers);
          yield hosts;
        }
      };
    }

    /** The name at a key, which must be one that can be in this role. */
    String member(YamlMap map, String key, FaultKind.Role role) throws ScenarioException {
      String name = map.text(key);
      Set<String> names = of(role);
      if (!names.contains(name)) {
        String some = String.join(", ", names.stream().sorted().limit(10).toList());
        throw map.wrong(key, role.words() + " (" + some + ")", name);
      }
      return name;
    }

    /** As {@link #member}, where {@code any} stands for all of them. */
    String memberOrAny(YamlMap map, String key, FaultKind.Role role) throws ScenarioException {
      return map.text(key, Hop.ANY).equals(Hop.ANY) ? Hop.ANY : member(map, key, role);
    }
  }

  private FaultReader(Cast cast) {
    this.cast = cast;
    this.requests = new RequestFaultReader(cast);
  }

  /**
   * Reads all plans, those of {@code random} one by one.
   *
   * @throws ScenarioException if one is not right
   */
  static List<FaultPlan> read(List<YamlMap> list, Cast cast) throws ScenarioException {
    FaultReader reader = new FaultReader(cast);
    List<FaultPlan> plans = new ArrayList<>();
    for (YamlMap map : list) {
      if (map.keys().contains("random")) {
        plans.addAll(reader.random(map.map("random")));
      } else {
        plans.add(reader.plan(map));
      }
      map.requireNothingElse();
    }
    return plans;
  }

  private FaultPlan plan(YamlMap map) throws ScenarioException {
    long fromNanos = map.durationNanos("at");
    long toNanos = map.durationNanos("until", fromNanos);
    if (toNanos < fromNanos) {
      throw map.wrong("until", "a time behind at", map.text("until"));
    }
    return new FaultPlan(fromNanos, toNanos, strike(map));
  }

  private FaultPlan.Strike strike(YamlMap map) throws ScenarioException {
    Optional<FaultKind> found = Optional.empty();
    for (FaultKind kind : FaultKind.values()) {
      // Only keys that are there are asked for: those of other kinds are no help to who mistyped.
      if (map.keys().contains(kind.key())) {
        if (found.isPresent()) {
          throw map.wrong(kind.key(), "one fault an entry", found.get().key() + " as well");
        }
        found = Optional.of(kind);
      }
    }
    if (found.isEmpty()) {
      throw map.wrong("", "random or one of " + kindNames(), "none of them");
    }
    return strike(map, found.get());
  }

  private FaultPlan.Strike strike(YamlMap map, FaultKind kind) throws ScenarioException {
    return switch (kind) {
      case DROP -> afterBytes(map, new Fault.DropConnection(target(map, kind), 0));
      case KILL -> kill(map);
      case STALL -> planned(new Fault.Stall(pair(map, kind), map.durationNanos("for")));
      case HALF_OPEN -> planned(new Fault.HalfOpen(pair(map, kind)));
      case PARTITION -> planned(new Fault.Partition(pair(map, kind), map.durationNanos("for")));
      case SLOW -> slow(map);
      case WRONG_TARGET -> wrongTarget(map);
      case STATUS, DELAY_POST, DUPLICATE_POST, TRUNCATE, CORRUPT, STALE, WRONG_ANSWER -> {
        RequestFault fault = requests.read(map, kind);
        yield kind == FaultKind.TRUNCATE ? afterBytes(map, fault) : planned(fault);
      }
      case CLOCK_STEP, CLOCK_DRIFT, DISK_FULL, DISK_SLOW -> planned(hostFault(map, kind));
    };
  }

  private static FaultPlan.Strike planned(Fault fault) {
    return FaultPlan.Strike.Planned.exactly(fault);
  }

  /** {@code after: 10kB} is exact, {@code within: 100kB} is left to the seed. */
  private static FaultPlan.Strike afterBytes(YamlMap map, Fault fault) throws ScenarioException {
    long withinBytes = map.sizeBytes("within", 0);
    if (withinBytes != 0 && map.has("after")) {
      throw map.wrong("after", "nothing beside within", map.text("after"));
    }
    return new FaultPlan.Strike.Planned(fault.after(map.sizeBytes("after", 0)), withinBytes);
  }

  private FaultPlan.Strike kill(YamlMap map) throws ScenarioException {
    String host = target(map, FaultKind.KILL);
    for (String bytes : List.of("within", "after")) {
      if (!cast.callers().contains(host) && map.has(bytes)) {
        throw map.wrong(bytes, "nothing for a host that sends no body", map.text(bytes));
      }
    }
    Fault.Disk disk =
        map.choice(
            "disk", Map.of("kept", Fault.Disk.KEPT, "lost", Fault.Disk.LOST), Fault.Disk.KEPT);
    long downNanos = map.durationNanos("for", cast.runNanos());
    return afterBytes(map, new Fault.KillNode(host, 0, downNanos, disk));
  }

  private FaultPlan.Strike slow(YamlMap map) throws ScenarioException {
    String link = target(map, FaultKind.SLOW);
    long capacityBps =
        map.rateBps("to").orElseThrow(() -> map.wrong("to", "a rate such as 500kbps", "nothing"));
    return planned(new Fault.SlowLink(link, capacityBps, map.durationNanos("for")));
  }

  private FaultPlan.Strike wrongTarget(YamlMap map) throws ScenarioException {
    String host = target(map, FaultKind.WRONG_TARGET);
    String instead = cast.member(map, "instead", FaultKind.Role.SERVER);
    if (instead.equals(host)) {
      throw map.wrong("instead", "another host than " + host, instead);
    }
    return planned(new Fault.WrongTarget(host, instead, map.durationNanos("for")));
  }

  private HostFault hostFault(YamlMap map, FaultKind kind) throws ScenarioException {
    String host = target(map, kind);
    if (kind == FaultKind.CLOCK_STEP) {
      return new HostFault.ClockStep(host, signedNanos(map, "by"));
    }
    long durationNanos = map.durationNanos("for");
    return switch (kind) {
      case CLOCK_DRIFT -> {
        long most = HostFault.ClockDrift.PPM_MAX;
        map.text("ppm");
        yield new HostFault.ClockDrift(host, map.number("ppm", 0, -most, most), durationNanos);
      }
      case DISK_FULL -> new HostFault.DiskFull(host, durationNanos);
      default -> {
        long bytesPerSecond = map.sizeBytes("to", 0);
        if (bytesPerSecond < 1) {
          throw map.wrong("to", "a size a second such as 500kB", map.text("to", "nothing"));
        }
        yield new HostFault.DiskSlow(host, bytesPerSecond, durationNanos);
      }
    };
  }

  private static long signedNanos(YamlMap map, String key) throws ScenarioException {
    String text = map.text(key);
    boolean back = text.startsWith("-");
    long nanos =
        Quantity.duration(back ? text.substring(1) : text)
            .orElseThrow(() -> map.wrong(key, "a duration such as 30s or -500ms", text));
    return back ? -nanos : nanos;
  }

  private String target(YamlMap map, FaultKind kind) throws ScenarioException {
    return cast.member(map, kind.key(), kind.role());
  }

  private Pair pair(YamlMap map, FaultKind kind) throws ScenarioException {
    String host = target(map, kind);
    String other = cast.memberOrAny(map, "with", FaultKind.Role.HOST);
    if (other.equals(host)) {
      throw map.wrong("with", "another host than " + host, other);
    }
    return new Pair(host, other);
  }

  // ---- drawn from the seed

  private List<FaultPlan> random(YamlMap map) throws ScenarioException {
    map.text("count");
    long count = map.number("count", 1, 1, RANDOM_COUNT_MAX);
    long[] between = span(map, "between");
    long[] lasting = span(map, "for");
    FaultPlan.Strike strike = new FaultPlan.Strike.OneOf(choices(map), lasting[0], lasting[1]);
    map.requireNothingElse();
    List<FaultPlan> plans = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      plans.add(new FaultPlan(between[0], between[1], strike));
    }
    return plans;
  }

  private List<FaultPlan.Strike.Choice> choices(YamlMap map) throws ScenarioException {
    List<String> hosts = map.texts("hosts");
    List<FaultPlan.Strike.Choice> choices = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (String name : map.texts("kinds")) {
      FaultKind kind = KINDS.get(name);
      if (kind == null || kind == FaultKind.WRONG_TARGET) {
        throw map.wrong("kinds", "some of " + kindNames(), name);
      }
      int before = choices.size();
      for (String host : hosts) {
        if (cast.of(kind.role()).contains(host)) {
          choices.add(new FaultPlan.Strike.Choice(kind, host));
          used.add(host);
        }
      }
      if (choices.size() == before) {
        throw map.wrong("hosts", kind.role().words() + " for " + name, String.join(", ", hosts));
      }
    }
    for (String host : hosts) {
      if (!used.contains(host)) {
        throw map.wrong("hosts", "names that one of the kinds can hit", host);
      }
    }
    return choices;
  }

  private static long[] span(YamlMap map, String key) throws ScenarioException {
    String[] ends = map.text(key).split("\\.\\.", -1);
    String expected = "a duration, or two as 10s..1m30s";
    long[] nanos = new long[2];
    for (int at = 0; at < 2; at++) {
      nanos[at] =
          Quantity.duration(ends[Math.min(at, ends.length - 1)])
              .orElseThrow(() -> map.wrong(key, expected, String.join("..", ends)));
    }
    if (ends.length > 2 || nanos[1] < nanos[0]) {
      throw map.wrong(key, expected, map.text(key));
    }
    return nanos;
  }

  private static String kindNames() {
    return Arrays.stream(FaultKind.values()).map(FaultKind::key).collect(Collectors.joining(", "));
  }
}
