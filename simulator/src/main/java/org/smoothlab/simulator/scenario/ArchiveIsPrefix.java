package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/**
 * An archive holds, byte for byte and in order, what its origin has taken in, and nothing else;
 * what it holds has no holes that the origin had not, unless its disk was full or the process died
 * before it wrote.
 */
final class ArchiveIsPrefix implements Invariant {
  private final RunNames runs = new RunNames();
  private final Map<Story, NavigableMap<Long, Taken>> stories = new HashMap<>();
  private final Set<String> hostsWithFullDisks = new HashSet<>();

  private record Story(TrackKey track, String run) {}

  /**
   * What was taken in.
   *
   * @param hashes one, unless it was taken in again behind a kill
   * @param safe whether no process has died since: it may not have been written
   */
  private record Taken(FragmentTime time, Set<Long> hashes, boolean safe) {
    Taken afterKill() {
      return new Taken(time, hashes, false);
    }

    Taken and(Taken before) {
      Set<Long> all = new HashSet<>(before.hashes);
      all.addAll(hashes);
      return new Taken(time, all, safe);
    }
  }

  @Override
  public Optional<String> broken(TraceEntry entry) {
    runs.happened(entry);
    switch (entry.event()) {
      case OriginEvent.Accepted(String point, TrackId track, FragmentTime time, long hash) ->
          take(new TrackKey(entry.who(), point, track), new Taken(time, Set.of(hash), true));
      case OriginEvent.Past(String point, TrackId track, FragmentTime time, long hash) ->
          take(new TrackKey(entry.who(), point, track), new Taken(time, Set.of(hash), true));
      case WorldEvent.NodeDown(String host) ->
          stories.forEach((story, taken) -> {
            if (story.track.host().equals(host)) {
              taken.replaceAll((_, one) -> one.afterKill());
            }
          });
      case WorldEvent.FaultStruck(String fault) when fault.contains(" is full") ->
          hostsWithFullDisks.add(entry.who());
      default -> {}
    }
    return Optional.empty();
  }

  private void take(TrackKey track, Taken taken) {
    stories
        .computeIfAbsent(
            new Story(track, runs.of(track.host(), track.point())), _ -> new TreeMap<>())
        .merge(taken.time.startTicks(), taken, (before, now) -> now.and(before));
  }

  @Override
  public Optional<String> broken(Sight sight) {
    if (!(sight instanceof Sight.Archived(var point, var runNumber, var id, var stored))) {
      return Optional.empty();
    }
    TrackKey track = new TrackKey(point.origin(), point.point(), id);
    Story story = new Story(track, runs.of(point.origin(), runNumber));
    NavigableMap<Long, Taken> taken = stories.getOrDefault(story, new TreeMap<>());
    return wrong(stored, taken)
        .or(() ->
            hostsWithFullDisks.contains(point.origin()) ? Optional.empty() : hole(stored, taken))
        .map(what -> "the archive of " + track + ", run " + runNumber + ", " + what);
  }

  private static Optional<String> wrong(List<Sight.Stored> stored, Map<Long, Taken> taken) {
    long endTicks = Long.MIN_VALUE;
    for (Sight.Stored one : stored) {
      long startTicks = one.time().startTicks();
      Taken source = taken.get(startTicks);
      if (source == null) {
        return Optional.of("holds " + startTicks + ", which was never taken in");
      }
      if (!source.hashes.contains(one.hash())) {
        return Optional.of("holds " + startTicks + " with other content than was taken in");
      }
      // Times of another clock meet at both ends of what was fetched later.
      if (startTicks + one.time().durationTicks() / 8 < endTicks) {
        return Optional.of("holds " + startTicks + " behind what ends at " + endTicks);
      }
      endTicks = one.time().endTicks();
    }
    return Optional.empty();
  }

  /** What was taken in and is not there, though something behind it is. */
  private static Optional<String> hole(List<Sight.Stored> stored, NavigableMap<Long, Taken> taken) {
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    Set<Long> starts = new HashSet<>();
    stored.forEach(one -> starts.add(one.time().startTicks()));
    long firstTicks = stored.getFirst().time().startTicks();
    long lastTicks = stored.getLast().time().startTicks();
    return taken.subMap(firstTicks, true, lastTicks, true).entrySet().stream()
        .filter(one -> one.getValue().safe && !starts.contains(one.getKey()))
        .findFirst()
        .map(one -> "lacks " + one.getKey() + " in front of " + lastTicks);
  }
}
