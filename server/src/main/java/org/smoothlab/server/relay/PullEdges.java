package org.smoothlab.server.relay;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointView;

/**
 * How far a pull point has come on each of its input streams, so that the next connection begins
 * where the last one ended. Safe for threads.
 */
final class PullEdges {
  /** Streams that are remembered; one behind the bound begins at the live edge each time. */
  private static final int STREAM_COUNT_MAX = 1_024;

  /** Before every event: whatever a source still holds in memory. */
  private static final long BEGINNING_100NS = -1_000_000_000_000_000L;

  private final Map<TrackId, TrackInfo> tracks = new ConcurrentHashMap<>();
  private final Map<TrackId, String> streamIds = new ConcurrentHashMap<>();
  private final Map<String, Map<TrackId, FragmentTime>> newest = new ConcurrentHashMap<>();
  private final Map<String, Long> acceptedCounts = new ConcurrentHashMap<>();

  private volatile boolean isNewRun;

  void accept(Effect effect) {
    switch (effect) {
      case Effect.RunStarted _ -> clear();
      case Effect.Announced(_, var source, var announced) ->
          announced.stream()
              .limit(STREAM_COUNT_MAX)
              .forEach(track -> {
                tracks.put(track.id(), track);
                streamIds.put(track.id(), source.streamId());
              });
      case Effect.FragmentAccepted(_, var source, TrackId track, var fragment) -> {
        if (newest.size() < STREAM_COUNT_MAX || newest.containsKey(source.streamId())) {
          newest
              .computeIfAbsent(source.streamId(), _ -> new ConcurrentHashMap<>())
              .put(track, fragment.time());
          acceptedCounts.merge(source.streamId(), 1L, Long::sum);
        }
      }
      default -> {}
    }
  }

  /** A run begins of which nothing is there, or is about to. */
  void clear() {
    isNewRun = true;
    tracks.clear();
    streamIds.clear();
    newest.clear();
    acceptedCounts.clear();
  }

  /** The stream that brings a track, as it was announced last. */
  Optional<String> streamId(TrackId track) {
    return Optional.ofNullable(streamIds.get(track));
  }

  Optional<TrackInfo> track(TrackId id) {
    return Optional.ofNullable(tracks.get(id));
  }

  /** The newest fragment of a track that was taken in this run. */
  Optional<FragmentTime> newest(TrackId track) {
    return newest.values().stream()
        .flatMap(own -> Optional.ofNullable(own.get(track)).stream())
        .max(Comparator.comparingLong(FragmentTime::startTicks));
  }

  /** How many fragments of a stream were new to the point, in this run. */
  long acceptedCount(String streamId) {
    return acceptedCounts.getOrDefault(streamId, 0L);
  }

  /**
   * Where the next connection of a stream begins, in units of 100 ns: behind the newest fragments
   * of its tracks. Empty for the live edge.
   *
   * @param view of the point: a run that goes on behind a restart knows no more than it shows
   */
  OptionalLong from100ns(String streamId, PointView view) {
    Map<TrackId, FragmentTime> own = newest.get(streamId);
    if (own != null) {
      return own.entrySet().stream()
          .flatMapToLong(entry ->
              track(entry.getKey()).stream()
                  .mapToLong(track -> behind100ns(entry.getValue(), track)))
          .min();
    }
    if (!newest.isEmpty()) {
      // It came to be while others came: nothing of it is here yet.
      return OptionalLong.of(BEGINNING_100NS);
    }
    return !isNewRun && view.hasPublished() ? shown100ns(view) : OptionalLong.empty();
  }

  private static OptionalLong shown100ns(PointView view) {
    return view.timelines().stream()
        .filter(timeline -> !timeline.stream().isSparse())
        .flatMapToLong(timeline ->
            timeline.newest().stream()
                .mapToLong(time -> behind100ns(time, timeline.stream().timescale())))
        .min();
  }

  /** The newest of an event stream is sent again: what follows may be close behind it. */
  private static long behind100ns(FragmentTime time, TrackInfo track) {
    Timescale clock = track.stream().timescale();
    return track.stream().isSparse()
        ? Timescale.SMOOTH.rescaleFloor(time.startTicks(), clock)
        : behind100ns(time, clock);
  }

  /** Starts may differ from the end of the one before by rounding, never by half a fragment. */
  private static long behind100ns(FragmentTime time, Timescale clock) {
    return Timescale.SMOOTH.rescaleFloor(time.endTicks() - time.durationTicks() / 2, clock);
  }
}
