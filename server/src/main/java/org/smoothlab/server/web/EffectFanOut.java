package org.smoothlab.server.web;

import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;

/** Hands each effect to whom it concerns: held requests, numbers, log, listeners. Never blocks. */
final class EffectFanOut implements EffectSink {
  private final HeldRequests held;
  private final Metrics metrics;
  private final EventLog log;
  private final EffectQueue listeners;

  EffectFanOut(HeldRequests held, Metrics metrics, EventLog log, EffectQueue listeners) {
    this.held = held;
    this.metrics = metrics;
    this.log = log;
    this.listeners = listeners;
  }

  @Override
  public void accept(Effect effect) {
    if (effect instanceof Effect.Moved moved) {
      held.moved(moved.point());
    }
    metrics.count(effect);
    log.add(effect);
    listeners.accept(effect);
  }
}
