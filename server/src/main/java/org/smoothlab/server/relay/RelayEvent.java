package org.smoothlab.server.relay;

import org.smoothlab.media.TrackId;

/** Something that happened between this origin and another: what logs, metrics and traces need. */
public sealed interface RelayEvent {
  /** Path of the publishing point at this end. */
  String point();

  /** A source began to send a stream. */
  record PullConnected(String point, String url, String streamId) implements RelayEvent {}

  /** A source is not there, or is not there any more; it will be tried again. */
  record PullLost(String point, String url, String why) implements RelayEvent {}

  /** Another source of the list is used from now on. */
  record PullSwitched(String point, String fromUrl, String toUrl) implements RelayEvent {}

  /** What a source says cannot be taken; {@code why} names what was expected and what came. */
  record PullRefused(String point, String url, String why) implements RelayEvent {}

  /** All streams of a source came to their end of stream. */
  record PullEnded(String point, String url) implements RelayEvent {}

  /** What was missing between two times has come, as far as anybody has it. */
  record PastFilled(String point, TrackId track, long fromTicks, long toTicks, int fragmentCount)
      implements RelayEvent {}

  /** A target takes a stream. */
  record PushConnected(String point, String url, String streamId) implements RelayEvent {}

  /**
   * A target does not take a stream, or not any more; it will be tried again.
   *
   * @param fragmentsNotSent which this target will not get on this connection: it was too slow
   */
  record PushLost(String point, String url, String streamId, String why, long fragmentsNotSent)
      implements RelayEvent {}

  /**
   * A stream came to its end, and the target has all of it.
   *
   * @param endOfStream whether the target was told that it is the end
   */
  record PushEnded(String point, String url, String streamId, boolean endOfStream)
      implements RelayEvent {}
}
