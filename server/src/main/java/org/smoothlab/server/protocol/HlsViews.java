package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.transmux.FragmentToCmaf;
import org.smoothlab.media.transmux.KeyFrames;
import org.smoothlab.media.transmux.TsProgram;
import org.smoothlab.media.transmux.TsSpan;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Lookup;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.WholeLookup;

/**
 * What viewers of HLS get: playlists, and segments of the fragments between two lines of a grid.
 * Reads snapshots, and never locks but for segments that are being made.
 */
final class HlsViews {
  /** All transport stream segments that are kept; one more, and those of long ago go. */
  static final long CACHE_BYTES_MAX = 64L << 20;

  /** Runs whose target duration is remembered. */
  static final int RUN_COUNT_MAX = 1024;

  private static final Header PLAYLIST_TYPE =
      new Header("Content-Type", "application/vnd.apple.mpegurl");
  private static final Header TS_TYPE = new Header("Content-Type", "video/mp2t");
  private static final Header RETRY_AFTER_SECOND = new Header("Retry-After", "1");

  private final CmafHeads heads = new CmafHeads();
  private final SegmentCache segments = new SegmentCache(CACHE_BYTES_MAX);
  private final Map<String, Integer> targetSeconds = new LinkedHashMap<>();

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
  private record TrackKey(
      HlsPlaylists of, TrackId track, Optional<TrackId> sound, boolean keyFrames) {}

  // ---- playlists

