package org.smoothlab.simulator.scenario;

import java.util.List;
import java.util.Map;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.Ladder;

/**
 * What the encoders of a scenario send, made before the world begins.
 *
 * @param tracksByExtras the tracks of the clip, with the extras that encoders ask for
 */
public record Contents(Map<Extras, List<ClipTrack>> tracksByExtras) {
  public Contents {
    tracksByExtras = Map.copyOf(tracksByExtras);
  }

  /** A clip without extras. */
  public static Contents of(List<ClipTrack> tracks) {
    return new Contents(Map.of(Extras.NONE, tracks));
  }

  /** What an encoder sends of a fragment of each of its tracks, about; at most. */
  long fragmentBytes() {
    return tracksByExtras.values().stream().mapToLong(Contents::fragmentBytes).max().orElse(0);
  }

  private static long fragmentBytes(List<ClipTrack> tracks) {
    long bytes = 0;
    for (ClipTrack track : tracks) {
      Timescale clock = track.info().stream().timescale();
      long durationTicks = clock.rescaleFloor(Ladder.GOP_TICKS, Timescale.SMOOTH);
      bytes += track.bytesIn(new FragmentTime(0, durationTicks));
    }
    return bytes;
  }

  List<ClipTrack> tracks(Extras extras) {
    List<ClipTrack> tracks = tracksByExtras.get(extras);
    if (tracks == null) {
      throw new IllegalStateException("nothing was made for " + extras);
    }
    return tracks;
  }
}
