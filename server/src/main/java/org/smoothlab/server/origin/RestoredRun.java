package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackInfo;

/**
 * A run that the end of a process broke off, as its archive has it.
 *
 * @param number of the run on its point
 * @param eventId empty when it has none
 * @param clock empty when nothing had come yet
 * @param tracks all that had a fragment
 */
public record RestoredRun(
    long number, String eventId, Optional<RunClock> clock, List<RestoredTrack> tracks) {
  public RestoredRun {
    tracks = List.copyOf(tracks);
  }

  /**
   * @param info as it was announced
   * @param archived times whose fragments stay where they are, oldest first
   * @param newest the fragments behind them, read again: at least two more than the look-ahead; of
   *     a sparse track all that viewers should see
   */
  public record RestoredTrack(TrackInfo info, List<Archived> archived, List<Fragment> newest) {
    public RestoredTrack {
      archived = List.copyOf(archived);
      newest = List.copyOf(newest);
    }
  }

  /**
   * @param time of one fragment
   * @param sampleCount at least 1
   */
  public record Archived(FragmentTime time, int sampleCount) {}
}