  Reply multivariant(Ask ask, PointView view, SmoothUrl.Manifest url, Format format) {
    boolean eventInUrl = url.eventId().isEmpty() && !view.eventId().isEmpty();
    HlsPlaylists playlists = HlsPlaylists.of(view, format);
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

  Reply playlist(Ask ask, Shelf shelf, SmoothUrl.TrackManifest url, Format format) {
    HlsPlaylists playlists = HlsPlaylists.of(shelf.view, format);
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
    int target = targetSeconds(track.get(), playlists);
    Document document =
        shelf.view.shared(
            new TrackKey(playlists, id, sound.map(one -> one.info().id()), keyFrames),
            Document.class,
            () ->
                Document.write(
                    () ->
                        keyFrames
                            ? playlists.keyFrames(track.get(), target)
                            : playlists.media(track.get(), sound, target),
                    "no segment of %s is complete yet".formatted(id)));
    return answer(ask, shelf.view, document, format.word() + (keyFrames ? "-key-" : "-") + id);
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

  /** It never changes within a run: RFC 8216, 6.2.1. */
  private int targetSeconds(HlsPlaylists.Track track, HlsPlaylists playlists) {
    String grid = track.timeline().runTag() + " " + playlists.gridSeconds();
    synchronized (targetSeconds) {
      int seconds = targetSeconds.computeIfAbsent(grid, _ -> playlists.targetSeconds());
      if (targetSeconds.size() > RUN_COUNT_MAX) {
        targetSeconds.remove(targetSeconds.keySet().iterator().next());
      }
      return seconds;
    }
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
  private static String plain(String form) {
    return form.replaceAll("[^!#-~]", "_");
  }

  // ---- segments

  Reply segment(Ask ask, Shelf shelf, SmoothUrl.FragmentRequest url, Format format)
      throws StoreException {
    HlsPlaylists playlists = HlsPlaylists.of(shelf.view, format);
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
    HlsPlaylists.Cut cut = playlists.cut(track.get(), sound);
    for (HlsCut.Segment segment : cut.segments()) {
      if (!segment.isGap() && cut.times().get(segment.from()).startTicks() == url.startTicks()) {
        int to = keyFrame ? segment.from() + 1 : segment.to();
        Piece piece =
            new Piece(segment.number(), cut.times().subList(segment.from(), to), keyFrame);
        return segment(ask, shelf, new Wanted(format, track.get(), sound, piece));
      }
    }
    return absent(url, track.get(), cut);
  }

  /**
   * Of a track.
   *
   * @param number in the media sequence
   * @param times of its fragments
   * @param keyFrame whether only the first picture is wanted
   */
  private record Piece(long number, List<FragmentTime> times, boolean keyFrame) {}

  /**
   * A segment that there is.
   *
   * @param sound that goes into it
   */
  private record Wanted(
      Format format, HlsPlaylists.Track track, Optional<HlsPlaylists.Track> sound, Piece piece) {
    List<FragmentTime> times() {
      return piece.times;
    }

    boolean isCmaf() {
      return format == Format.M3U8_CMAF;
    }

    String tag() {
      String of = piece.keyFrame ? "-key" : sound.map(one -> "-" + one.info().id()).orElse("");
      return "%s-%s-%s-%d%s"
          .formatted(
              track.timeline().runTag(),
              format.word(),
              track.info().id(),
              times().getFirst().startTicks(),
              of);
    }
  }

  private Reply segment(Ask ask, Shelf shelf, Wanted wanted) throws StoreException {
    Optional<HlsEncryption> encryption = HlsEncryption.of(shelf.view);
    String name = wanted.tag() + encryption.map(HlsEncryption::tag).orElse("");
    Header tag = new Header("ETag", '"' + plain(name) + '"');
    Header caching = CacheRule.fragment(shelf.view.settings());
    if (SmoothViews.isKnown(ask, tag.value())) {
      return Replies.empty(304, tag, caching);
    }
    try {
      List<Slice> body =
          wanted.isCmaf() && encryption.isEmpty() // by reference, and so not worth keeping
              ? cmaf(shelf, wanted)
              : List.of(
                  segments.get(shelf.point + " " + name, () -> make(shelf, wanted, encryption)));
      Header type =
          wanted.isCmaf() ? SmoothViews.type(wanted.track.info().stream().kind()) : TS_TYPE;
      return SmoothViews.media(body, type, caching, tag);
    } catch (MediaException e) {
      return Replies.error(404, "no segment: " + e.getMessage());
    }
  }

  private Slice make(Shelf shelf, Wanted wanted, Optional<HlsEncryption> encryption)
      throws MediaException, StoreException {
    List<Slice> clear =
        wanted.isCmaf() ? cmaf(shelf, wanted) : List.of(transportStream(shelf, wanted));
    return encryption.isPresent()
        ? encryption.get().encrypt(clear, wanted.piece.number)
        : clear.getFirst();
  }

  private static Reply absent(
      SmoothUrl.FragmentRequest url, HlsPlaylists.Track track, HlsPlaylists.Cut cut) {
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

  private List<Slice> cmaf(Shelf shelf, Wanted wanted) throws MediaException, StoreException {
    List<Slice> body = new ArrayList<>(2 * wanted.times().size());
    for (FragmentTime time : wanted.times()) {
      WholeLookup.Found found = fetch(shelf, wanted.track, time);
      body.addAll(
          wanted.piece.keyFrame
              ? FragmentToCmaf.segment(KeyFrames.first(found.fragment()), found.track())
              : heads.segment(shelf.point, found));
    }
    return body;
  }

  private static Slice transportStream(Shelf shelf, Wanted wanted)
      throws MediaException, StoreException {
    HlsPlaylists.Track track = wanted.track;
    List<TrackInfo> tracks = new ArrayList<>(List.of(track.info()));
    List<List<Fragment>> fragments = new ArrayList<>();
    List<Fragment> own = fetch(shelf, track, wanted.times());
    fragments.add(wanted.piece.keyFrame ? List.of(KeyFrames.first(own.getFirst())) : own);
    long endTicks = wanted.times().getLast().endTicks();
    TsSpan span = new TsSpan(wanted.times().getFirst().startTicks(), endTicks, track.clock());
    if (wanted.sound.isPresent()) {
      HlsPlaylists.Track sound = wanted.sound.get();
      tracks.add(sound.info());
      fragments.add(fetch(shelf, sound, overlapping(sound, track, span)));
    }
    return TsProgram.of(tracks).segment(fragments, span).toSlice();
  }

  /** Fragments of sound do not begin where those of pictures do. */
  private static List<FragmentTime> overlapping(
      HlsPlaylists.Track sound, HlsPlaylists.Track track, TsSpan span) {
    long startTicks = sound.clock().rescaleFloor(span.startTicks(), track.clock());
    long endTicks = sound.clock().rescaleFloor(span.endTicks(), track.clock());
    return sound.timeline().whole().times().stream()
        .filter(time -> time.endTicks() > startTicks && time.startTicks() < endTicks)
        .toList();
  }

  private static List<Fragment> fetch(
      Shelf shelf, HlsPlaylists.Track track, List<FragmentTime> times)
      throws MediaException, StoreException {
    List<Fragment> fragments = new ArrayList<>(times.size());
    for (FragmentTime time : times) {
      fragments.add(fetch(shelf, track, time).fragment());
    }
    return fragments;
  }

  private static WholeLookup.Found fetch(Shelf shelf, HlsPlaylists.Track track, FragmentTime time)
      throws MediaException, StoreException {
    WholeLookup found =
        track
            .timeline()
            .whole()
            .find(track.info().level().bitrateBps(), List.of(), time.startTicks());
    return switch (found) {
      case WholeLookup.Found inMemory -> inMemory;
      case Lookup.Archived archived ->
          shelf
              .store
              .fetch(
                  new FragmentStore.Key(shelf.point, shelf.view.runNumber(), track.info().id()),
                  archived.near().startTicks(),
                  archived.near().toleranceTicks())
              .map(read -> new WholeLookup.Found(track.info(), read, archived.runTag()))
              .orElseThrow(() -> missing(track, time));
      case Lookup.Absence _ -> throw missing(track, time);
    };
  }

  private static MalformedMediaException missing(HlsPlaylists.Track track, FragmentTime time) {
    return new MalformedMediaException(
        "%s has nothing at %d any more".formatted(track.info().id(), time.startTicks()));
  }
}
