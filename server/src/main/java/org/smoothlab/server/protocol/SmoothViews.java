package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.smooth.SparsePointers;
import org.smoothlab.media.transmux.KeyFrames;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Lookup;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.PublishedFragment;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.Timeline;
import org.smoothlab.server.origin.WholeLookup;
import org.smoothlab.server.origin.WholeTimeline;

/** What viewers of Smooth Streaming get. Reads snapshots, never locks, copies no media. */
final class SmoothViews {
  private static final Header MANIFEST_TYPE = new Header("Content-Type", "text/xml; charset=utf-8");
  private static final Header VIDEO_TYPE = new Header("Content-Type", "video/mp4");
  private static final Header AUDIO_TYPE = new Header("Content-Type", "audio/mp4");
  private static final Header TEXT_TYPE = new Header("Content-Type", "application/mp4");
  private static final Header RAW_TYPE = new Header("Content-Type", "application/octet-stream");
  private static final Header RETRY_AFTER_SECOND = new Header("Retry-After", "1");

  /** What a request for a manifest waits for. */
  private static final String ALL_STREAMS = "all streams published";

  private final Origin origin;
  private final FragmentStore archive;
  private final DashViews dash = new DashViews();
  private final HlsViews hls = new HlsViews();
  private final RecordedViews recorded;

  SmoothViews(Origin origin, Stores stores) {
    this.origin = origin;
    this.archive = stores.fragments();
    this.recorded = new RecordedViews(origin, stores.recordings(), dash, hls);
  }

  /** The publishing point that a path is about: of what was recorded, the live one. */
  String governing(String path) {
    return origin.find(path).isPresent() ? path : RecordedViews.recordedPoint(path).orElse(path);
  }

  Exchange manifest(Ask ask, SmoothUrl.Manifest url, Patience patience) {
    Optional<PublishingPoint> point = origin.find(url.point());
    if (point.isEmpty() && RecordedViews.recordedPoint(url.point()).isPresent()) {
      return recorded.manifest(ask, url);
    }
    Optional<Reply> refusal = refusal(point, url.point(), url.eventId(), patience.nowNanos());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    PointView view = point.orElseThrow().view();
    Optional<Format> patched = url.option("format").flatMap(Format::find);
    if (DashPatches.isAsked(url) && patched.isPresent() && !patched.get().isHls()) {
      return view.hasPublished()
          ? dash.patch(ask, view, url, patched.get(), patience)
          : Replies.error(404, url.point() + " has nothing to show yet", RETRY_AFTER_SECOND);
    }
    if (view.allStreamsPublished() || (view.hasPublished() && !view.state().receives())) {
      return manifest(ask, view, url);
    }
    Reply otherwise =
        view.hasPublished()
            ? manifest(ask, view, url)
            : Replies.error(404, url.point() + " has nothing to show yet", RETRY_AFTER_SECOND);
    if (!view.state().receives()) {
      return otherwise;
    }
    // A stream that has not begun is waited for once, not by every viewer for ever.
    long fromNanos = Math.min(patience.nowNanos(), view.firstPublishedNanos());
    long holdNanos = view.settings().clientConnections().holding().manifestNanos();
    return patience.hold(
        new Wait(url.point(), view.version(), ALL_STREAMS, fromNanos + holdNanos), otherwise);
  }

  /** The document of what is published, in the format that is asked for. */
  private Reply manifest(Ask ask, PointView view, SmoothUrl.Manifest url) {
    Optional<String> word = url.option("format");
    if (word.isEmpty()) {
      return manifest(ask, view, url.eventId().isEmpty());
    }
    return Format.find(word.get())
        .map(format ->
            format.isHls()
                ? hls.multivariant(ask, view, url, format)
                : dash.manifest(ask, view, url, format))
        .orElseGet(() -> Format.unknown(word.get()));
  }

  static Reply manifest(Ask ask, PointView view, boolean eventInUrl) {
    Header tag = new Header("ETag", view.manifestTag());
    Header caching = CacheRule.manifest(shortestFragmentNanos(view));
    if (isKnown(ask, view.manifestTag())) {
      return Replies.empty(304, tag, caching);
    }
    return new Reply(
        200,
        List.of(MANIFEST_TYPE, caching, tag, Replies.ANY_ORIGIN, Replies.EXPOSED),
        view.manifest(eventInUrl),
        false);
  }

