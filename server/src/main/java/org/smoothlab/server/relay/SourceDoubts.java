package org.smoothlab.server.relay;

import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.Refusal;
import org.smoothlab.server.protocol.FragmentCheck;

/**
 * What is not believed of a source as long as another one may say otherwise: one fragment far in
 * the future would shut out all that comes before it, and another event would end the running one.
 * When no source has brought anything of use for {@link #DOUBT_NANOS}, it is true.
 */
final class SourceDoubts implements FragmentCheck {
  /** Long enough for a source that is restarted, and to ask all the others. */
  static final long DOUBT_NANOS = 20_000_000_000L;

  /** So much further than time has passed may a fragment be: clocks differ, and edges do. */
  private static final long LEAP_NANOS_MAX = 60_000_000_000L;

  private final PullScope scope;
  private final PullEdges edges;
  private final boolean hasBackups;
  private Optional<Long> usefulNanos = Optional.empty();

  SourceDoubts(PullScope scope, PullEdges edges, boolean hasBackups) {
    this.scope = scope;
    this.edges = edges;
    this.hasBackups = hasBackups;
  }

  /** Something came that the point did not have. */
  void useful(long atNanos) {
    usefulNanos = Optional.of(Math.max(atNanos, usefulNanos.orElse(atNanos)));
  }

  /** How long nothing has come; empty when nothing ever did. */
  private Optional<Long> fruitlessNanos() {
    return usefulNanos.map(atNanos -> scope.now() - atNanos);
  }

  /** Whether somebody else may say otherwise. */
  boolean mayDiffer() {
    return hasBackups && fruitlessNanos().filter(nanos -> nanos < DOUBT_NANOS).isPresent();
  }

  @Override
  public Optional<Refusal> refusal(TrackInfo track, FragmentTime time) {
    Optional<FragmentTime> newest = edges.newest(track.id());
    if (!mayDiffer() || newest.isEmpty() || track.stream().isSparse()) {
      return Optional.empty();
    }
    Timescale clock = track.stream().timescale();
    long passedNanos = fruitlessNanos().orElse(0L);
    long latestTicks =
        newest.get().endTicks() + clock.rescaleFloor(LEAP_NANOS_MAX + passedNanos, Timescale.NANOS);
    return time.startTicks() <= latestTicks
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                Refusal.Kind.CONFLICT,
                "%s: fragment at %d ticks, expected at most %d: the one before ends at %d"
                    .formatted(
                        track.id(), time.startTicks(), latestTicks, newest.get().endTicks())));
  }
}
