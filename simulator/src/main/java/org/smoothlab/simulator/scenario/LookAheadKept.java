package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.simulator.encoder.SpliceEvents;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/**
 * Nothing is public above the horizon: a fragment announces as many further ones as its point is
 * set to, unless the stream is at its end; and what is announced comes, or nothing comes in its
 * place.
 */
final class LookAheadKept implements Invariant {
  /** The end of a stream is told after what it sets free, and not always in the same moment. */
  private static final long END_NANOS = 2_000_000_000L;

  private final Scenario scenario;
  private final Map<TrackKey, OriginEvent.Published> last = new HashMap<>();
  private final Map<String, Suspect> suspects = new HashMap<>();
  private final Map<String, Boolean> ending = new HashMap<>();

  private record Suspect(long atNanos, String what) {}

  LookAheadKept(Scenario scenario) {
    this.scenario = scenario;
  }

  @Override
  public Optional<String> broken(TraceEntry entry) {
    switch (entry.event()) {
      case OriginEvent.RunStarted(String point, long _, String _) -> {
        last.keySet().removeIf(track -> track.isOf(entry.who(), point));
        setEnding(entry.who() + point, false);
      }
      case OriginEvent.StateChanged(String point, String _, String to)
          when !to.equals("STARTED") && !to.equals("STARTING") ->
          setEnding(entry.who() + point, true);
      case OriginEvent.SessionEnded(String point, String _, String cause)
          when cause.startsWith("END_OF_STREAM") ->
          setEnding(entry.who() + point, true);
      case WorldEvent.NodeDown(String host) -> {
        last.keySet().removeIf(track -> track.host().equals(host));
        suspects.keySet().removeIf(point -> point.startsWith(host + "/"));
        ending.keySet().removeIf(point -> point.startsWith(host + "/"));
      }
      case OriginEvent.Published published -> {
        Optional<String> lie = look(entry, published);
        if (lie.isPresent()) {
          return lie;
        }
      }
      default -> {}
    }
    return overdue(entry.atNanos());
  }

  private void setEnding(String point, boolean now) {
    ending.put(point, now);
    suspects.remove(point);
  }

  private Optional<String> overdue(long nowNanos) {
    for (Map.Entry<String, Suspect> suspect : suspects.entrySet()) {
      if (nowNanos - suspect.getValue().atNanos > END_NANOS) {
        suspects.remove(suspect.getKey());
        return Optional.of(suspect.getValue().what);
      }
    }
    return Optional.empty();
  }

  private Optional<String> look(TraceEntry entry, OriginEvent.Published published) {
    TrackKey track = TrackKey.of(entry, published);
    String point = entry.who() + published.point();
    int expectedCount = lookAhead(entry.who(), published.point());
    boolean sparse = published.track().streamName().equals(SpliceEvents.STREAM_NAME);
    if (sparse) {
      return Optional.empty();
    }
    if (published.body().following().size() < expectedCount && !ending.getOrDefault(point, false)) {
      String what =
          "%s publishes %d, which announces %d of %d"
              .formatted(
                  track,
                  published.time().startTicks(),
                  published.body().following().size(),
                  expectedCount);
      suspects.putIfAbsent(point, new Suspect(entry.atNanos(), what));
    }
    OriginEvent.Published before = last.get(track);
    if (before != null && before.time().startTicks() > published.time().startTicks()) {
      // A piece of the past: what comes live has nothing to do with it.
      return Optional.empty();
    }
    last.put(track, published);
    return before == null
        ? Optional.empty()
        : unannounced(before, published.time())
            .map(first ->
                "%s publishes %d where %d was announced"
                    .formatted(track, published.time().startTicks(), first.startTicks()));
  }

  /** What was announced instead of this one. */
  private static Optional<FragmentTime> unannounced(
      OriginEvent.Published before, FragmentTime time) {
    long toleranceTicks = before.time().durationTicks() / 8;
    for (FragmentTime announced : before.body().following()) {
      boolean same = Math.abs(announced.startTicks() - time.startTicks()) <= toleranceTicks;
      if (same) {
        return Optional.empty();
      }
      if (time.startTicks() < announced.endTicks() - toleranceTicks) {
        return Optional.of(announced);
      }
    }
    return Optional.empty();
  }

  private int lookAhead(String host, String point) {
    return scenario
        .topology()
        .settings(host, point)
        .map(settings -> settings.clientConnections().timing().lookAheadChunks())
        .orElse(0);
  }
}
