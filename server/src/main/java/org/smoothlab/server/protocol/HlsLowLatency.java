package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.hls.MediaPlaylist;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.transmux.FragmentToCmaf;
import org.smoothlab.server.origin.PointView;

/**
 * Low-Latency HLS: what playlists tell of parts, and requests that wait for the next one.
 *
 * @see "draft-pantos-hls-rfc8216bis, 6.2.5 and 6.2.6"
 */
final class HlsLowLatency {
  /** Runs whose part target is remembered. */
  static final int RUN_COUNT_MAX = 1024;

  /** A client may leave out what is older than so many target durations: at least 6. */
  private static final int SKIP_TARGET_COUNT = 6;

  private static final long MILLISECOND = 1_000_000L;

  private final Map<String, Long> partTargets = new LinkedHashMap<>();

  /**
   * A playlist of parts.
   *
   * @param playlists of the version of the point
   * @param targetSeconds target duration
   */
  record Subject(HlsPlaylists playlists, HlsPlaylists.Track track, int targetSeconds) {
    Optional<HlsParts> parts() {
      return parts(track);
    }

    Optional<HlsParts> parts(HlsPlaylists.Track other) {
      return playlists.parts(other, targetSeconds);
    }

    long targetNanos() {
      return targetSeconds * 1_000_000_000L;
    }
  }

  /** What a request for a playlist waits for: that it tells of this. */
  private record Told(TrackId track, long number, int part) {}

  // ---- playlists

  /**
   * Holds a request until the playlist tells of what it waits for.
   *
   * @return empty when the playlist as it is is the answer
   */
  Optional<Exchange> hold(
      Subject subject, HlsReload reload, HlsViews.Shelf shelf, Patience patience) {
    Optional<HlsParts> parts = subject.parts();
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    if (reload.isMalformed()) {
      return Optional.of(
          Replies.error(
              400,
              "expected _HLS_msn=<number>, _HLS_part=<index> only beside it, _HLS_skip=YES or v2"));
    }
    if (reload.isSatisfiedByAnything() || parts.get().satisfies(reload)) {
      return Optional.empty();
    }
    if (parts.get().isTooFar(reload, partTargetNanos(subject))) {
      return Optional.of(
          Replies.error(
              400,
              "segment %d, part %d is too far ahead, the newest is segment %d, part %d"
                  .formatted(
                      reload.number(),
                      reload.part(),
                      parts.get().newestNumber(),
                      parts.get().newestPart())));
    }
    return Optional.of(
        patience.hold(
            wait(
                subject,
                shelf,
                new Told(subject.track.info().id(), reload.number(), reload.part()),
                patience),
            Replies.error(503, "segment %d has not come in time".formatted(reload.number()))));
  }

  /** What a playlist has behind its segments. */
  MediaPlaylist.LowLatency tail(Subject subject, HlsParts parts, boolean skips) {
    HlsPlaylists playlists = subject.playlists;
    Map<Long, List<MediaPlaylist.Part>> told = new HashMap<>();
    parts
        .byNumber()
        .forEach((number, chunks) ->
            told.put(number, chunks.stream().map(chunk -> part(subject, chunk)).toList()));
    List<MediaPlaylist.Report> reports = new ArrayList<>();
    for (HlsPlaylists.Track other : playlists.tracks()) {
      if (!other.info().id().equals(subject.track.info().id())) {
        subject
            .parts(other)
            .map(theirs ->
                new MediaPlaylist.Report(
                    playlists.siblingUri(other), theirs.newestNumber(), theirs.newestPart()))
            .ifPresent(reports::add);
      }
    }
    return new MediaPlaylist.LowLatency(
        new MediaPlaylist.Pace(
            partTargetNanos(subject), SKIP_TARGET_COUNT * subject.targetSeconds, skips),
        told,
        playlists.partUri(subject.track, parts.nextTicks()),
        reports);
  }

  private static MediaPlaylist.Part part(Subject subject, Chunk chunk) {
    return new MediaPlaylist.Part(
        Timescale.NANOS.rescaleFloor(chunk.durationTicks(), subject.track.clock()),
        subject.playlists.partUri(subject.track, chunk.startTicks()),
        chunk.fragment().samples().startsWithSync());
  }

  /**
   * The longest part of any track, in whole milliseconds; once told, it is the same for all of the
   * run.
   */
  private long partTargetNanos(Subject subject) {
    String run = subject.track.timeline().runTag();
    synchronized (partTargets) {
      long nanos = partTargets.computeIfAbsent(run, _ -> longestNanos(subject));
      if (partTargets.size() > RUN_COUNT_MAX) {
        partTargets.remove(partTargets.keySet().iterator().next());
      }
      return nanos;
    }
  }

  private static long longestNanos(Subject subject) {
    long longest =
        subject.playlists.tracks().stream()
            .flatMap(track -> subject.parts(track).stream())
            .mapToLong(HlsParts::longestNanos)
            .max()
            .orElse(0);
    return Math.ceilDiv(longest, MILLISECOND) * MILLISECOND;
  }

  // ---- parts

  /** A part; the next one is waited for. */
  Exchange part(
      Subject subject, SmoothUrl.FragmentRequest url, HlsViews.Shelf shelf, Patience patience) {
    Optional<HlsParts> parts = subject.parts();
    if (parts.isEmpty()) {
      return SmoothViews.nowhere(url);
    }
    Optional<Chunk> chunk = parts.get().find(url.startTicks());
    if (chunk.isPresent()) {
      return media(subject.track, chunk.get(), shelf.view());
    }
    return url.startTicks() == parts.get().nextTicks()
        ? patience.hold(wait(subject, shelf, url, patience), SmoothViews.nowhere(url))
        : SmoothViews.nowhere(url);
  }

  private static Wait wait(Subject subject, HlsViews.Shelf shelf, Object what, Patience patience) {
    return new Wait(
        shelf.point(),
        shelf.view().version(),
        what,
        patience.nowNanos() + HlsParts.TARGET_COUNT * subject.targetNanos());
  }

  private static Reply media(HlsPlaylists.Track track, Chunk chunk, PointView view) {
    try {
      List<Slice> body =
          List.of(
              FragmentToCmaf.head(chunk, track.info(), CmafHeads.zeroNanos(view)),
              chunk.fragment().payload());
      String tag =
          "\"%s-part-%s-%d\""
              .formatted(
                  track.timeline().runTag(),
                  HlsViews.plain(track.info().id().toString()),
                  chunk.startTicks());
      return SmoothViews.media(
          body,
          SmoothViews.type(track.info().stream().kind()),
          CacheRule.fragment(view.settings()),
          new Header("ETag", tag));
    } catch (MediaException e) {
      return Replies.error(404, "no part: " + e.getMessage());
    }
  }
}
