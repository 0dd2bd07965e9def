package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.xml.XmlReader;

/**
 * Works out the times that {@code c} elements leave out: a start follows from the previous
 * duration, a duration from the next start.
 *
 * @see "[MS-SSTR] 3.1.5.1"
 */
final class ChunkTimes {
  /** Stands for an attribute that is not there. */
  static final long UNKNOWN = -1;

  private final List<FragmentTime> times = new ArrayList<>();
  private long lastStartTicks;
  private long nextStartTicks;
  private boolean open;

  /** How many chunks there are, also the one whose duration is not yet known. */
  int count() {
    return times.size() + (open ? 1 : 0);
  }

  /**
   * Takes one chunk.
   *
   * @param startTicks not negative, or {@link #UNKNOWN}
   * @param durationTicks not negative, or {@link #UNKNOWN}
   */
  void add(long startTicks, long durationTicks, XmlReader where) throws MalformedMediaException {
    if (startTicks == UNKNOWN && durationTicks == UNKNOWN) {
      throw where.wrong("neither t nor d ([MS-SSTR] 3.1.5.1)");
    }
    if (startTicks == UNKNOWN && open) {
      throw where.wrong("no t behind an element without d ([MS-SSTR] 3.1.5.1)");
    }
    long start = startTicks == UNKNOWN ? nextStartTicks : startTicks;
    if (start < lastStartTicks) {
      throw where.wrong("t " + start + " is before the previous " + lastStartTicks);
    }
    if (open) {
      times.add(new FragmentTime(lastStartTicks, start - lastStartTicks));
    }
    open = durationTicks == UNKNOWN;
    lastStartTicks = start;
    if (!open) {
      if (durationTicks > Long.MAX_VALUE - start) {
        throw where.wrong("the fragment ends beyond 2^63-1 ticks");
      }
      times.add(new FragmentTime(start, durationTicks));
      nextStartTicks = start + durationTicks;
    }
  }

  /** All of them, in order. */
  List<FragmentTime> finish(String where) throws MalformedMediaException {
    if (open) {
      throw new MalformedMediaException(where + "the last c has no d ([MS-SSTR] 3.1.5.1)");
    }
    return times;
  }
}