  static long shortestFragmentNanos(PointView view) {
    long shortest = Long.MAX_VALUE;
    for (Timeline timeline : view.timelines()) {
      if (!timeline.isEmpty()) {
        shortest = Math.min(shortest, timeline.fragmentNanos());
      }
    }
    return shortest;
  }

  Exchange fragment(Ask ask, SmoothUrl.FragmentRequest url, Patience patience) {
    Optional<PublishingPoint> point = origin.find(url.point());
    if (point.isEmpty() && RecordedViews.recordedPoint(url.point()).isPresent()) {
      return recorded.fragment(ask, url);
    }
    Optional<Reply> refusal = refusal(point, url.point(), url.eventId(), patience.nowNanos());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Optional<String> word = url.option("format");
    if (word.isPresent() && Format.find(word.get()).isEmpty()) {
      return Format.unknown(word.get());
    }
    PointView view = point.orElseThrow().view();
    Optional<Timeline> timeline = view.timeline(url.streamName());
    if (word.flatMap(Format::find).filter(Format::isHls).isPresent()) {
      HlsViews.Shelf shelf = new HlsViews.Shelf(url.point(), view, archive);
      return counted(
          HlsPlaylists.asksForPart(url) ? hls.part(shelf, url, patience) : segment(ask, shelf, url),
          url,
          view,
          patience);
    }
    if (timeline.isEmpty()) {
      return Replies.error(404, url.point() + " has no stream " + url.streamName());
    }
    Exchange exchange =
        word.isPresent()
            ? segment(ask, point.orElseThrow(), url, patience)
            : switch (timeline.get().find(url.bitrateBps(), url.attributes(), url.startTicks())) {
              case PublishedFragment found -> fragment(ask, view, url.noun(), found);
              case Lookup.Archived archived -> archived(ask, view, url, archived);
              case Lookup.Absence absence -> absent(absence, url, view, patience);
            };
    return counted(exchange, url, view, patience);
  }

  /** One that is held is asked about again at each move: it counts when it is answered. */
  private static Exchange counted(
      Exchange exchange, SmoothUrl.FragmentRequest url, PointView view, Patience patience) {
    if (!(exchange instanceof Wait)) {
      view.countRequest(url.streamName(), url.bitrateBps(), patience.nowNanos());
    }
    return exchange;
  }

  /** A fragment in another format: as soon as it is whole. */
  private Exchange segment(
      Ask ask, PublishingPoint point, SmoothUrl.FragmentRequest url, Patience patience) {
    PointView view = point.view();
    if (url.option("format").flatMap(Format::find).equals(Optional.of(Format.MPD_NUMBER_CMAF))) {
      Optional<SmoothUrl.FragmentRequest> timed = dash.timed(view, url);
      if (timed.isEmpty()) {
        return view.state().receives() && dash.isNext(view, url)
            ? soon(url, view, patience)
            : nowhere(url);
      }
      Optional<Feed> growing = dash.growing(point, timed.get());
      return growing.isPresent() ? growing.get() : whole(ask, view, timed.get(), patience);
    }
    return whole(ask, view, url, patience);
  }

  private Exchange whole(
      Ask ask, PointView view, SmoothUrl.FragmentRequest url, Patience patience) {
    WholeTimeline whole = view.timeline(url.streamName()).orElseThrow().whole();
    return switch (whole.find(url.bitrateBps(), url.attributes(), url.startTicks())) {
      case WholeLookup.Found found -> dash.segment(ask, view, url, found);
      case Lookup.Archived archived -> archived(ask, view, url, archived);
      case Lookup.Absence absence -> absent(absence, url, view, patience);
    };
  }

  private Reply segment(Ask ask, HlsViews.Shelf shelf, SmoothUrl.FragmentRequest url) {
    Format format = url.option("format").flatMap(Format::find).orElseThrow();
    try {
      return hls.segment(ask, shelf, url, format);
    } catch (StoreException e) {
      return Replies.error(503, "cannot read the archive: " + e.getMessage(), RETRY_AFTER_SECOND);
    }
  }

