package org.smoothlab.server.origin;

/**
 * What every point of an origin knows.
 *
 * @param settings of the origin
 * @param clock which wall time elapsed time stands for
 * @param naming what the origin is called
 * @param sink where effects go
 */
record OriginScope(OriginSettings settings, WallClock clock, Naming naming, EffectSink sink) {
  /**
   * @param name among servers
   * @param tag different for every start of the origin and every point that it makes, also of one
   *     path; begins the entity tags
   */
  record Naming(String name, String tag) {}

  String tag() {
    return naming.tag;
  }

  void tell(Effect effect) {
    sink.accept(effect);
  }
}
