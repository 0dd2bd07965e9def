package org.smoothlab.benchmarks;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Upload;

/** An origin without doors whose one point receives the {@link LiveEvent}. */
final class RunningPoint {
  static final int LOOK_AHEAD = 2;

  private static final String POINT = "/live/event.isml";

  /** What a browser's request carries. */
  private static final List<Header> VIEWER_HEADERS =
      List.of(
          new Header("Host", "127.0.0.1:8080"),
          new Header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
          new Header("Accept", "*/*"),
          new Header("Accept-Encoding", "identity"),
          new Header("Referer", "http://127.0.0.1:8080/player/"));

  private static final WallClock CLOCK = new WallClock(Instant.EPOCH, 0);

  private final Protocol protocol;
  private final IngestSession session;
  private final Deque<Effect.Published> unrecorded;

  private RunningPoint(
      Protocol protocol, IngestSession session, Deque<Effect.Published> unrecorded) {
    this.protocol = protocol;
    this.session = session;
    this.unrecorded = unrecorded;
  }

  /**
   * Starts a point and announces the event on it.
   *
   * @param windowLengthSeconds the DVR window; 0 = everything
   */
  static RunningPoint start(LiveEvent event, int windowLengthSeconds) {
    Origin origin = new Origin(OriginSettings.DEFAULT, CLOCK, EffectSink.NONE);
    return announce(event, origin, settings(windowLengthSeconds), new ArrayDeque<>());
  }

  /**
   * The same with an archive: what is published leaves memory with {@link #record}, so that a long
   * window takes little of it.
   */
  static RunningPoint startRecorded(LiveEvent event, int windowLengthSeconds) {
    Deque<Effect.Published> unrecorded = new ArrayDeque<>();
    EffectSink sink =
        effect -> {
          if (effect instanceof Effect.Published published) {
            unrecorded.add(published);
          }
        };
    Origin origin = new Origin(OriginSettings.DEFAULT.with(Role.ARCHIVE), CLOCK, sink);
    PointSettings settings = settings(windowLengthSeconds).withArchiveEnabled(true);
    return announce(event, origin, settings, unrecorded);
  }

  private static PointSettings settings(int windowLengthSeconds) {
    return PointSettings.DEFAULT
        .withAutoStart(true)
        .withLookAheadChunks(LOOK_AHEAD)
        .withWindowLengthSeconds(windowLengthSeconds);
  }

  private static RunningPoint announce(
      LiveEvent event, Origin origin, PointSettings settings, Deque<Effect.Published> unrecorded) {
    Protocol protocol = new Protocol(origin, ProtocolSettings.DEFAULT.withCreateOnPush(settings));
    Ask post =
        new Ask(
            "POST",
            POINT + "/Streams(bench)",
            List.of(new Header("Transfer-Encoding", "chunked")),
            "encoder");
    if (!(protocol.open(post, 0) instanceof Upload(IngestSession session))) {
      throw new IllegalStateException("the push was refused");
    }
    RunningPoint point = new RunningPoint(protocol, session, unrecorded);
    point.receive(event.announce());
    return point;
  }

  /** The archive has all that is published. */
  void record() {
    PublishingPoint point = protocol.origin().find(POINT).orElseThrow();
    long runNumber = point.view().runNumber();
    for (Effect.Published published = unrecorded.poll();
        published != null;
        published = unrecorded.poll()) {
      point.recorded(runNumber, published.track(), published.time());
    }
  }

  /** Takes the fragments of this index of all tracks. */
  void receive(LiveEvent event, int index, ToIntFunction<TrackInfo> payloadBytes) {
    for (TrackInfo track : event.tracks()) {
      receive(event.fragment(track, index, payloadBytes.applyAsInt(track)));
    }
  }

  /** Takes a piece of the encoder's stream. */
  void receive(Slice arrived) {
    Optional<Reply> refusal = session.receive(arrived, 0);
    if (refusal.isPresent()) {
      throw new IllegalStateException("the stream was refused: " + refusal.get());
    }
  }

  Exchange open(Ask ask) {
    return protocol.open(ask, 0);
  }

  /** The answer, which must be a good one. */
  Reply require200(Ask ask) {
    if (open(ask) instanceof Reply reply && reply.status() == 200) {
      return reply;
    }
    throw new IllegalStateException(ask.target() + " answers " + open(ask));
  }

  static Ask askForManifest() {
    return ask("/Manifest");
  }

  /**
   * @param noun such as {@code Fragments}
   */
  static Ask askForFragment(String noun, TrackInfo track, int index) {
    return ask(
        "/QualityLevels(%d)/%s(%s=%d)"
            .formatted(
                track.level().bitrateBps(),
                noun,
                track.stream().name(),
                LiveEvent.time(index).startTicks()));
  }

  private static Ask ask(String belowPoint) {
    return new Ask("GET", POINT + belowPoint, VIEWER_HEADERS, "127.0.0.1:50000");
  }
}