  /** The manifest of one track; only HLS has it. */
  Exchange playlist(Ask ask, SmoothUrl.TrackManifest url, Patience patience) {
    Optional<PublishingPoint> point = origin.find(url.point());
    Optional<Format> format = url.option("format").flatMap(Format::find).filter(Format::isHls);
    if (format.isEmpty()) {
      return Format.unknown(url.option("format").orElse("none"));
    }
    if (point.isEmpty() && RecordedViews.recordedPoint(url.point()).isPresent()) {
      return recorded.playlist(ask, url, format.get());
    }
    Optional<Reply> refusal = refusal(point, url.point(), url.eventId(), patience.nowNanos());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    HlsViews.Shelf shelf = new HlsViews.Shelf(url.point(), point.orElseThrow().view(), archive);
    return hls.playlist(ask, shelf, url, patience);
  }

  /** What stands before the first fragment of a track; only formats other than Smooth have it. */
  Reply init(Ask ask, SmoothUrl.InitRequest url, Patience patience) {
    Optional<PublishingPoint> point = origin.find(url.point());
    String word = url.option("format").orElse("none");
    if (Format.find(word).isEmpty()) {
      return Format.unknown(word);
    }
    if (point.isEmpty() && RecordedViews.recordedPoint(url.point()).isPresent()) {
      return recorded.init(ask, url);
    }
    return refusal(point, url.point(), url.eventId(), patience.nowNanos())
        .orElseGet(() -> dash.init(ask, point.orElseThrow().view(), url));
  }

  /** What segments of HLS are encrypted with, for who may watch them. */
  Reply contentKey(SmoothUrl.ContentKey url, Patience patience) {
    Optional<PublishingPoint> point = origin.find(url.point());
    if (point.isEmpty() && RecordedViews.recordedPoint(url.point()).isPresent()) {
      return recorded.contentKey(url);
    }
    return refusal(point, url.point(), url.eventId(), patience.nowNanos())
        .orElseGet(() -> HlsEncryption.key(point.orElseThrow().view()));
  }

  /** Reads what has left memory: the only answer that waits for a disk. */
  private Reply archived(
      Ask ask, PointView view, SmoothUrl.FragmentRequest url, Lookup.Archived archived) {
    FragmentStore.Key key =
        new FragmentStore.Key(url.point(), view.runNumber(), archived.track().id());
    try {
      Optional<Fragment> found =
          archive.fetch(key, archived.near().startTicks(), archived.near().toleranceTicks());
      if (found.isEmpty()) {
        return nowhere(url);
      }
      return url.option("format").isPresent()
          ? dash.segment(ask, view, url, whole(archived, found.get()))
          : fragment(ask, view, url.noun(), archived.publish(found.get()));
    } catch (StoreException | MediaException e) {
      return Replies.error(503, "cannot read the archive: " + e.getMessage(), RETRY_AFTER_SECOND);
    }
  }

  /** The same when it is asked for in another format. */
  static WholeLookup.Found whole(Lookup.Archived archived, Fragment fragment) {
    return new WholeLookup.Found(archived.track(), fragment, archived.runTag());
  }

  private Exchange absent(
      Lookup.Absence absence, SmoothUrl.FragmentRequest url, PointView view, Patience patience) {
    return switch (absence) {
      case NO_TRACK ->
          Replies.error(
              404,
              "stream %s has no track of %d bit/s".formatted(url.streamName(), url.bitrateBps()));
      case GONE ->
          Replies.error(
              410,
              "%s=%d has left the DVR window".formatted(url.streamName(), url.startTicks()),
              CacheRule.GONE);
      case NOWHERE -> nowhere(url);
      case SOON -> view.state().receives() ? soon(url, view, patience) : nowhere(url);
    };
  }

  static Reply nowhere(SmoothUrl.FragmentRequest url) {
    return Replies.error(
        404,
        "stream %s has no fragment at %d of %d bit/s"
            .formatted(url.streamName(), url.startTicks(), url.bitrateBps()));
  }

