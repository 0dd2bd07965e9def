package org.smoothlab.server.origin;

/**
 * What every part of a run knows.
 *
 * @param point path of its publishing point
 * @param tag begins the entity tags: different for every run of every start of the origin
 * @param settings of the point
 * @param sink where effects go
 */
record RunScope(String point, String tag, PointSettings settings, EffectSink sink) {
  /** The same, telling somebody else. */
  RunScope told(EffectSink other) {
    return new RunScope(point, tag, settings, other);
  }

  int lookAhead() {
    return settings.clientConnections().timing().lookAheadChunks();
  }

  void tell(Effect effect) {
    sink.accept(effect);
  }
}
