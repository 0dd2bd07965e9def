package org.smoothlab.server.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.box.EmsgBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdWriter;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.transmux.FragmentToCmaf;
import org.smoothlab.media.transmux.InitSegment;
import org.smoothlab.media.transmux.TtmlOnTrackClock;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.RunClock;
import org.smoothlab.server.origin.Timeline;
import org.smoothlab.server.origin.WholeLookup;

/**
 * What viewers of DASH get: the MPD, initialization segments, and fragments as CMAF segments. Reads
 * snapshots, never locks, copies no media.
 */
final class DashViews {
  private static final Header MPD_TYPE = new Header("Content-Type", "application/dash+xml");
  private static final Header IMAGE_TYPE = new Header("Content-Type", "image/jpeg");

  private final CmafHeads heads = new CmafHeads();
  private final DashPatches patches = new DashPatches();

  /** A document, or why there is none. */
  private sealed interface Document {
    record Written(List<Slice> parts, Mpd mpd) implements Document {}

    record Impossible(String reason) implements Document {}
  }

  /**
   * The MPD of what is published. Made once for each version of the point, and shared.
   *
   * @param view something is published
   */
  Reply manifest(Ask ask, PointView view, SmoothUrl.Manifest url, Format format) {
    DashPatches.Presentation of = presentation(view, url, format);
    Document document = document(view, of);
    return switch (document) {
      case Document.Impossible(String reason) -> Replies.error(404, reason);
      case Document.Written(List<Slice> parts, _) -> {
        String tag = '"' + view.documentTag() + '-' + of.form().tag() + '"';
        Header tagField = new Header("ETag", tag);
        Header caching = CacheRule.manifest(SmoothViews.shortestFragmentNanos(view));
        yield SmoothViews.isKnown(ask, tag)
            ? Replies.empty(304, tagField, caching)
            : new Reply(
                200,
                List.of(MPD_TYPE, caching, tagField, Replies.ANY_ORIGIN, Replies.EXPOSED),
                parts,
                false);
      }
    };
  }

  /**
   * What is new in the MPD since a client got its own; the whole document when the event is over.
   *
   * @param view something is published
   */
  Exchange patch(
      Ask ask, PointView view, SmoothUrl.Manifest url, Format format, Patience patience) {
    DashPatches.Presentation of = presentation(view, url, format);
    return document(view, of) instanceof Document.Written(_, Mpd mpd)
            && mpd.kind() instanceof Mpd.Kind.Live live
            && live.patches().isPresent()
        ? patches.answer(view, url, of, mpd, patience)
        : manifest(ask, view, url, format);
  }

  private static DashPatches.Presentation presentation(
      PointView view, SmoothUrl.Manifest url, Format format) {
    return new DashPatches.Presentation(
        url.point(), view.runNumber(), DashForm.of(view, url, format));
  }

  private Document document(PointView view, DashPatches.Presentation of) {
    return view.shared(
        of,
        Document.class,
        () -> {
          Document document = write(view, of.form());
          if (document instanceof Document.Written(_, Mpd mpd)) {
            patches.tell(of, mpd);
          }
          return document;
        });
  }

  private static Document write(PointView view, DashForm form) {
    // What is over is not waited for: its segments have their times.
    boolean counted = form.format() == Format.MPD_NUMBER_CMAF;
    boolean counts = counted && !DashManifest.isOnDemand(view);
    if (counts && form.inband()) {
      return new Document.Impossible(
          "a segment that is sent while it arrives has no events in it: ask for format="
              + Format.MPD_TIME_CMAF.word());
    }
    DashSets sets =
        new DashSets(view, counted && !counts ? form.named(Format.MPD_TIME_CMAF) : form);
    if (sets.timelines().isEmpty()) {
      return new Document.Impossible("DASH can carry none of the codecs that are published");
    }
    Optional<DashNumbers> numbers =
        counts ? DashNumbers.of(DashManifest.reference(sets.timelines())) : Optional.empty();
    if (counts && numbers.isEmpty()) {
      return new Document.Impossible(
          "fragments of different durations cannot be counted: ask for format="
              + Format.MPD_TIME_CMAF.word());
    }
    DashManifest manifest = new DashManifest(view, sets, numbers);
    try {
      Mpd mpd =
          DashManifest.isOnDemand(view)
              ? manifest.onDemand()
              : manifest.live(form, zeroMillis(view));
      return new Document.Written(List.of(MpdWriter.write(mpd)), mpd);
    } catch (ArithmeticException e) {
      return new Document.Impossible("times beyond 292 years: " + e.getMessage());
    }
  }

  private static long zeroMillis(PointView view) {
    return view.runClock()
        .orElseGet(() -> new RunClock(Instant.EPOCH)) // Of a run that has events only.
        .zero()
        .toEpochMilli();
  }

  /**
   * A segment that is asked for by its number, by its time instead; one that comes next is waited
   * for.
   */
  Optional<SmoothUrl.FragmentRequest> timed(PointView view, SmoothUrl.FragmentRequest url) {
    return numbers(view)
        .flatMap(numbers -> {
          OptionalLong found =
              numbers.find(
                  view.timeline(url.streamName()).orElseThrow(), trackId(url), url.startTicks());
          return found.isPresent() && found.getAsLong() >= 0
              ? Optional.of(url.at(found.getAsLong()))
              : Optional.empty();
        });
  }

