package org.smoothlab.server.origin;

/**
 * Takes what happened, in order. Called under the lock of the publishing point: it must not block
 * and must not call the origin.
 */
@FunctionalInterface
public interface EffectSink {
  /** Throws everything away. */
  EffectSink NONE = _ -> {};

  void accept(Effect effect);
}
