package org.smoothlab.server.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.xml.XsdTime;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.AccessSink;
import org.smoothlab.server.access.Decision;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.management.ManagementUrl;
import org.smoothlab.server.origin.Admission;
import org.smoothlab.server.origin.Lineage;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Refusal;
import org.smoothlab.server.origin.RunClock;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.origin.WallClock;

/** Everything an origin answers: a request and the time in, an exchange out. Safe for threads. */
public final class Protocol {
  private static final String CLIENT_METHODS = "GET, HEAD, OPTIONS";
  private static final String INGEST_METHODS = "POST, PUT, OPTIONS";
  private static final String STREAM_METHODS = "GET, HEAD, POST, PUT, OPTIONS";

  private final Origin origin;
  private final ProtocolSettings settings;
  private final Stores stores;
  private final Guard guard;
  private final SmoothViews views;
  private final FeedViews feeds;
  private final ManagementViews management;

  /**
   * For origins that keep nothing beyond their process, where whoever comes may publish and watch,
   * and nobody may manage.
   *
   * @param origin what is asked about
   * @param settings how requests are treated
   */
  public Protocol(Origin origin, ProtocolSettings settings) {
    this(origin, settings, Stores.memory());
  }

  /**
   * Where whoever comes may publish and watch, and nobody may manage.
   *
   * @param origin what is asked about
   * @param settings how requests are treated
   * @param stores what outlives the process
   */
  public Protocol(Origin origin, ProtocolSettings settings, Stores stores) {
    this(
        origin,
        settings,
        stores,
        new Access(AccessPolicy.OPEN, new WallClock(Instant.EPOCH, 0), AccessSink.NONE));
  }

  /**
   * @param origin what is asked about
   * @param settings how requests are treated
   * @param stores what outlives the process
   * @param access who may do what
   */
  public Protocol(Origin origin, ProtocolSettings settings, Stores stores, Access access) {
    this.origin = origin;
    this.settings = settings;
    this.stores = stores;
    this.guard = new Guard(access);
    this.views = new SmoothViews(origin, stores);
    this.feeds = new FeedViews(origin, stores);
    this.management = new ManagementViews(origin, stores, guard, settings.commandNanosMax());
  }

  /** What to do with this request. */
  public Exchange open(Ask ask, long nowNanos) {
    return answer(ask, nowNanos, Long.MAX_VALUE);
  }

  /**
   * The same for a request that was told to wait before; at the deadline the answer is final. It
   * was let in when it came and is not asked again: a signed URL may run out while it waits.
   */
  public Exchange reopen(Ask ask, Wait wait, long nowNanos) {
    Route route = Route.read(SignedTarget.strip(ask.target()));
    return follow(ask, route, new Patience(nowNanos, wait.deadlineNanos()));
  }

  /** What to do with this request when the door can hold no more: never a {@link Wait}. */
  public Exchange openWithoutWaiting(Ask ask, long nowNanos) {
    return answer(ask, nowNanos, nowNanos);
  }

  /** A request as the doors ask about it, whatever it takes. */
  public Opening opening(Ask ask) {
    return new Opening() {
      @Override
      public Exchange open(long nowNanos) {
        return Protocol.this.open(ask, nowNanos);
      }

      @Override
      public Exchange reopen(Wait wait, long nowNanos) {
        return Protocol.this.reopen(ask, wait, nowNanos);
      }

      @Override
      public Exchange openWithoutWaiting(long nowNanos) {
        return Protocol.this.openWithoutWaiting(ask, nowNanos);
      }
    };
  }

  /** The origin behind it. */
  public Origin origin() {
    return origin;
  }

  /** Who may do what: for the pages of the server that are no publishing point's. */
  public Guard guard() {
    return guard;
  }

  /** How requests are treated. */
  public ProtocolSettings settings() {
    return settings;
  }

  /** What outlives the process. */
  public Stores stores() {
    return stores;
  }

