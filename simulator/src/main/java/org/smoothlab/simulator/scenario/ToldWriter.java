package org.smoothlab.simulator.scenario;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;

/**
 * Tells what happens on an origin to the process that has started it: {@code [i64 nanos since 1970]
 * [kind] [fields of the event, in their order]}; texts as of {@link DataOutputStream#writeUTF}, at
 * most {@link #TEXT_CHARS_MAX} characters of each.
 */
final class ToldWriter {
  /** Of a reason for something; names and URLs are shorter. */
  static final int TEXT_CHARS_MAX = 8_000;

  private final DataOutputStream out;

  ToldWriter(DataOutputStream out) {
    this.out = out;
  }

  /** The kinds of events: their name is what is written. */
  enum Kind {
    STATE_CHANGED,
    SESSION_OPENED,
    SESSION_ENDED,
    RUN_STARTED,
    RUN_ENDED,
    ACCEPTED,
    PAST,
    PUBLISHED,
    EVICTED,
    DROPPED,
    GAP,
    PULL_CONNECTED,
    PULL_LOST,
    PULL_SWITCHED,
    PULL_REFUSED,
    PAST_FILLED,
    PUSH_CONNECTED,
    PUSH_LOST,
    PUSH_ENDED
  }

  /** Tells of a point. */
  void write(long epochNanos, OriginEvent event) throws IOException {
    switch (event) {
      case OriginEvent.StateChanged(String point, String from, String to) ->
          begin(epochNanos, Kind.STATE_CHANGED, point, from, to);
      case OriginEvent.SessionOpened(String point, String source, String peer) ->
          begin(epochNanos, Kind.SESSION_OPENED, point, source, peer);
      case OriginEvent.SessionEnded(String point, String source, String cause) ->
          begin(epochNanos, Kind.SESSION_ENDED, point, source, cause);
      case OriginEvent.RunStarted(String point, long runNumber, String eventId) -> {
        begin(epochNanos, Kind.RUN_STARTED, point, eventId);
        out.writeLong(runNumber);
      }
      case OriginEvent.RunEnded(String point, long runNumber) -> {
        begin(epochNanos, Kind.RUN_ENDED, point);
        out.writeLong(runNumber);
      }
      case OriginEvent.Accepted(String point, TrackId track, FragmentTime time, long hash) -> {
        begin(epochNanos, Kind.ACCEPTED, point);
        fragment(track, time);
        out.writeLong(hash);
      }
      case OriginEvent.Past(String point, TrackId track, FragmentTime time, long hash) -> {
        begin(epochNanos, Kind.PAST, point);
        fragment(track, time);
        out.writeLong(hash);
      }
      case OriginEvent.Published published -> {
        begin(epochNanos, Kind.PUBLISHED, published.point());
        fragment(published.track(), published.time());
        body(published.body());
      }
      case OriginEvent.Evicted(String point, String stream, FragmentTime time, String cause) -> {
        begin(epochNanos, Kind.EVICTED, point, stream, cause);
        time(time);
      }
      case OriginEvent.Dropped(String point, TrackId track, FragmentTime time, String reason) -> {
        begin(epochNanos, Kind.DROPPED, point, reason);
        fragment(track, time);
      }
      case OriginEvent.Gap(String point, TrackId track, long fromTicks, long toTicks) -> {
        begin(epochNanos, Kind.GAP, point);
        track(track);
        out.writeLong(fromTicks);
        out.writeLong(toTicks);
      }
    }
  }

  /** Tells of a relay. */
  void write(long epochNanos, RelayTrace event) throws IOException {
    switch (event) {
      case RelayTrace.PullConnected(RelayTrace.Leg leg) ->
          begin(epochNanos, Kind.PULL_CONNECTED, leg.point(), leg.url(), leg.streamId());
      case RelayTrace.PullLost(String point, String url, String why) ->
          begin(epochNanos, Kind.PULL_LOST, point, url, why);
      case RelayTrace.PullSwitched(String point, String fromUrl, String toUrl) ->
          begin(epochNanos, Kind.PULL_SWITCHED, point, fromUrl, toUrl);
      case RelayTrace.PullRefused(String point, String url, String why) ->
          begin(epochNanos, Kind.PULL_REFUSED, point, url, why);
      case RelayTrace.PastFilled(String point, TrackId track, FragmentTime span, long count) -> {
        begin(epochNanos, Kind.PAST_FILLED, point);
        fragment(track, span);
        out.writeLong(count);
      }
      case RelayTrace.PushConnected(RelayTrace.Leg leg) ->
          begin(epochNanos, Kind.PUSH_CONNECTED, leg.point(), leg.url(), leg.streamId());
      case RelayTrace.PushLost(RelayTrace.Leg leg, String why, long unsentCount) -> {
        begin(epochNanos, Kind.PUSH_LOST, leg.point(), leg.url(), leg.streamId(), why);
        out.writeLong(unsentCount);
      }
      case RelayTrace.PushEnded(RelayTrace.Leg leg) ->
          begin(epochNanos, Kind.PUSH_ENDED, leg.point(), leg.url(), leg.streamId());
    }
  }

  private void begin(long epochNanos, Kind kind, String... texts) throws IOException {
    out.writeLong(epochNanos);
    out.writeUTF(kind.name());
    for (String text : List.of(texts)) {
      out.writeUTF(text.substring(0, Math.min(TEXT_CHARS_MAX, text.length())));
    }
  }

  private void body(OriginEvent.Body body) throws IOException {
    out.writeLong(body.sizeBytes());
    out.writeLong(body.hash());
    out.writeByte(body.following().size());
    for (FragmentTime following : body.following()) {
      time(following);
    }
  }

  private void fragment(TrackId track, FragmentTime time) throws IOException {
    track(track);
    time(time);
  }

  private void track(TrackId track) throws IOException {
    out.writeUTF(track.streamName());
    out.writeLong(track.bitrateBps());
  }

  private void time(FragmentTime time) throws IOException {
    out.writeLong(time.startTicks());
    out.writeLong(time.durationTicks());
  }
}
