package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The statistics that were counted last: many may ask for them. */
final class StatisticsMemo {
  /** Statistics are counted anew at most so often, and when the state is another. */
  static final long FRESH_NANOS = 250_000_000L;

  private final Set<Role> roles;
  private volatile Optional<PointStatistics> last = Optional.empty();

  /**
   * @param roles what the origin has the means for
   */
  StatisticsMemo(Set<Role> roles) {
    this.roles = roles;
  }

  /** Those of last time, if they still say how it is. Needs no lock. */
  Optional<PointStatistics> fresh(PointState state, long nowNanos) {
    return last.filter(
        counted -> counted.state() == state && nowNanos - counted.atNanos() < FRESH_NANOS);
  }

  /** Those of now. Under the lock of the point. */
  PointStatistics count(PointLife life, long nowNanos) {
    PointState state = life.state();
    Optional<PointStatistics> counted = fresh(state, nowNanos);
    if (counted.isPresent()) {
      return counted.get();
    }
    boolean archived = life.settings().archive().enabled() && roles.contains(Role.ARCHIVE);
    PointStatistics anew =
        state == PointState.STARTING || life.run().isEmpty()
            ? new PointStatistics(nowNanos, state, List.of(), List.of())
            : life.run().get().statistics(state, archived, nowNanos);
    last = Optional.of(anew);
    return anew;
  }
}
