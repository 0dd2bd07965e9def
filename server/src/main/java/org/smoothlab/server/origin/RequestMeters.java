package org.smoothlab.server.origin;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.smoothlab.media.TrackId;

/** How often the tracks of a run are asked for. Safe for threads; asking allocates nothing. */
final class RequestMeters {
  private record Metered(TrackId track, RequestMeter meter) {}

  /** Replaced when a track appears, read by every viewer. */
  private final List<Metered> tracks = new CopyOnWriteArrayList<>();

  /** Once per track. */
  void add(TrackId track) {
    tracks.add(new Metered(track, new RequestMeter()));
  }

  /** Counts a request for a fragment; one for a track that is not there counts nowhere. */
  void count(String streamName, long bitrateBps, long nowNanos) {
    for (int i = 0; i < tracks.size(); i++) {
      Metered candidate = tracks.get(i);
      if (candidate.track.bitrateBps() == bitrateBps
          && candidate.track.streamName().equals(streamName)) {
        candidate.meter.count(nowNanos);
        return;
      }
    }
  }

  /** Requests of the last second. */
  long perSecond(TrackId track, long nowNanos) {
    for (Metered candidate : tracks) {
      if (candidate.track.equals(track)) {
        return candidate.meter.perSecond(nowNanos);
      }
    }
    return 0;
  }
}
