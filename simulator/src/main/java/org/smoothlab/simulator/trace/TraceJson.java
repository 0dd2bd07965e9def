package org.smoothlab.simulator.trace;

import java.io.StringWriter;
import java.util.HexFormat;
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
        case RelayTrace relay -> json.relay(relay);
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
      case WorldEvent.FaultEnded(String fault) -> event("fault-ended").text("fault", fault);
      case WorldEvent.NodeDown(String host) -> event("down").text("host", host);
      case WorldEvent.NodeUp(String host, boolean diskKept) ->
          event("up").text("host", host).flag("diskKept", diskKept);
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
      case OriginEvent.SessionOpened(String point, String source, String peer) ->
          event("session-opened").text("point", point).text("source", source).text("peer", peer);
      case OriginEvent.SessionEnded(String point, String source, String cause) ->
          event("session-ended").text("point", point).text("source", source).text("cause", cause);
      case OriginEvent.Published published ->
          event("published")
              .text("point", published.point())
              .fragment(published.track(), published.time())
              .number("bytes", published.body().sizeBytes())
              .number("following", published.body().following().size())
              .hash(published.body().hash());
      case OriginEvent.RunStarted(String point, long runNumber, String eventId) ->
          event("origin-run-started")
              .text("point", point)
              .number("run", runNumber)
              .text("eventId", eventId);
      case OriginEvent.RunEnded(String point, long runNumber) ->
          event("origin-run-ended").text("point", point).number("run", runNumber);
      case OriginEvent.Accepted(String point, TrackId track, FragmentTime time, long hash) ->
          event("accepted").text("point", point).fragment(track, time).hash(hash);
      case OriginEvent.Past(String point, TrackId track, FragmentTime time, long hash) ->
          event("past").text("point", point).fragment(track, time).hash(hash);
      case OriginEvent.Evicted(String point, String stream, FragmentTime time, String cause) ->
          event("evicted")
              .text("point", point)
              .text("stream", stream)
              .span(time)
              .text("cause", cause);
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

  private void relay(RelayTrace event) {
    switch (event) {
      case RelayTrace.PullConnected(RelayTrace.Leg leg) -> event("pull-connected").leg(leg);
      case RelayTrace.PullLost(String point, String url, String why) ->
          event("pull-lost").text("point", point).text("url", url).text("why", why);
      case RelayTrace.PullSwitched(String point, String fromUrl, String toUrl) ->
          event("pull-switched").text("point", point).text("fromUrl", fromUrl).text("toUrl", toUrl);
      case RelayTrace.PullRefused(String point, String url, String why) ->
          event("pull-refused").text("point", point).text("url", url).text("why", why);
      case RelayTrace.PastFilled filled ->
          event("past-filled")
              .text("point", filled.point())
              .fragment(filled.track(), filled.span())
              .number("fragments", filled.fragmentCount());
      case RelayTrace.PushConnected(RelayTrace.Leg leg) -> event("push-connected").leg(leg);
      case RelayTrace.PushLost(RelayTrace.Leg leg, String why, long unsentCount) ->
          event("push-lost").leg(leg).text("why", why).number("unsent", unsentCount);
      case RelayTrace.PushEnded(RelayTrace.Leg leg) -> event("push-ended").leg(leg);
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
              .number("waitNanos", arrived.transfer().waitNanos())
              .hash(arrived.transfer().hash());
      case ViewerEvent.PlaybackStarted(long startupNanos) ->
          event("playing").number("startupNanos", startupNanos);
      case ViewerEvent.ServerChanged(String server) ->
          event("server-changed").text("server", server);
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
    return text("track", track.toString()).span(time);
  }

  private TraceJson span(FragmentTime time) {
    return number("startTicks", time.startTicks()).number("durationTicks", time.durationTicks());
  }

  private TraceJson leg(RelayTrace.Leg leg) {
    return text("point", leg.point()).text("url", leg.url()).text("streamId", leg.streamId());
  }

  private TraceJson hash(long hash) {
    return text("hash", HexFormat.of().toHexDigits(hash));
  }

  private TraceJson flag(String name, boolean value) {
    out.writeBooleanProperty(name, value);
    return this;
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