  private Exchange answer(Ask ask, long nowNanos, long latestNanos) {
    Route route = Route.read(SignedTarget.strip(ask.target()));
    if (route instanceof Route.Management(ManagementUrl url)) {
      return management.open(ask, url, nowNanos);
    }
    if (ask.method().equals("OPTIONS")) {
      return preflight();
    }
    if (route instanceof Route.Smooth(SmoothUrl url)) {
      Right right = right(ask, url);
      String path = views.governing(url.point());
      Decision decision = guard.decide(ask, right, path, nowNanos);
      if (!(decision instanceof Decision.Allowed)) {
        return guard.refusal(ask, decision);
      }
      if (url instanceof SmoothUrl.Manifest && !guard.isOpen(right, path)) {
        Optional<Reply> moved = toSegment(SignedTarget.read(ask.target()));
        if (moved.isPresent()) {
          return moved.get();
        }
      }
    }
    return follow(ask, route, new Patience(nowNanos, latestNanos));
  }

  private Exchange follow(Ask ask, Route route, Patience patience) {
    return switch (route) {
      case Route.Smooth(SmoothUrl url) -> smooth(ask, url, patience);
      case Route.Management(ManagementUrl url) -> management.open(ask, url, patience.nowNanos());
      case Route.Policy(PolicyFile file) -> policy(ask, file);
      case Route.Time() -> time(ask, patience.nowNanos());
      case Route.Malformed(String message) -> Replies.error(400, message);
      case Route.Unknown(String path) -> Replies.error(404, "nothing at " + shown(path));
    };
  }

  private static Right right(Ask ask, SmoothUrl url) {
    boolean writes = ask.method().equals("POST") || ask.method().equals("PUT");
    return switch (url) {
      case SmoothUrl.Manifest _,
          SmoothUrl.TrackManifest _,
          SmoothUrl.InitRequest _,
          SmoothUrl.ContentKey _,
          SmoothUrl.FragmentRequest _ ->
          Right.WATCH;
      case SmoothUrl.Point _ -> Right.PUBLISH;
      case SmoothUrl.Streams _ -> writes ? Right.PUBLISH : Right.SYNDICATE;
      case SmoothUrl.StreamManifest _ -> Right.SYNDICATE;
    };
  }

  /**
   * A player would drop the query when it resolves fragment URLs against the manifest's (RFC 3986,
   * 5.2.2): it is sent to where the signature stands among the folders.
   */
  private static Optional<Reply> toSegment(SignedTarget signed) {
    return signed.inQuery()
        ? Optional.of(
            Replies.empty(307, new Header("Location", signed.withSegment()), CacheRule.NO_STORE))
        : Optional.empty();
  }

  private Exchange smooth(Ask ask, SmoothUrl url, Patience patience) {
    Exchange exchange = open(ask, url, patience);
    return exchange instanceof Reply reply
            && !guard.isOpen(right(ask, url), views.governing(url.point()))
        ? Guard.forOne(reply)
        : exchange;
  }

  private Exchange open(Ask ask, SmoothUrl url, Patience patience) {
    boolean reads = ask.method().equals("GET") || ask.method().equals("HEAD");
    boolean writes = ask.method().equals("POST") || ask.method().equals("PUT");
    return switch (url) {
      case SmoothUrl.Manifest manifest ->
          reads ? views.manifest(ask, manifest, patience) : notAllowed(ask, CLIENT_METHODS);
      case SmoothUrl.TrackManifest playlist ->
          reads ? views.playlist(ask, playlist, patience) : notAllowed(ask, CLIENT_METHODS);
      case SmoothUrl.InitRequest init ->
          reads ? views.init(ask, init, patience) : notAllowed(ask, CLIENT_METHODS);
      case SmoothUrl.ContentKey key ->
          reads ? views.contentKey(key, patience) : notAllowed(ask, CLIENT_METHODS);
      case SmoothUrl.FragmentRequest fragment ->
          reads ? views.fragment(ask, fragment, patience) : notAllowed(ask, CLIENT_METHODS);
      case SmoothUrl.Streams streams when writes -> upload(ask, streams, patience.nowNanos());
      case SmoothUrl.Streams streams ->
          reads ? feeds.stream(ask, streams, patience) : notAllowed(ask, STREAM_METHODS);
      case SmoothUrl.Point(String point) ->
          writes
              ? upload(ask, new SmoothUrl.Streams(point, "", ""), patience.nowNanos())
              : notAllowed(ask, INGEST_METHODS);
      case SmoothUrl.StreamManifest manifest ->
          reads ? feeds.streamManifest(ask, manifest, patience) : notAllowed(ask, CLIENT_METHODS);
    };
  }

