package org.smoothlab.simulator.scenario;

import java.util.Optional;
import org.smoothlab.simulator.trace.TraceEntry;

/** What must hold after every event, whatever goes wrong: looked at as each event happens. */
sealed interface Invariant
    permits PublishedInOrder,
        NothingRewritten,
        LookAheadKept,
        ReceivedAsPublished,
        GapsAreHoles,
        OneSourcePerPull,
        PullsWhereAllowed,
        NobodyWithoutRight,
        ToldStaysTrue,
        ArchiveIsPrefix,
        MemoryIsBounded {
  /** Takes an event; tells what does not hold, if so. */
  Optional<String> broken(TraceEntry entry);

  /** Takes what was seen between two events; tells what does not hold, if so. */
  default Optional<String> broken(Sight sight) {
    return Optional.empty();
  }
}
