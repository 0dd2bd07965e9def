package org.smoothlab.simulator.viewer;

import java.net.URI;
import org.smoothlab.simulator.trace.ViewerEvent;

/** What a viewer wants done. */
public sealed interface Action {
  /** GET this; all that becomes of it carries the id. */
  record Fetch(int requestId, URI uri) implements Action {}

  /** Give up a fetch; nothing more is told of it. */
  record Cancel(int requestId) implements Action {}

  /** Say {@link Event.Woke} then; replaces what was asked for before. */
  record WakeAt(long nanos) implements Action {}

  /** Write this down. */
  record Note(ViewerEvent event) implements Action {}
}
