package org.smoothlab.server.origin;

/**
 * What every point of an origin knows.
 *
 * @param settings of the origin
 * @param clock which wall time elapsed time stands for
 * @param tag different for every start of the origin; begins the entity tags
 * @param sink where effects go
 */
record OriginScope(OriginSettings settings, WallClock clock, String tag, EffectSink sink) {
  void tell(Effect effect) {
    sink.accept(effect);
  }
}
