package org.smoothlab.server.origin;

/**
 * Who delivers: one ingest session of one encoder connection. Several may share a stream id; all of
 * them feed one filter per track.
 *
 * @param eventId from {@code Events(id)} of the URL; empty when absent
 * @param streamId from {@code Streams(id)} of the URL; empty when absent
 * @param remote who is on the other end, unique per connection
 * @see "[MS-SSTR] 2.2.7, Identifier"
 */
public record SourceId(String eventId, String streamId, String remote) {
  @Override
  public String toString() {
    String event = eventId.isEmpty() ? "" : "Events(" + eventId + ")/";
    return event + "Streams(" + streamId + ") from " + remote;
  }
}
