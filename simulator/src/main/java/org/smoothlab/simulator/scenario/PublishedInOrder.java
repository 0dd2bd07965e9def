package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/**
 * What an origin publishes of a track goes forward: no fragment twice, none that overlaps the one
 * before it. A new run begins anew, and so does an origin that was dead: what it had not yet on
 * disk is published again.
 */
final class PublishedInOrder implements Invariant {
  private final Map<TrackKey, FragmentTime> last = new HashMap<>();

  @Override
  public Optional<String> broken(TraceEntry entry) {
    return switch (entry.event()) {
      case OriginEvent.RunStarted(String point, long _, String _) -> {
        last.keySet().removeIf(track -> track.isOf(entry.who(), point));
        yield Optional.empty();
      }
      case WorldEvent.NodeDown(String host) -> {
        last.keySet().removeIf(track -> track.host().equals(host));
        yield Optional.empty();
      }
      case OriginEvent.Published published -> behind(TrackKey.of(entry, published), published);
      default -> Optional.empty();
    };
  }

  private Optional<String> behind(TrackKey track, OriginEvent.Published published) {
    FragmentTime before = last.put(track, published.time());
    long startTicks = published.time().startTicks();
    return before != null && startTicks < before.endTicks()
        ? Optional.of(track + " publishes " + startTicks + " behind " + before.endTicks())
        : Optional.empty();
  }
}
