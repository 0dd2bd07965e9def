package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;

/** An origin tells of a hole only where it has taken in nothing. */
final class GapsAreHoles implements Invariant {
  private final Map<TrackKey, FragmentTime> last = new HashMap<>();

  @Override
  public Optional<String> broken(TraceEntry entry) {
    switch (entry.event()) {
      case OriginEvent.RunStarted(String point, long _, String _) ->
          last.keySet().removeIf(track -> track.isOf(entry.who(), point));
      case OriginEvent.Accepted(String point, TrackId track, FragmentTime time, long _) ->
          last.put(new TrackKey(entry.who(), point, track), time);
      case OriginEvent.Gap(String point, TrackId id, long fromTicks, long _) -> {
        TrackKey track = new TrackKey(entry.who(), point, id);
        FragmentTime before = last.get(track);
        // A tick or two are lost where times come from another clock.
        if (before != null && fromTicks < before.endTicks() - before.durationTicks() / 8) {
          return Optional.of(
              track + " has a hole at " + fromTicks + ", but was taken in to " + before.endTicks());
        }
      }
      default -> {}
    }
    return Optional.empty();
  }
}
