package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.hls.MediaPlaylist;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.StoreException;

/**
 * What viewers of HLS get: playlists, and segments of the fragments between two lines of a grid.
 * Reads snapshots, and never locks but for segments that are being made.
 */
final class HlsViews {
  private static final Header PLAYLIST_TYPE =
      new Header("Content-Type", "application/vnd.apple.mpegurl");
  private static final Header RETRY_AFTER_SECOND = new Header("Retry-After", "1");

  private final HlsSegments segments = new HlsSegments();
  private final HlsRuns runs = new HlsRuns();
  private final HlsLowLatency lowLatency = new HlsLowLatency();

  /**
   * What is asked about.
   *
   * @param point its path
   * @param view what it has
   * @param store of what has left memory
   */
  record Shelf(String point, PointView view, FragmentStore store) {}

  /** Something written, or why it is not. */
  private sealed interface Document {
    /**
     * @param tag tells it from what was written of the same under other settings
     */
    record Written(Slice text, String tag) implements Document {}

    record Impossible(String reason) implements Document {}

    static Document write(Supplier<Optional<Slice>> text, String otherwise) {
      try {
        return text.get()
            .<Document>map(made -> new Written(made, Integer.toHexString(made.hashCode())))
            .orElseGet(() -> new Impossible(otherwise));
      } catch (ArithmeticException | IllegalArgumentException e) {
        return new Impossible("HLS cannot tell of it: " + e.getMessage());
      }
    }
  }

  /** What the playlist of playlists is known by: nothing of a URL that a viewer makes up. */
  private record AllKey(HlsPlaylists of, boolean eventInUrl) {}

  /** The same of the playlist of a track. */
  private record TrackKey(HlsPlaylists of, TrackId track, Optional<TrackId> sound, Extent extent) {}

  /** Which of a track is told. */
  private enum Extent {
    ALL,
    WHAT_IS_NEW,
    KEY_FRAMES
  }

  // ---- playlists

  Reply multivariant(Ask ask, PointView view, SmoothUrl.Manifest url, Format format) {
    boolean eventInUrl = url.eventId().isEmpty() && !view.eventId().isEmpty();
    HlsPlaylists playlists = HlsPlaylists.of(view, format, runs);
    Document document =
        view.shared(
            new AllKey(playlists, eventInUrl),
            Document.class,
            () ->
                Document.write(
                    () -> new HlsMultivariant(view, format, playlists, eventInUrl).write(),
                    "HLS can carry nothing of what is published"));
    return answer(ask, view, document, format.word());
  }

  /**
   * A playlist of a live point: a request may wait for what is about to come.
   *
   * @see HlsLowLatency#hold
   */
  Exchange playlist(Ask ask, Shelf shelf, SmoothUrl.TrackManifest url, Patience patience) {
    Format format = url.option("format").flatMap(Format::find).orElse(Format.M3U8_AAPL);
    HlsPlaylists playlists = HlsPlaylists.of(shelf.view, format, runs);
    return playlists
        .find(url.track())
        .filter(_ -> !HlsPlaylists.asksForKeyFrames(url))
        .flatMap(track ->
            lowLatency.hold(
                subject(playlists, track, Optional.empty()),
                HlsReload.read(ask.target()),
                shelf,
                patience))
        .orElseGet(() -> playlist(ask, shelf, url, format));
  }

  private static HlsLowLatency.Subject subject(
      HlsPlaylists playlists, HlsPlaylists.Track track, Optional<HlsPlaylists.Track> sound) {
    return new HlsLowLatency.Subject(playlists, track, playlists.begin(track, sound));
  }

  /** A part of a segment of a live point, which may be about to come. */
  Exchange part(Shelf shelf, SmoothUrl.FragmentRequest url, Patience patience) {
    HlsPlaylists playlists = HlsPlaylists.of(shelf.view, Format.M3U8_CMAF, runs);
    return playlists
        .find(url.track())
        .map(track ->
            lowLatency.part(subject(playlists, track, Optional.empty()), url, shelf, patience))
        .orElseGet(() -> noTrack(url.track()));
  }

  Reply playlist(Ask ask, Shelf shelf, SmoothUrl.TrackManifest url, Format format) {
    HlsPlaylists playlists = HlsPlaylists.of(shelf.view, format, runs);
    Optional<HlsPlaylists.Track> track = playlists.find(url.track());
    if (track.isEmpty()) {
      return noTrack(url.track());
    }
    TrackId id = track.get().info().id();
    boolean keyFrames = HlsPlaylists.asksForKeyFrames(url);
    if (keyFrames && !HlsPlaylists.hasKeyFrames(track.get(), format)) {
      return Replies.error(404, "no playlist of key frames of %s in this format".formatted(id));
    }
    Optional<HlsPlaylists.Track> sound = sound(playlists, track.get(), format, url.options());
    HlsLowLatency.Subject subject = subject(playlists, track.get(), sound);
    Optional<HlsParts> parts = keyFrames ? Optional.empty() : subject.parts();
    boolean skips = parts.isPresent() && HlsReload.read(ask.target()).skips();
    Extent extent = keyFrames ? Extent.KEY_FRAMES : skips ? Extent.WHAT_IS_NEW : Extent.ALL;
    Document document =
        shelf.view.shared(
            new TrackKey(playlists, id, sound.map(one -> one.info().id()), extent),
            Document.class,
            () ->
                Document.write(
                    () -> write(subject, sound, parts, extent),
                    "no segment of %s is complete yet".formatted(id)));
    return answer(ask, shelf.view, document, format.word() + (keyFrames ? "-key-" : "-") + id);
  }