  /** Whether a segment that is asked for by its number is the one that comes next. */
  boolean isNext(PointView view, SmoothUrl.FragmentRequest url) {
    return numbers(view)
        .filter(numbers ->
            numbers.isNext(
                view.timeline(url.streamName()).orElseThrow(), trackId(url), url.startTicks()))
        .isPresent();
  }

  /** How the segments of a version of a point are counted: worked out once. */
  private static Optional<DashNumbers> numbers(PointView view) {
    return view.shared(
            DashNumbers.class,
            Numbers.class,
            () -> {
              List<Timeline> told =
                  new DashSets(view, new DashForm(Format.MPD_NUMBER_CMAF, false, false))
                      .timelines();
              return new Numbers(
                  told.isEmpty() ? Optional.empty() : DashNumbers.of(DashManifest.reference(told)));
            })
        .numbers;
  }

  private record Numbers(Optional<DashNumbers> numbers) {}

  private static TrackId trackId(SmoothUrl.FragmentRequest url) {
    return new TrackId(url.streamName(), url.bitrateBps());
  }

  /**
   * A segment while it arrives.
   *
   * @return empty when it is whole, or has not begun
   */
  Optional<Feed> growing(PublishingPoint point, SmoothUrl.FragmentRequest url) {
    PointView view = point.view();
    Timeline timeline = view.timeline(url.streamName()).orElseThrow();
    Optional<TrackInfo> track =
        timeline.tracks().stream()
            .filter(each -> each.level().bitrateBps() == url.bitrateBps())
            .findFirst();
    return track
        .filter(info -> {
          List<Chunk> growing = timeline.whole().edge(info.id()).growing();
          return !growing.isEmpty() && growing.getFirst().startTicks() == url.startTicks();
        })
        .map(info ->
            new Feed(
                url.point(),
                List.of(
                    SmoothViews.type(info.stream().kind()),
                    CacheRule.fragment(view.settings()),
                    Replies.ANY_ORIGIN,
                    Replies.EXPOSED),
                new GrowingReading(point, info, url.startTicks()),
                Feed.Reader.VIEWER));
  }

  /** What stands in front of a track's first segment. */
  Reply init(Ask ask, PointView view, SmoothUrl.InitRequest url) {
    Optional<TrackInfo> track =
        view.timeline(url.track().streamName()).map(Timeline::tracks).orElse(List.of()).stream()
            .filter(each -> each.level().bitrateBps() == url.track().bitrateBps())
            .filter(each -> each.level().customAttributes().containsAll(url.track().attributes()))
            .findFirst();
    if (track.isEmpty()) {
      return Replies.error(
          404,
          "%s has no track of %d bit/s in a stream %s"
              .formatted(url.point(), url.track().bitrateBps(), url.track().streamName()));
    }
    try {
      Slice init = InitSegment.of(track.get());
      Header tag = new Header("ETag", "\"%d-%x\"".formatted(view.runNumber(), init.hashCode()));
      Header caching = CacheRule.fragment(view.settings());
      return SmoothViews.isKnown(ask, tag.value())
          ? Replies.empty(304, tag, caching)
          : SmoothViews.media(
              List.of(init), SmoothViews.type(track.get().stream().kind()), caching, tag);
    } catch (MediaException e) {
      return Replies.error(404, "no initialization segment: " + e.getMessage());
    }
  }

  /** A fragment as a CMAF segment; a thumbnail as it is. */
  Reply segment(Ask ask, PointView view, SmoothUrl.FragmentRequest url, WholeLookup.Found found) {
    boolean image = DashSets.isImage(found.track().level());
    SmoothUrl.Noun noun = url.noun();
    boolean asked =
        noun == SmoothUrl.Noun.FRAGMENTS || (image && noun == SmoothUrl.Noun.RAW_FRAGMENTS);
    if (!asked) {
      return Replies.error(404, noun.word() + " is not made in this format");
    }
    boolean whole = noun == SmoothUrl.Noun.FRAGMENTS;
    List<EmsgBox> events =
        whole && DashForm.isInband(url)
            ? InbandEvents.in(view, found.fragment().time(), found.track().stream().timescale())
            : List.of();
    String form = whole ? "cmaf" : "image";
    Header tag =
        new Header(
            "ETag",
            tag(
                found,
                events.isEmpty() ? form : form + "-" + Integer.toHexString(events.hashCode())));
    Header caching = CacheRule.fragment(view.settings());
    if (SmoothViews.isKnown(ask, tag.value())) {
      return Replies.empty(304, tag, caching);
    }
    try {
      return whole
          ? SmoothViews.media(
              FragmentToCmaf.withEvents(cmaf(url.point(), view, found), events),
              SmoothViews.type(found.track().stream().kind()),
              caching,
              tag)
          : SmoothViews.media(List.of(found.fragment().payload()), IMAGE_TYPE, caching, tag);
    } catch (MediaException e) {
      return Replies.error(404, "no CMAF segment: " + e.getMessage());
    }
  }

  private List<Slice> cmaf(String point, PointView view, WholeLookup.Found found)
      throws MediaException {
    return CodecName.isTtml(found.track().level().fourCc())
        ? FragmentToCmaf.segment(
            TtmlOnTrackClock.of(found.fragment(), found.track().stream().timescale()),
            found.track(),
            OptionalLong.empty())
        : heads.segment(point, found, CmafHeads.zeroNanos(view));
  }

  private static String tag(WholeLookup.Found found, String form) {
    return "\"%s-%d-%d-%s\""
        .formatted(
            found.runTag(),
            found.track().level().bitrateBps(),
            found.fragment().time().startTicks(),
            form);
  }
}
