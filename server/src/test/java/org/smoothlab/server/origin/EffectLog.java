package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;

/** Keeps all effects. */
public final class EffectLog implements EffectSink {
  private final List<Effect> effects = new ArrayList<>();

  @Override
  public synchronized void accept(Effect effect) {
    effects.add(effect);
  }

  /** The effects of one kind, in order. */
  public synchronized <E extends Effect> List<E> all(Class<E> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The effects behind the first {@code count}. */
  public synchronized List<Effect> from(int count) {
    return List.copyOf(effects.subList(count, effects.size()));
  }

  public synchronized void clear() {
    effects.clear();
  }
}
