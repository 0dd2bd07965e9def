package org.smoothlab.server.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;

/**
 * What came under each stream id of a run, duplicates included: the input side of the statistics.
 * Under the lock of its point.
 */
final class InputStreams {
  /** Sources of one stream id that are remembered when they have gone. */
  private static final int GONE_COUNT_MAX = 8;

  private final PointSettings.SourceType type;
  private final Map<String, Input> byId = new LinkedHashMap<>();

  /**
   * @param type who opens the connections of the point
   */
  InputStreams(PointSettings.SourceType type) {
    this.type = type;
  }

  private static final class Input {
    final Map<Integer, Incoming> tracks = new LinkedHashMap<>();
    final Set<SourceId> live = new LinkedHashSet<>();
    List<SourceId> gone = List.of();
    boolean delivered;
  }

  private static final class Incoming {
    final TrackInfo info;
    final ByteMeter meter = new ByteMeter();
    final Deque<FragmentTime> recentTimes = new ArrayDeque<>();
    long lastNanos;

    Incoming(TrackInfo info) {
      this.info = info;
    }

    void arrived(FragmentTime time, long nowNanos) {
      lastNanos = nowNanos;
      if (recentTimes.isEmpty() || time.startTicks() > recentTimes.getLast().startTicks()) {
        recentTimes.add(time);
      }
      if (recentTimes.size() > PointStatistics.RECENT_COUNT_MAX) {
        recentTimes.removeFirst();
      }
    }
  }

  void announced(SourceId source, List<TrackInfo> tracks) {
    Input input = byId.get(source.streamId());
    if (input == null) {
      if (byId.size() >= ExpectedStreams.STREAM_ID_COUNT_MAX) {
        return;
      }
      input = new Input();
      byId.put(source.streamId(), input);
    }
    input.live.add(source);
    for (TrackInfo track : tracks) {
      Incoming known = input.tracks.get(track.trackNumber());
      if (known == null || !known.info.id().equals(track.id())) {
        input.tracks.put(track.trackNumber(), new Incoming(track));
      }
    }
  }

  void arrived(SourceId source, Fragment fragment, long nowNanos) {
    Input input = byId.get(source.streamId());
    Incoming track = input == null ? null : input.tracks.get(fragment.trackNumber());
    if (input == null || track == null) {
      return;
    }
    input.delivered = true;
    long lastingNanos =
        FragmentClock.nanos(fragment.time().durationTicks(), track.info.stream().timescale());
    track.meter.add(fragment.sizeBytes(), lastingNanos, nowNanos);
    track.arrived(fragment.time(), nowNanos);
  }

  void left(SourceId source) {
    Input input = byId.get(source.streamId());
    if (input != null && input.live.remove(source)) {
      List<SourceId> gone = new ArrayList<>(input.live.isEmpty() ? input.gone : List.of());
      gone.add(source);
      input.gone = gone.subList(Math.max(0, gone.size() - GONE_COUNT_MAX), gone.size());
    }
  }

  /**
   * @param receiving whether the point takes fragments; when not, nothing comes in
   * @param archived whether the streams are written to files
   */
  List<PointStatistics.InputStream> snapshot(
      RequestMeters requests, boolean receiving, boolean archived, long nowNanos) {
    List<PointStatistics.InputStream> streams = new ArrayList<>(byId.size());
    byId.forEach((id, input) -> {
      List<PointStatistics.Track> tracks = new ArrayList<>(input.tracks.size());
      input
          .tracks
          .values()
          .forEach(track -> tracks.add(track(track, requests, receiving, nowNanos)));
      List<PointStatistics.Sender> senders =
          (input.live.isEmpty() ? input.gone : input.live)
              .stream().map(source -> new PointStatistics.Sender(type, source.remote())).toList();
      streams.add(
          new PointStatistics.InputStream(
              id,
              archived ? archiveFileName(id, input) : "",
              state(input, receiving),
              new PointStatistics.Feed(senders, tracks)));
    });
    return streams;
  }

  private static PointStatistics.Track track(
      Incoming track, RequestMeters requests, boolean receiving, long nowNanos) {
    return new PointStatistics.Track(
        track.info.trackNumber(),
        track.info.id(),
        new PointStatistics.Incoming(
            receiving ? track.meter.bitrateBps(nowNanos) : 0,
            track.recentTimes.isEmpty() ? 0 : nowNanos - track.lastNanos,
            List.copyOf(track.recentTimes),
            track.info.stream().timescale()),
        requests.perSecond(track.info.id(), nowNanos));
  }

  private static PointStatistics.InputState state(Input input, boolean receiving) {
    if (!receiving || input.live.isEmpty()) {
      return PointStatistics.InputState.STOPPED;
    }
    return input.delivered ? PointStatistics.InputState.STARTED : PointStatistics.InputState.IDLE;
  }

  private static String archiveFileName(String id, Input input) {
    boolean audioOnly =
        input.tracks.values().stream()
            .allMatch(track -> track.info.stream().kind() == StreamKind.AUDIO);
    return id + (audioOnly ? ".isma" : ".ismv");
  }
}
