package org.smoothlab.server.origin;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackInfo;

/** When one source delivered what: whether it is silent, and whether its clock is right. */
final class SourceWatch {
  private final SourceId source;
  private final String name;
  private final AlarmSettings settings;
  private final DriftMeter drift;

  /** Tracks with data all the time, by {@code track_ID}. */
  private final Map<Integer, Heard> tracks = new LinkedHashMap<>();

  private OptionalLong lostNanos = OptionalLong.empty();

  /** What was heard of one track. */
  static final class Heard {
    private final TrackInfo info;
    private final String name;
    private long lastNanos;
    private boolean any;
    private long fragmentNanos;
    private long fragmentNanosBefore;

    private Heard(TrackInfo info, String sourceName, long nowNanos) {
      this.info = info;
      this.name = info.id() + " in " + sourceName;
      this.lastNanos = nowNanos;
    }

    private void arrived(long durationNanos, long nowNanos) {
      fragmentNanosBefore = fragmentNanos;
      fragmentNanos = durationNanos;
      lastNanos = nowNanos;
      any = true;
    }

    TrackInfo info() {
      return info;
    }

    /** Of the track and its source. */
    String name() {
      return name;
    }

    /** When it was heard last; when it was announced, if never since. */
    long lastNanos() {
      return lastNanos;
    }
  }

  SourceWatch(SourceId source, List<TrackInfo> announced, AlarmSettings settings, long nowNanos) {
    this.source = source;
    this.name = source.toString();
    this.settings = settings;
    this.drift = new DriftMeter(settings.drift());
    announced.stream()
        .filter(track -> !track.stream().isSparse())
        .forEach(track -> tracks.put(track.trackNumber(), new Heard(track, name, nowNanos)));
  }

  SourceId source() {
    return source;
  }

  /** For people. */
  String name() {
    return name;
  }

  Collection<Heard> tracks() {
    return tracks.values();
  }

  void arrived(int trackNumber, FragmentTime time, long nowNanos) {
    Heard track = tracks.get(trackNumber);
    if (track != null) {
      var timescale = track.info.stream().timescale();
      track.arrived(FragmentClock.nanos(time.durationTicks(), timescale), nowNanos);
      drift.arrived(FragmentClock.mediaNanos(time.endTicks(), timescale), nowNanos);
    }
  }

  /** Its connection is gone, without an end of stream. */
  void lost(long nowNanos) {
    lostNanos = OptionalLong.of(nowNanos);
  }

  boolean isLost() {
    return lostNanos.isPresent();
  }

  /** Whether nobody has to wait for it any more, if others do its work. */
  boolean isGivenUp(long nowNanos) {
    return isLost() && nowNanos - lostNanos.getAsLong() >= settings.silence().lostNanosMax();
  }

  /** When nothing came of a track for too long, if nothing comes. */
  long silentFromNanos(Heard track) {
    AlarmSettings.Silence silence = settings.silence();
    long lastingNanos = Math.max(track.fragmentNanos, track.fragmentNanosBefore);
    return track.lastNanos
        + (track.any ? silence.fragmentCountMax() * lastingNanos : silence.firstNanosMax());
  }

  /** Whether it went on for a fragment's duration without this track. */
  boolean wentOnWithout(Heard track) {
    long lastingNanos = Math.max(track.fragmentNanos, track.fragmentNanosBefore);
    return lastNanos() > track.lastNanos && lastNanos() - track.lastNanos >= lastingNanos;
  }

  /** When it was heard last, of whatever track. */
  long lastNanos() {
    return tracks.values().stream().mapToLong(track -> track.lastNanos).max().orElse(0);
  }

  /** When all of its tracks are silent, if nothing comes. Never for a source of events only. */
  long silentFromNanos() {
    return tracks.values().stream().mapToLong(this::silentFromNanos).max().orElse(Long.MAX_VALUE);
  }

  OptionalLong driftNanos() {
    return drift.driftNanos();
  }
}
