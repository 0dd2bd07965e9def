package org.smoothlab.server.web;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;

/**
 * Effects on their way to who tells listeners of them. At the bound the newest are dropped: every
 * second says again what counts.
 */
final class EffectQueue implements EffectSink {
  private final BlockingQueue<Effect> waiting;
  private volatile boolean listening;

  EffectQueue(int effectsMax) {
    waiting = new ArrayBlockingQueue<>(effectsMax);
  }

  /** Whether anybody wants to hear of effects. */
  void listening(boolean anybody) {
    listening = anybody;
  }

  /** Queues what listeners are told of. Never blocks. */
  @Override
  public void accept(Effect effect) {
    if (listening && isTold(effect)) {
      waiting.offer(effect);
    }
  }

  /** The next effect; empty when none came in time. */
  Optional<Effect> next(long waitNanos) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(waitNanos, TimeUnit.NANOSECONDS));
  }

  void clear() {
    waiting.clear();
  }

  private static boolean isTold(Effect effect) {
    return effect instanceof Effect.StateChanged
        || effect instanceof Effect.PointCreated
        || effect instanceof Effect.PointRemoved
        || effect instanceof Effect.SettingsChanged
        || effect instanceof Effect.AlarmRaised
        || effect instanceof Effect.AlarmCleared;
  }
}
