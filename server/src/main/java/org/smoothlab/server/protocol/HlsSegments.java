package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.transmux.FragmentToCmaf;
import org.smoothlab.media.transmux.KeyFrames;
import org.smoothlab.media.transmux.TsProgram;
import org.smoothlab.media.transmux.TsSpan;
import org.smoothlab.media.transmux.WebVttSegment;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Lookup;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.WholeLookup;
import org.smoothlab.server.protocol.HlsViews.Shelf;

/**
 * Makes segments of HLS of fragments. What is a conversion is made once, however many ask, and
 * kept; clear CMAF segments are references to what is stored. Safe for threads.
 */
final class HlsSegments {
  /** All segments that are kept; one more, and those of long ago go. */
  static final long CACHE_BYTES_MAX = 64L << 20;

  private static final Header TS_TYPE = new Header("Content-Type", "video/mp2t");
  private static final Header CAPTIONS_TYPE = new Header("Content-Type", "text/vtt");

  private final CmafHeads heads = new CmafHeads();
  private final SegmentCache cache = new SegmentCache(CACHE_BYTES_MAX);

  /**
   * Of a track.
   *
   * @param number in the media sequence
   * @param times of its fragments
   * @param keyFrame whether only the first picture is wanted
   */
  record Piece(long number, List<FragmentTime> times, boolean keyFrame) {}

  /**
   * A segment that there is.
   *
   * @param sound that goes into it
   */
  record Wanted(
      Format format, HlsPlaylists.Track track, Optional<HlsPlaylists.Track> sound, Piece piece) {
    List<FragmentTime> times() {
      return piece.times;
    }

    boolean isCmaf() {
      return format == Format.M3U8_CMAF && !track.isCaptions();
    }

    TsSpan span() {
      long startTicks = times().getFirst().startTicks();
      return new TsSpan(startTicks, times().getLast().endTicks(), track.clock());
    }

    Header type() {
      return isCmaf()
          ? SmoothViews.type(track.info().stream().kind())
          : track.isCaptions() ? CAPTIONS_TYPE : TS_TYPE;
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

  /**
   * The segment in parts.
   *
   * @throws MediaException if it cannot be made of its fragments
   * @throws StoreException if what has left memory cannot be read
   */
  List<Slice> get(Shelf shelf, Wanted wanted, Optional<HlsEncryption> encryption)
      throws MediaException, StoreException {
    if (wanted.isCmaf() && encryption.isEmpty()) {
      return cmaf(shelf, wanted);
    }
    String secrecy = encryption.map(HlsEncryption::tag).orElse("");
    String key = shelf.point() + " " + wanted.tag() + secrecy;
    return List.of(cache.get(key, () -> make(shelf, wanted, encryption)));
  }

  private Slice make(Shelf shelf, Wanted wanted, Optional<HlsEncryption> encryption)
      throws MediaException, StoreException {
    List<Slice> clear =
        wanted.isCmaf()
            ? cmaf(shelf, wanted)
            : List.of(
                wanted.track.isCaptions()
                    ? captions(shelf, wanted)
                    : transportStream(shelf, wanted));
    return encryption.isPresent()
        ? encryption.get().encrypt(clear, wanted.piece.number)
        : clear.getFirst();
  }

  private List<Slice> cmaf(Shelf shelf, Wanted wanted) throws MediaException, StoreException {
    List<Slice> body = new ArrayList<>(2 * wanted.times().size());
    for (FragmentTime time : wanted.times()) {
      WholeLookup.Found found = fetch(shelf, wanted.track, time);
      body.addAll(
          wanted.piece.keyFrame
              ? FragmentToCmaf.segment(
                  KeyFrames.first(found.fragment()), found.track(), OptionalLong.empty())
              : heads.segment(shelf.point(), found, CmafHeads.zeroNanos(shelf.view())));
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
    TsSpan span = wanted.span();
    if (wanted.sound.isPresent()) {
      HlsPlaylists.Track sound = wanted.sound.get();
      tracks.add(sound.info());
      fragments.add(fetch(shelf, sound, overlapping(sound, track, span)));
    }
    return TsProgram.of(tracks).segment(fragments, span).toSlice();
  }

  private static Slice captions(Shelf shelf, Wanted wanted) throws MediaException, StoreException {
    HlsPlaylists.Track track = wanted.track;
    List<Fragment> fragments = fetch(shelf, track, overlapping(track, track, wanted.span()));
    return WebVttSegment.of(
        fragments,
        wanted.span(),
        wanted.format == Format.M3U8_CMAF
            ? WebVttSegment.Origin.CMAF
            : WebVttSegment.Origin.TRANSPORT_STREAM);
  }

  /** Fragments of sound do not begin where those of pictures do. */
  private static List<FragmentTime> overlapping(
      HlsPlaylists.Track sound, HlsPlaylists.Track track, TsSpan span) {
    long startTicks = sound.clock().rescaleFloor(span.startTicks(), track.clock());
    long endTicks = sound.clock().rescaleFloor(span.endTicks(), track.clock());
    return sound.timeline().whole().servedTimes().stream()
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
              .store()
              .fetch(
                  new FragmentStore.Key(shelf.point(), shelf.view().runNumber(), track.info().id()),
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
