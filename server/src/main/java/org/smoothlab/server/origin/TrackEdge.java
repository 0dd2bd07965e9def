package org.smoothlab.server.origin;

import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.Chunk;

/**
 * What a track has behind what is whole on all tracks of its stream.
 *
 * @param ahead fragments that are whole on this track, the oldest first
 * @param growing the chunks that have come of the next one
 * @param orphaned whether nobody is there who could send the rest of it
 */
public record TrackEdge(List<Fragment> ahead, List<Chunk> growing, boolean orphaned) {
  /** Nothing. */
  static final TrackEdge NONE = new TrackEdge(List.of(), List.of(), false);

  public TrackEdge {
    ahead = List.copyOf(ahead);
    growing = List.copyOf(growing);
  }

  /**
   * @param wholeEdgeTicks start of the newest time that is whole on all tracks
   */
  static TrackEdge of(LiveTrack track, long wholeEdgeTicks) {
    List<Fragment> ahead =
        track.held().stream()
            .filter(fragment -> isBehind(fragment.time(), wholeEdgeTicks))
            .toList();
    return ahead.isEmpty() && track.growing().chunks().isEmpty()
        ? NONE
        : new TrackEdge(ahead, track.growing().chunks(), track.growing().isOrphaned());
  }

  /** By more than encoders round. */
  private static boolean isBehind(FragmentTime time, long wholeEdgeTicks) {
    return time.startTicks() > wholeEdgeTicks + time.durationTicks() / 8;
  }
}