  /**
   * Players in the field take a 412 as the end, so an announced fragment is waited for. Those of
   * other formats know no 412, and ask for what their document does not tell of yet, too.
   */
  private static Exchange soon(SmoothUrl.FragmentRequest url, PointView view, Patience patience) {
    long fragmentNanos = view.timeline(url.streamName()).orElseThrow().fragmentNanos();
    int percent = view.settings().clientConnections().holding().fragmentPercent();
    return patience.hold(
        new Wait(
            url.point(), view.version(), url, patience.nowNanos() + fragmentNanos / 100 * percent),
        url.option("format").isEmpty() ? Replies.empty(412, CacheRule.NO_CACHE) : nowhere(url));
  }

  static Reply fragment(Ask ask, PointView view, SmoothUrl.Noun noun, PublishedFragment found) {
    Header tag = new Header("ETag", found.entityTag());
    Header caching = CacheRule.fragment(view.settings());
    if (isKnown(ask, found.entityTag())) {
      return Replies.empty(304, tag, caching);
    }
    return switch (noun) {
      case FRAGMENTS -> media(found.whole(), type(view, found), caching, tag);
      case FRAGMENT_INFO -> media(found.info(), type(view, found), caching, tag);
      case RAW_FRAGMENTS -> media(found.raw(), RAW_TYPE, caching, tag);
      case KEY_FRAMES -> keyFrames(found, caching, tag);
    };
  }

  private static Reply keyFrames(PublishedFragment found, Header caching, Header tag) {
    if (found.fragment().samples().allSync()) {
      return media(found.whole(), type(found), caching, tag);
    }
    try {
      return media(KeyFrames.of(found.fragment()), type(found), caching, tag);
    } catch (MediaException e) {
      return Replies.error(404, "no key frames: " + e.getMessage());
    }
  }

  static Reply media(List<Slice> body, Header type, Header caching, Header tag) {
    return new Reply(
        200, List.of(type, caching, tag, Replies.ANY_ORIGIN, Replies.EXPOSED), body, false);
  }

  /**
   * With the pointers to sparse fragments that belong to it. They are in this field because that is
   * where servers in the field have them: [MS-SSTR] 2.2.5, footnotes 3 and 4.
   */
  private static Header type(PointView view, PublishedFragment fragment) {
    Header type = type(fragment);
    SparsePointers pointers = view.sparsePointers(fragment);
    return pointers.pointers().isEmpty()
        ? type
        : new Header(type.name(), type.value() + ";" + pointers.write());
  }

  private static Header type(PublishedFragment fragment) {
    return type(fragment.track().stream().kind());
  }

  static Header type(StreamKind kind) {
    return switch (kind) {
      case VIDEO -> VIDEO_TYPE;
      case AUDIO -> AUDIO_TYPE;
      case TEXT -> TEXT_TYPE;
    };
  }

  /** Whether the viewer has this very answer: RFC 9110, 13.1.2. */
  static boolean isKnown(Ask ask, String entityTag) {
    Optional<String> known = ask.header("If-None-Match");
    if (known.isEmpty()) {
      return false;
    }
    for (String candidate : known.get().split(",", -1)) {
      String tag = candidate.strip();
      if (tag.equals("*") || tag.equals(entityTag) || tag.equals("W/" + entityTag)) {
        return true;
      }
    }
    return false;
  }

  /** Why this point shows nothing to viewers, if it does not. */
  private static Optional<Reply> refusal(
      Optional<PublishingPoint> point, String path, String eventId, long nowNanos) {
    if (point.isEmpty()) {
      return Optional.of(Replies.error(404, "no publishing point at " + path));
    }
    if (!point.get().settings().clientConnections().enabled()) {
      return Optional.of(Replies.error(404, path + " is not for viewers"));
    }
    point.get().touch(nowNanos);
    PointView view = point.get().view();
    if (!view.state().serves()) {
      return Optional.of(Replies.error(404, path + " is " + view.state() + " and shows nothing"));
    }
    if (!eventId.isEmpty() && !eventId.equals(view.eventId())) {
      return Optional.of(Replies.error(404, path + " does not run event \"" + eventId + "\""));
    }
    return Optional.empty();
  }
}
