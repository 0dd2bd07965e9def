package org.smoothlab.simulator.viewer;

import org.smoothlab.media.bytes.Slice;

/** What a viewer is told. */
public sealed interface Event {
  /** Begin. */
  record Started() implements Event {}

  /** The answer to a fetch has begun. */
  record Head(int requestId, int status) implements Event {}

  /** A piece of a body; valid only during the call. */
  record Arrived(int requestId, Slice bytes) implements Event {}

  /** The answer is whole. */
  record Completed(int requestId) implements Event {}

  /** There will be no (more) answer. */
  record Failed(int requestId, String why) implements Event {}

  /** The time asked for with {@link Action.WakeAt} has come. */
  record Woke() implements Event {}

  /** The viewer leaves. */
  record Stopped() implements Event {}
}
