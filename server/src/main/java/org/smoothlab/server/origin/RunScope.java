package org.smoothlab.server.origin;

import java.time.Instant;

/**
 * What every part of a run knows.
 *
 * @param point path of its publishing point
 * @param tag begins the entity tags: different for every run of every start of the origin
 * @param settings of the point
 * @param outside what is around it
 */
record RunScope(String point, String tag, PointSettings settings, Outside outside) {
  /**
   * @param sink where effects go
   * @param clock which wall time elapsed time stands for
   */
  record Outside(EffectSink sink, WallClock clock) {}

  /** The same, telling somebody else. */
  RunScope told(EffectSink other) {
    return new RunScope(point, tag, settings, new Outside(other, outside.clock));
  }

  int lookAhead() {
    return settings.clientConnections().timing().lookAheadChunks();
  }

  void tell(Effect effect) {
    outside.sink.accept(effect);
  }

  Instant wallTime(long nowNanos) {
    return outside.clock.at(nowNanos);
  }
}
