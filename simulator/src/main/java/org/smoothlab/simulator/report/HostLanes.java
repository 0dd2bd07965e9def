package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.smoothlab.simulator.trace.EncoderEvent;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.ViewerEvent;
import org.smoothlab.simulator.trace.WorldEvent;

/** Who was up: one lane for each encoder and each origin. */
final class HostLanes implements Lanes {
  private static final int HOSTS_MAX = 40;
  private static final int MARKS_MAX = 100;

  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final List<Kill> kills = new ArrayList<>();

  private static final class Host {
    final boolean isEncoder;
    final List<Span> downs = new ArrayList<>();
    final List<Span> marks = new ArrayList<>();
    final List<Long> sends = new ArrayList<>();
    OptionalLong downSince = OptionalLong.empty();
    OptionalLong endedAt = OptionalLong.empty();
    final long firstNanos;

    Host(boolean isEncoder, long firstNanos) {
      this.isEncoder = isEncoder;
      this.firstNanos = firstNanos;
    }

    void mark(long now, String words) {
      if (marks.size() < MARKS_MAX) {
        marks.add(new Span(now, now, words));
      }
    }
  }

  @Override
  public void add(TraceEntry entry) {
    long now = entry.atNanos();
    switch (entry.event()) {
      case EncoderEvent event -> encoder(host(entry.who(), true, now), event, now);
      case OriginEvent _, RelayTrace _ -> host(entry.who(), false, 0);
      case WorldEvent.NodeDown(String name) -> down(name, now);
      case WorldEvent.NodeUp up -> up(up, now);
      case WorldEvent _, ViewerEvent _ -> {}
    }
  }

  private Host host(String name, boolean isEncoder, long firstNanos) {
    return hosts.computeIfAbsent(name, _ -> new Host(isEncoder, firstNanos));
  }

  private static void encoder(Host host, EncoderEvent event, long now) {
    switch (event) {
      case EncoderEvent.Connected _ -> host.endedAt = OptionalLong.empty();
      case EncoderEvent.FragmentSent _ -> host.sends.add(now);
      case EncoderEvent.Lost(String why) -> host.mark(now, "lost: " + why);
      case EncoderEvent.Refused(int status) -> host.mark(now, "refused with " + status);
      case EncoderEvent.Ended _ -> host.endedAt = OptionalLong.of(now);
    }
  }

  private void down(String name, long now) {
    Host host = host(name, false, 0);
    if (host.downSince.isEmpty()) {
      kills.add(new Kill(name, now));
      host.downSince = OptionalLong.of(now);
    }
  }

  private void up(WorldEvent.NodeUp up, long now) {
    Host host = host(up.host(), false, 0);
    String disk = up.diskKept() ? "down" : "down, came back without its disk";
    host.downSince.ifPresent(since -> host.downs.add(new Span(since, now, up.host() + " " + disk)));
    host.downSince = OptionalLong.empty();
  }

  /** How many there are. */
  int count() {
    return hosts.size();
  }

  /** Which host died, and when; in the order of the trace. */
  List<Kill> kills() {
    return kills;
  }

  /** The end of a process. */
  record Kill(String host, long atNanos) {}

  @Override
  public void draw(Timeline timeline) {
    if (hosts.isEmpty()) {
      return;
    }
    timeline.section("Hosts", "who was up; hatched: down; encoders with what they sent");
    List<Map.Entry<String, Host>> ordered = new ArrayList<>();
    hosts.entrySet().stream().filter(host -> host.getValue().isEncoder).forEach(ordered::add);
    hosts.entrySet().stream().filter(host -> !host.getValue().isEncoder).forEach(ordered::add);
    ordered.stream()
        .limit(HOSTS_MAX)
        .forEach(host -> draw(timeline, host.getKey(), host.getValue()));
    if (ordered.size() > HOSTS_MAX) {
      timeline.remark("… and " + (ordered.size() - HOSTS_MAX) + " more hosts");
    }
  }

  private static void draw(Timeline timeline, String name, Host host) {
    Timeline.Lane lane = timeline.lane(name, host.isEncoder ? "encoder" : "origin", 16);
    long end = host.endedAt.orElse(timeline.endNanos());
    lane.bar("up", host.firstNanos, end, name + " up");
    boolean[] sent = new boolean[Timeline.COLUMNS];
    host.sends.forEach(at -> sent[timeline.column(at)] = true);
    lane.ticks("sent", sent, 4, 8);
    host.downs.forEach(span -> {
      lane.bar("ground", span.fromNanos(), span.toNanos(), span.words());
      lane.bar("down", span.fromNanos(), span.toNanos(), span.words());
    });
    host.downSince.ifPresent(since -> {
      lane.bar("ground", since, timeline.endNanos(), name + " down");
      lane.bar("down", since, timeline.endNanos(), name + " down for good");
    });
    host.marks.forEach(mark -> lane.mark("warn", mark.fromNanos(), mark.words()));
  }
}
