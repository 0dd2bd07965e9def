package org.smoothlab.simulator.trace;

import java.io.StringWriter;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes trace entries field by field: the order of fields is part of the format. */
final class TraceJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator out;

  private TraceJson(JsonGenerator out) {
    this.out = out;
  }

  static String line(TraceEntry entry) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeNumberProperty("atNanos", entry.atNanos());
      out.writeStringProperty("who", entry.who());
      TraceJson json = new TraceJson(out);
      switch (entry.event()) {
        case WorldEvent world -> json.world(world);
        case EncoderEvent encoder -> json.encoder(encoder);
        case OriginEvent origin -> json.origin(origin);
        case ViewerEvent viewer -> json.viewer(viewer);
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  private void world(WorldEvent event) {
    switch (event) {
      case WorldEvent.Started(String scenario, long seed) ->
          event("run-started").text("scenario", scenario).number("seed", seed);
      case WorldEvent.FaultStruck(String fault) -> event("fault").text("fault", fault);
      case WorldEvent.InvariantBroken(String invariant, String detail) ->
          event("invariant-broken").text("invariant", invariant).text("detail", detail);
      case WorldEvent.Ended(String why) -> event("run-ended").text("why", why);
    }
  }

  private void encoder(EncoderEvent event) {
    switch (event) {
      case EncoderEvent.Connected(String uri) -> event("connected").text("uri", uri);
      case EncoderEvent.FragmentSent(TrackId track, FragmentTime time, long sizeBytes) ->
          event("sent").fragment(track, time).number("bytes", sizeBytes);
      case EncoderEvent.Lost(String why) -> event("lost").text("why", why);
      case EncoderEvent.Refused(int status) -> event("refused").number("status", status);
      case EncoderEvent.Ended(String why) -> event("encoder-ended").text("why", why);
    }
  }

  private void origin(OriginEvent event) {
    switch (event) {
      case OriginEvent.StateChanged(String point, String from, String to) ->
          event("state").text("point", point).text("from", from).text("to", to);
      case OriginEvent.SessionOpened(String point, String source) ->
          event("session-opened").text("point", point).text("source", source);
      case OriginEvent.SessionEnded(String point, String source, String cause) ->
          event("session-ended").text("point", point).text("source", source).text("cause", cause);
      case OriginEvent.Published published ->
          event("published")
              .text("point", published.point())
              .fragment(published.track(), published.time())
              .number("bytes", published.sizeBytes());
      case OriginEvent.Dropped dropped ->
          event("dropped")
              .text("point", dropped.point())
              .fragment(dropped.track(), dropped.time())
              .text("reason", dropped.reason());
      case OriginEvent.Gap gap ->
          event("gap")
              .text("point", gap.point())
              .text("track", gap.track().toString())
              .number("fromTicks", gap.fromTicks())
              .number("toTicks", gap.toTicks());
    }
  }

  private void viewer(ViewerEvent event) {
    switch (event) {
      case ViewerEvent.ManifestArrived(long bodyBytes, long waitNanos) ->
          event("manifest").number("bytes", bodyBytes).number("waitNanos", waitNanos);
      case ViewerEvent.FragmentArrived arrived ->
          event("fragment")
              .fragment(arrived.track(), arrived.time())
              .number("bytes", arrived.transfer().bodyBytes())
              .number("waitNanos", arrived.transfer().waitNanos());
      case ViewerEvent.PlaybackStarted(long startupNanos) ->
          event("playing").number("startupNanos", startupNanos);
      case ViewerEvent.Stalled(long positionNanos) ->
          event("stalled").number("positionNanos", positionNanos);
      case ViewerEvent.Resumed(long stallNanos) ->
          event("resumed").number("stallNanos", stallNanos);
      case ViewerEvent.Switched(String stream, long fromBps, long toBps) ->
          event("switched")
              .text("stream", stream)
              .number("fromBps", fromBps)
              .number("toBps", toBps);
      case ViewerEvent.Skipped(long fromNanos, long toNanos) ->
          event("skipped").number("fromNanos", fromNanos).number("toNanos", toNanos);
      case ViewerEvent.BackedOff(String what, int status, long waitNanos) ->
          event("backed-off")
              .text("what", what)
              .number("status", status)
              .number("waitNanos", waitNanos);
      case ViewerEvent.Irregular(Irregularity kind, String detail) ->
          event("irregular").text("kind", kind.name()).text("detail", detail);
      case ViewerEvent.Ended(long playedNanos) ->
          event("viewer-ended").number("playedNanos", playedNanos);
    }
  }

  private TraceJson event(String name) {
    return text("event", name);
  }

  private TraceJson fragment(TrackId track, FragmentTime time) {
    return text("track", track.toString())
        .number("startTicks", time.startTicks())
        .number("durationTicks", time.durationTicks());
  }

  private TraceJson text(String name, String value) {
    out.writeStringProperty(name, value);
    return this;
  }

  private TraceJson number(String name, long value) {
    out.writeNumberProperty(name, value);
    return this;
  }
}
