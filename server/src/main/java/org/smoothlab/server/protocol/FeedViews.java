package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.smooth.StreamManifest;
import org.smoothlab.server.origin.FeedCursor;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Lineage;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.StreamFeed;

/**
 * What other servers get: the list of the input streams, and each of them as it was received.
 *
 * @see "[MS-SSTR] 2.2.8"
 */
final class FeedViews {
  /**
   * Tells runs apart, also those of a process and of the one that takes its place. A list of
   * streams that are all over does not have it: they are no new broadcast, whoever gives them.
   */
  private static final Header MANIFEST_TYPE = new Header("Content-Type", "text/xml; charset=utf-8");

  private static final Header MEDIA_TYPE = new Header("Content-Type", "video/mp4");
  private static final Header RETRY_AFTER_SECOND = new Header("Retry-After", "1");

  /** What a request of a server waits for. */
  private static final String STARTED = "point started";

  private final Origin origin;
  private final FragmentStore archive;

  FeedViews(Origin origin, Stores stores) {
    this.origin = origin;
    this.archive = stores.fragments();
  }

  /** The field that tells who answers, so that those who send to it know what it need not get. */
  static Header via(PublishingPoint point) {
    return new Header("Via", Lineage.NONE.plus(point.relayId()).via());
  }

  /** The input streams that are not over; when all are, all. */
  Exchange streamManifest(Ask ask, SmoothUrl.StreamManifest url, Patience patience) {
    Optional<PublishingPoint> found = origin.find(url.point());
    Optional<Reply> refusal = refusal(found, url.point(), patience.nowNanos());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    PublishingPoint point = found.orElseThrow();
    PointState state = point.state();
    List<StreamFeed> feeds = feeds(point, url.eventId());
    Reply answer = feeds.isEmpty() ? nothingYet(point) : streamManifest(ask, point, feeds);
    return feeds.isEmpty() || state == PointState.STARTING ? hold(point, answer, patience) : answer;
  }

  private static Reply streamManifest(Ask ask, PublishingPoint point, List<StreamFeed> feeds) {
    String reader = reader(ask);
    List<StreamFeed> going = feeds.stream().filter(feed -> !feed.isOver()).toList();
    List<StreamFeed> listed = going.isEmpty() ? feeds : going;
    StreamManifest manifest =
        new StreamManifest(
            listed.stream()
                .limit(StreamManifest.STREAMS_MAX)
                .map(feed -> new StreamManifest.Stream(feed.eventId(), feed.streamId()))
                .toList());
    List<Lineage> lineages =
        listed.stream().map(feed -> feed.lineageExcluding(reader)).distinct().toList();
    List<Header> headers = new ArrayList<>(List.of(MANIFEST_TYPE, CacheRule.NO_STORE));
    headers.add(new Header("Via", Lineage.union(lineages).plus(point.relayId()).via()));
    going.stream().findFirst().ifPresent(feed -> headers.add(RunFields.run(feed)));
    return new Reply(200, headers, List.of(manifest.write()), false);
  }

  /** One input stream: endless, or a piece of its past. */
  Exchange stream(Ask ask, SmoothUrl.Streams url, Patience patience) {
    Optional<PublishingPoint> found = origin.find(url.point());
    Optional<Reply> refusal = refusal(found, url.point(), patience.nowNanos());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    FeedQuery query;
    try {
      query = FeedQuery.read(SignedTarget.strip(ask.target()));
    } catch (MalformedMediaException e) {
      return Replies.error(400, String.valueOf(e.getMessage()));
    }
    PublishingPoint point = found.orElseThrow();
    Optional<StreamFeed> feed =
        feeds(point, url.eventId()).stream()
            .filter(candidate -> candidate.streamId().equals(url.streamId()))
            .findFirst();
    if (feed.isEmpty()) {
      return point.state() == PointState.STARTING
          ? hold(point, nothingYet(point), patience)
          : Replies.error(
              404,
              "%s has no stream Streams(%s)".formatted(url.point(), url.streamId()),
              RETRY_AFTER_SECOND);
    }
    return stream(ask, point, feed.get(), query);
  }

  private Exchange stream(Ask ask, PublishingPoint point, StreamFeed feed, FeedQuery query) {
    String reader = reader(ask);
    if (reader.equals(point.relayId()) || feed.comesOnlyThrough(reader)) {
      return Replies.error(
          508,
          "%s/Streams(%s) comes from %s itself".formatted(point.path(), feed.streamId(), reader),
          via(point));
    }
    int lookAhead = point.settings().clientConnections().timing().lookAheadChunks();
    FeedReading reading =
        switch (query) {
          case FeedQuery.Live() -> live(feed.live(lookAhead + 1), reader);
          case FeedQuery.From(long startTicks) -> live(feed.from(startTicks), reader);
          case FeedQuery.Past past -> new PastReading(point, feed, past, archive);
        };
    Lineage lineage = feed.lineageExcluding(reader).plus(point.relayId());
    List<Header> headers =
        new ArrayList<>(
            List.of(
                MEDIA_TYPE,
                CacheRule.NO_STORE,
                RunFields.run(feed),
                new Header("Via", lineage.via())));
    headers.addAll(RunFields.clock(point, feed));
    return new Feed(point.path(), List.copyOf(headers), reading, Feed.Reader.SERVER);
  }

  private static FeedReading live(FeedCursor cursor, String reader) {
    return new LiveReading(reader.isEmpty() ? cursor : cursor.excluding(reader));
  }

  /** The publishing point that asks; those behind it have only handed its request on. */
  private static String reader(Ask ask) {
    List<String> hops = Lineage.read(ask.headers("Via")).hops();
    return hops.isEmpty() ? "" : hops.getFirst();
  }

  private static List<StreamFeed> feeds(PublishingPoint point, String eventId) {
    return point.feeds().stream()
        .filter(feed -> eventId.isEmpty() || feed.eventId().equals(eventId))
        .toList();
  }

  private static Reply nothingYet(PublishingPoint point) {
    return Replies.error(
        404, point.path() + " has no streams to give, it is " + point.state(), RETRY_AFTER_SECOND);
  }

  /** A point that is starting will have something soon. */
  private static Exchange hold(PublishingPoint point, Reply otherwise, Patience patience) {
    if (point.state() != PointState.STARTING) {
      return otherwise;
    }
    long holdNanos = point.settings().clientConnections().holding().manifestNanos();
    return patience.hold(
        new Wait(point.path(), point.view().version(), STARTED, patience.nowNanos() + holdNanos),
        otherwise);
  }

  /** Why this point gives nothing to servers, if it does not. */
  private static Optional<Reply> refusal(
      Optional<PublishingPoint> point, String path, long nowNanos) {
    if (point.isEmpty()) {
      return Optional.of(Replies.error(404, "no publishing point at " + path));
    }
    if (!point.get().settings().serverConnections().enabled()) {
      return Optional.of(Replies.error(404, path + " gives no streams to servers"));
    }
    point.get().touch(nowNanos);
    PointState state = point.get().state();
    return state.serves()
        ? Optional.empty()
        : Optional.of(
            Replies.error(404, path + " is " + state + " and gives nothing", RETRY_AFTER_SECOND));
  }
}