  private Optional<Slice> write(
      HlsLowLatency.Subject subject,
      Optional<HlsPlaylists.Track> sound,
      Optional<HlsParts> parts,
      Extent extent) {
    HlsPlaylists playlists = subject.playlists();
    if (extent == Extent.KEY_FRAMES) {
      return playlists.keyFrames(subject.track(), subject.targetSeconds());
    }
    MediaPlaylist.Tail tail =
        parts.isPresent()
            ? lowLatency.tail(subject, parts.get(), extent == Extent.WHAT_IS_NEW)
            : playlists.tail();
    return playlists.media(subject.track(), sound, subject.targetSeconds(), tail);
  }

  private static Reply noTrack(SmoothUrl.Track track) {
    return Replies.error(
        404,
        "no track of %d bit/s in a stream %s that HLS can carry"
            .formatted(track.bitrateBps(), track.streamName()));
  }

  private static Optional<HlsPlaylists.Track> sound(
      HlsPlaylists playlists,
      HlsPlaylists.Track track,
      Format format,
      List<CustomAttribute> options) {
    if (format != Format.M3U8_AAPL_V3 || track.info().stream().kind() != StreamKind.VIDEO) {
      return Optional.empty();
    }
    return playlists.sound(
        options.stream()
            .filter(option -> option.name().equalsIgnoreCase("audiotrack"))
            .map(CustomAttribute::value)
            .findFirst()
            .orElse(""));
  }

  private static Reply answer(Ask ask, PointView view, Document document, String form) {
    return switch (document) {
      case Document.Impossible(String reason) -> Replies.error(404, reason, RETRY_AFTER_SECOND);
      case Document.Written(Slice text, String ofText) -> {
        Header tag =
            new Header("ETag", '"' + view.documentTag() + '-' + ofText + '-' + plain(form) + '"');
        Header caching = CacheRule.manifest(SmoothViews.shortestFragmentNanos(view));
        yield SmoothViews.isKnown(ask, tag.value())
            ? Replies.empty(304, tag, caching)
            : new Reply(
                200,
                List.of(PLAYLIST_TYPE, caching, tag, Replies.ANY_ORIGIN, Replies.EXPOSED),
                List.of(text),
                false);
      }
    };
  }

  /** Entity tags have no quotes inside and no other characters than ASCII has: RFC 9110, 8.8.3. */
  static String plain(String form) {
    return form.replaceAll("[^!#-~]", "_");
  }

  // ---- segments

  Reply segment(Ask ask, Shelf shelf, SmoothUrl.FragmentRequest url, Format format)
      throws StoreException {
    HlsPlaylists playlists = HlsPlaylists.of(shelf.view, format, runs);
    Optional<HlsPlaylists.Track> track = playlists.find(url.track());
    if (track.isEmpty()) {
      return noTrack(url.track());
    }
    boolean keyFrame =
        url.noun() == SmoothUrl.Noun.KEY_FRAMES && HlsPlaylists.hasKeyFrames(track.get(), format);
    if (url.noun() != SmoothUrl.Noun.FRAGMENTS && !keyFrame) {
      return Replies.error(404, url.noun().word() + " is not made in this format");
    }
    Optional<HlsPlaylists.Track> sound = sound(playlists, track.get(), format, url.options());
    HlsCuts.Cut cut = playlists.cut(track.get(), sound);
    for (HlsCut.Segment segment : cut.served()) {
      if (!segment.isGap() && cut.times().get(segment.from()).startTicks() == url.startTicks()) {
        int to = keyFrame ? segment.from() + 1 : segment.to();
        HlsSegments.Piece piece =
            new HlsSegments.Piece(
                segment.number(), cut.times().subList(segment.from(), to), keyFrame);
        return segment(ask, shelf, new HlsSegments.Wanted(format, track.get(), sound, piece));
      }
    }
    return absent(url, track.get(), cut);
  }

  private Reply segment(Ask ask, Shelf shelf, HlsSegments.Wanted wanted) throws StoreException {
    Optional<HlsEncryption> encryption = HlsEncryption.of(shelf.view);
    String secrecy = encryption.map(HlsEncryption::tag).orElse("");
    Header tag = new Header("ETag", '"' + plain(wanted.tag() + secrecy) + '"');
    Header caching = CacheRule.fragment(shelf.view.settings());
    if (SmoothViews.isKnown(ask, tag.value())) {
      return Replies.empty(304, tag, caching);
    }
    try {
      List<Slice> body = segments.get(shelf, wanted, encryption);
      return SmoothViews.media(body, wanted.type(), caching, tag);
    } catch (MediaException e) {
      return Replies.error(404, "no segment: " + e.getMessage());
    }
  }

  private static Reply absent(
      SmoothUrl.FragmentRequest url, HlsPlaylists.Track track, HlsCuts.Cut cut) {
    boolean gone =
        track.timeline().hasDropped()
            && !cut.times().isEmpty()
            && url.startTicks() < cut.times().getFirst().startTicks();
    return gone
        ? Replies.error(
            410,
            "%s=%d has left the DVR window".formatted(url.streamName(), url.startTicks()),
            CacheRule.GONE)
        : SmoothViews.nowhere(url);
  }
}
