package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.WholeTimeline;
import org.smoothlab.server.protocol.HlsPlaylists.Track;

/** Which segments each track of a version of a point has: cut once, when first asked for. */
final class HlsCuts {
  /** Without settings for HLS: what Apple advises. */
  static final int SEGMENT_SECONDS = 6;

  private final PointView view;
  private final HlsRuns runs;
  private final Function<StreamKind, List<Track>> tracks;
  private final boolean tellsParts;
  private final Map<CutKey, Cut> cuts = new ConcurrentHashMap<>();

  /** Of those tracks that there are: they are as few. */
  private record CutKey(TrackId track, Optional<TrackId> sound) {}

  /**
   * @param tracks that HLS can carry, by their kind
   * @param tellsParts whether playlists tell of what is not complete, too
   */
  HlsCuts(
      PointView view, HlsRuns runs, Function<StreamKind, List<Track>> tracks, boolean tellsParts) {
    this.view = view;
    this.tellsParts = tellsParts;
    this.runs = runs;
    this.tracks = tracks;
  }

  /** How long segments are, in seconds of the grid. */
  int gridSeconds() {
    return view.settings()
        .hls()
        .map(OutputModule.Hls::segmentLengthSeconds)
        .orElse(SEGMENT_SECONDS);
  }

  HlsRuns.Grid grid(Track track) {
    return new HlsRuns.Grid(track.timeline().runTag(), gridSeconds());
  }

  /**
   * What of a track is complete.
   *
   * @param times of its fragments
   * @param served its segments, also those that are not told of any more: who was told of one may
   *     be about to ask for it
   * @param fromTicks a segment that begins before is not told of: it has left the DVR window, or
   *     lacks its begin
   */
  record Cut(List<FragmentTime> times, List<HlsCut.Segment> served, long fromTicks) {
    /** Those that are told of; the first has media. */
    List<HlsCut.Segment> segments() {
      for (int index = 0; index < served.size(); index++) {
        HlsCut.Segment segment = served.get(index);
        if (!segment.isGap() && times.get(segment.from()).startTicks() >= fromTicks) {
          return served.subList(index, served.size());
        }
      }
      return List.of();
    }

    private Cut on(Timescale clock, Timescale own, List<HlsCut.Segment> some) {
      return new Cut(
          times.stream().map(time -> on(time, clock, own)).toList(),
          some.stream().map(one -> one.at(on(one.time(), clock, own))).toList(),
          clock.rescaleFloor(fromTicks, own));
    }

    private static FragmentTime on(FragmentTime time, Timescale clock, Timescale own) {
      long startTicks = clock.rescaleFloor(time.startTicks(), own);
      return new FragmentTime(startTicks, clock.rescaleFloor(time.endTicks(), own) - startTicks);
    }
  }

  /**
   * The segments of a track.
   *
   * @param sound that goes into them, of which they need all
   */
  Cut cut(Track track, Optional<Track> sound) {
    if (track.isCaptions()) {
      return cutOfCaptions(track);
    }
    CutKey key = new CutKey(track.info().id(), sound.map(one -> one.info().id()));
    return cuts.computeIfAbsent(key, _ -> makeCut(track, sound));
  }

  private Cut makeCut(Track track, Optional<Track> sound) {
    long firstTicks = runs.firstTicks(grid(track), track.info().id());
    List<FragmentTime> times =
        times(track).stream().filter(time -> time.startTicks() >= firstTicks).toList();
    boolean begins = !times.isEmpty() && times.getFirst().startTicks() == firstTicks;
    boolean ended = !view.state().receives();
    HlsCut cut = new HlsCut(track.clock(), gridSeconds());
    List<HlsCut.Segment> segments = cut.cut(times, ended);
    List<FragmentTime> window = track.timeline().whole().times();
    long fromTicks = window.isEmpty() ? Long.MIN_VALUE : window.getFirst().startTicks();
    if (!times.isEmpty()
        && !begins
        && track.timeline().hasDropped()
        && cut.lacksBegin(times.getFirst())) {
      fromTicks = Math.max(fromTicks, times.getFirst().startTicks() + 1);
    }
    return new Cut(
        times, sound.isPresent() ? reachedBy(sound.get(), track, segments) : segments, fromTicks);
  }

  /** Those that another track has reached the end of; while the event goes on. */
  private List<HlsCut.Segment> reachedBy(Track other, Track track, List<HlsCut.Segment> segments) {
    List<FragmentTime> times = times(other);
    if (!view.state().receives()) {
      return segments;
    }
    long endTicks =
        times.isEmpty()
            ? Long.MIN_VALUE
            : track.clock().rescaleFloor(times.getLast().endTicks(), other.clock());
    return segments.stream().takeWhile(one -> one.time().endTicks() <= endTicks).toList();
  }

  /**
   * Captions come when they like: they are cut as the first track of pictures is, or of sound. What
   * brings them all the time is waited for.
   */
  private Cut cutOfCaptions(Track captions) {
    Optional<Track> reference =
        Stream.of(StreamKind.VIDEO, StreamKind.AUDIO)
            .flatMap(kind -> tracks.apply(kind).stream())
            .findFirst();
    if (reference.isEmpty()) {
      return new Cut(List.of(), List.of(), 0);
    }
    Cut cut = cut(reference.get(), Optional.empty());
    List<HlsCut.Segment> segments =
        captions.timeline().stream().isSparse()
            ? cut.served
            : reachedBy(captions, reference.get(), cut.served);
    return cut.on(captions.clock(), reference.get().clock(), segments);
  }

  private List<FragmentTime> times(Track track) {
    WholeTimeline whole = track.timeline().whole();
    List<FragmentTime> all = whole.servedTimes();
    List<FragmentTime> own = new ArrayList<>(all.size());
    for (int index = 0; index < all.size(); index++) {
      if (whole.isServed(index, track.info().id())) {
        own.add(all.get(index));
      }
    }
    if (tellsParts) {
      // Who is told of parts need not wait for other tracks either.
      whole.edge(track.info().id()).ahead().stream()
          .takeWhile(HlsParts::cameInChunks)
          .forEach(fragment -> own.add(fragment.time()));
    }
    return own;
  }
}
