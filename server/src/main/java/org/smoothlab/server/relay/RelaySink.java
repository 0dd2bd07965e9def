package org.smoothlab.server.relay;

/** Takes what happened, in order per point and peer. Called at a desk; must not block. */
@FunctionalInterface
public interface RelaySink {
  /** Throws everything away. */
  RelaySink NONE = _ -> {};

  void accept(RelayEvent event);
}
