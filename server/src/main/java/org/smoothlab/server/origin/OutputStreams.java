package org.smoothlab.server.origin;

import java.util.Optional;
import org.smoothlab.media.FragmentTime;

/** The output side of the statistics. */
final class OutputStreams {
  private OutputStreams() {}

  /** What viewers have of a stream, and how far that is behind what came. */
  static PointStatistics.OutputStream of(LiveStream stream) {
    Optional<FragmentTime> last = stream.timeline().newest();
    long lagTicks = 0;
    for (LiveTrack track : stream.tracks()) {
      if (last.isPresent() && !track.held().isEmpty()) {
        long newestTicks = track.held().getLast().time().startTicks();
        lagTicks = Math.max(lagTicks, newestTicks - last.get().startTicks());
      }
    }
    return new PointStatistics.OutputStream(
        stream.info().name(), stream.info().timescale(), last, lagTicks);
  }
}
