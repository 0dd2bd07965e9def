package org.smoothlab.simulator.encoder;

import org.smoothlab.media.smooth.SmoothUrl;

/**
 * Where to.
 *
 * @param point decoded path of the publishing point, from its first {@code /} to its {@code .isml}
 * @param eventId empty for none
 * @param streamId of the POST, or what the ids of several begin with
 * @param layout which tracks share a POST
 */
public record Target(String point, String eventId, String streamId, StreamLayout layout) {
  /** Everything in one POST, without an event. */
  public static Target onePost(String point) {
    return new Target(point, "", "encoder", StreamLayout.ONE_POST);
  }

  /** The path of a POST, ready for a request line. */
  String path(int postIndex) {
    return new SmoothUrl.Streams(point, eventId, layout.streamId(streamId, postIndex)).write();
  }

  /** The stream id of sparse events, which are never in a POST with others. */
  String eventsStreamId() {
    return streamId + "-" + SpliceEvents.STREAM_NAME;
  }

  /** The path of their POSTs. */
  String eventsPath() {
    return new SmoothUrl.Streams(point, eventId, eventsStreamId()).write();
  }
}
