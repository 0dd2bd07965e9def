package org.smoothlab.server.web;

import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;

/**
 * Hands each effect to whom it concerns: held requests, other servers, numbers, log, listeners.
 * Never blocks.
 */
final class EffectFanOut implements EffectSink {
  private final HeldRequests held;
  private final Feeds feeds;
  private final Metrics metrics;
  private final EventLog log;
  private final EffectQueue listeners;
  private volatile EffectSink also = EffectSink.NONE;

  /** Who waits for effects. */
  record Waiting(HeldRequests held, Feeds feeds) {}

  EffectFanOut(Waiting waiting, Metrics metrics, EventLog log, EffectQueue listeners) {
    this.held = waiting.held;
    this.feeds = waiting.feeds;
    this.metrics = metrics;
    this.log = log;
    this.listeners = listeners;
  }

  /** Tells one more from now on, who needs the origin first. */
  void tellAlso(EffectSink sink) {
    also = sink;
  }

  @Override
  public void accept(Effect effect) {
    if (effect instanceof Effect.Moved moved) {
      held.moved(moved.point());
    }
    feeds.happened(effect);
    metrics.count(effect);
    log.add(effect);
    listeners.accept(effect);
    also.accept(effect);
  }
}
