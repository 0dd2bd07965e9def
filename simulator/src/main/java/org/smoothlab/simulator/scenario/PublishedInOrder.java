package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.HashSet;
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
 * What an origin publishes of a track goes forward, unless it took it in as a piece of the past:
 * that has a place of its own between what was published, or before it. No fragment twice, none
 * that overlaps another. A new run begins anew, and so does an origin that was dead: what it had
 * not yet on disk is published again.
 */
final class PublishedInOrder implements Invariant {
  private final Map<TrackKey, Story> stories = new HashMap<>();

  /**
   * A track of a run.
   *
   * @param endByStart of what was published
   * @param past starts of what was taken in as past
   */
  private record Story(NavigableMap<Long, Long> endByStart, Set<Long> past) {
    Story() {
      this(new TreeMap<>(), new HashSet<>());
    }
  }

  @Override
  public Optional<String> broken(TraceEntry entry) {
    switch (entry.event()) {
      case OriginEvent.RunStarted(String point, long _, String _) ->
          stories.keySet().removeIf(track -> track.isOf(entry.who(), point));
      case WorldEvent.NodeDown(String host) ->
          stories.keySet().removeIf(track -> track.host().equals(host));
      case OriginEvent.Past(String point, TrackId track, FragmentTime time, long _) ->
          story(new TrackKey(entry.who(), point, track)).past.add(time.startTicks());
      case OriginEvent.Published published -> {
        TrackKey track = TrackKey.of(entry, published);
        return misplaced(story(track), published.time())
            .map(where -> track + " publishes " + published.time().startTicks() + where);
      }
      default -> {}
    }
    return Optional.empty();
  }

  private Story story(TrackKey track) {
    return stories.computeIfAbsent(track, _ -> new Story());
  }

  private static Optional<String> misplaced(Story story, FragmentTime time) {
    boolean isPast = story.past.contains(time.startTicks());
    Map.Entry<Long, Long> before =
        isPast ? story.endByStart.floorEntry(time.startTicks()) : story.endByStart.lastEntry();
    Long after = story.endByStart.higherKey(time.startTicks());
    story.endByStart.put(time.startTicks(), time.endTicks());
    // Whoever fills a hole meets times of another clock at both of its ends.
    long toleranceTicks = isPast ? time.durationTicks() / 8 : 0;
    if (before != null && time.startTicks() < before.getValue() - toleranceTicks) {
      return Optional.of(" behind " + before.getValue());
    }
    return isPast && after != null && time.endTicks() > after + toleranceTicks
        ? Optional.of(" over " + after)
        : Optional.empty();
  }
}
