package org.smoothlab.simulator.scenario;

import java.util.List;
import java.util.Map;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Extras;

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

  List<ClipTrack> tracks(Extras extras) {
    List<ClipTrack> tracks = tracksByExtras.get(extras);
    if (tracks == null) {
      throw new IllegalStateException("nothing was made for " + extras);
    }
    return tracks;
  }
}
