package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;

/** What must hold after every event, whatever goes wrong: looked at as each event happens. */
sealed interface Invariant {
  /** Takes an event; tells what does not hold, if so. */
  Optional<String> broken(TraceEntry entry);

  /**
   * What an origin publishes of a track goes forward: no fragment twice, none that overlaps the one
   * before it.
   */
  final class PublishedInOrder implements Invariant {
    private final Map<String, FragmentTime> lastByTrack = new HashMap<>();

    @Override
    public Optional<String> broken(TraceEntry entry) {
      if (entry.event() instanceof OriginEvent.StateChanged(String point, _, String to)
          && to.equals("STARTING")) {
        lastByTrack.keySet().removeIf(key -> key.startsWith(entry.who() + point + " "));
      }
      if (!(entry.event() instanceof OriginEvent.Published published)) {
        return Optional.empty();
      }
      String track = entry.who() + published.point() + " " + published.track();
      FragmentTime before = lastByTrack.put(track, published.time());
      return before != null && published.time().startTicks() < before.endTicks()
          ? Optional.of(
              track
                  + " publishes "
                  + published.time().startTicks()
                  + " behind "
                  + before.endTicks())
          : Optional.empty();
    }
  }
}