  private Exchange upload(Ask ask, SmoothUrl.Streams url, long nowNanos) {
    SourceId source = new SourceId(url.eventId(), url.streamId(), ask.remote());
    boolean probe = ask.header("Content-Length").map(String::strip).orElse("").equals("0");
    Optional<PublishingPoint> point = origin.find(url.point());
    if (point.isEmpty() && probe && mayCreate(url) && !origin.isFull()) {
      return Replies.empty(200, CacheRule.NO_STORE);
    }
    if (mayCreate(url)) {
      // Also if it is there: another encoder may have made it this moment, and not yet started it.
      point = origin.findOrStart(url.point(), settings.createOnPush().orElseThrow(), nowNanos);
    }
    if (point.isEmpty()) {
      return mayCreate(url)
          ? Replies.refusal(new Refusal(Refusal.Kind.LIMIT, "no room for " + url.point()))
          : Replies.refusal(
              new Refusal(Refusal.Kind.NO_POINT, "no publishing point at " + url.point()));
    }
    // Who sends learns who we are, and what of its streams has come through us.
    Header via = FeedViews.via(point.get());
    Lineage lineage = Lineage.read(ask.headers("Via"));
    if (probe) {
      return point
          .get()
          .probe(source, lineage, nowNanos)
          .map(refusal -> Replies.refusal(refusal).with(via))
          .orElseGet(() -> Replies.empty(200, CacheRule.NO_STORE, via));
    }
    Optional<RunClock> clock;
    try {
      clock = RunFields.readClock(ask.header(RunFields.CLOCK));
    } catch (MalformedMediaException e) {
      return Replies.error(400, String.valueOf(e.getMessage())).with(via);
    }
    return switch (point.get().open(source, lineage, nowNanos)) {
      case Admission.Admitted(var admitted) -> {
        clock.ifPresent(admitted::timedBy);
        yield new Upload(new IngestSession(admitted, settings.boxLimits(), nowNanos));
      }
      case Admission.Denied(Refusal refusal) -> Replies.refusal(refusal).with(via);
    };
  }

  /** Live presentations are {@code .isml}: [MS-SSTR] 2.2.1. */
  private boolean mayCreate(SmoothUrl.Streams url) {
    return settings.createOnPush().isPresent() && url.point().endsWith(".isml");
  }

  private static Reply policy(Ask ask, PolicyFile file) {
    if (!ask.method().equals("GET") && !ask.method().equals("HEAD")) {
      return notAllowed(ask, CLIENT_METHODS);
    }
    return new Reply(
        200,
        List.of(
            new Header("Content-Type", "text/xml; charset=utf-8"),
            CacheRule.STATIC,
            Replies.ANY_ORIGIN),
        List.of(file.body()),
        false);
  }

  /** For clients that set their clock by ours: ISO/IEC 23009-1, 5.8.5.7. */
  private Reply time(Ask ask, long nowNanos) {
    if (!ask.method().equals("GET") && !ask.method().equals("HEAD")) {
      return notAllowed(ask, CLIENT_METHODS);
    }
    long epochMillis = origin.clock().at(nowNanos).toEpochMilli();
    return new Reply(
        200,
        List.of(
            new Header("Content-Type", "text/plain; charset=utf-8"),
            CacheRule.NO_STORE,
            Replies.ANY_ORIGIN,
            Replies.EXPOSED),
        List.of(Slice.ofUtf8(XsdTime.dateTime(epochMillis))),
        false);
  }

  private static Reply preflight() {
    return Replies.empty(
        204,
        new Header("Allow", "GET, HEAD, POST, PUT, OPTIONS"),
        new Header("Access-Control-Allow-Methods", CLIENT_METHODS),
        new Header("Access-Control-Allow-Headers", "Authorization, If-None-Match, Range"),
        new Header("Access-Control-Max-Age", "86400"),
        CacheRule.NO_STORE);
  }

  private static Reply notAllowed(Ask ask, String allowed) {
    String message =
        "method %s at %s, expected one of %s"
            .formatted(shown(ask.method()), shown(ask.target()), allowed);
    boolean hasBody = !allowed.startsWith("POST") && !ask.method().equals("DELETE");
    return hasBody
        ? Replies.errorAndClose(405, message, new Header("Allow", allowed))
        : Replies.error(405, message, new Header("Allow", allowed));
  }

  /** What came from outside, short enough for a message. */
  private static String shown(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
