package org.smoothlab.server.access;

/** Takes what happened, on the thread of the request: it must not block. */
@FunctionalInterface
public interface AccessSink {
  /** Throws everything away. */
  AccessSink NONE = _ -> {};

  void accept(AccessEvent event);
}
