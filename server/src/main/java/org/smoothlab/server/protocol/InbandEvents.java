package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.EmsgBox;
import org.smoothlab.media.codec.SpliceInsert;
import org.smoothlab.server.origin.PointView;

/**
 * What sparse streams tell of, as messages in the segments of another stream. An event is in the
 * segment in which it happens and in those that begin a little before it, so that a client has time
 * to prepare; one that has seen its id leaves out the repetitions.
 *
 * @see "ISO/IEC 23009-1, 5.10.3; ANSI/SCTE 214-3, 8.3"
 */
final class InbandEvents {
  /** So much earlier clients are told. */
  static final long NOTICE_NANOS = 15_000_000_000L;

  /** On which the longest duration is half a day; that of Smooth has seven minutes. */
  private static final Timescale CLOCK = SpliceInsert.CLOCK;

  private InbandEvents() {}

  /** The messages in a segment. */
  static List<EmsgBox> in(PointView view, FragmentTime segment, Timescale timescale) {
    long startNanos = Timescale.NANOS.rescaleFloor(segment.startTicks(), timescale);
    long endNanos = Timescale.NANOS.rescaleFloor(segment.endTicks(), timescale) + NOTICE_NANOS;
    PointEvents all = view.shared(PointEvents.class, PointEvents.class, () -> PointEvents.of(view));
    List<EmsgBox> messages = new ArrayList<>();
    for (PointEvents.Event event : all.events()) {
      // Before the clock's zero nothing can happen in CMAF.
      boolean told = event.startNanos() >= Math.max(0, startNanos) && event.startNanos() < endNanos;
      if (told) {
        messages.add(message(event));
      }
    }
    return messages;
  }

  private static EmsgBox message(PointEvents.Event event) {
    return new EmsgBox(
        1,
        event.scheme(),
        "",
        CLOCK.ticksPerSecond(),
        CLOCK.rescaleFloor(event.startTicks(), event.clock()),
        event
            .insert()
            .flatMap(SpliceInsert::breakTicks)
            .filter(ticks -> ticks < EmsgBox.UNKNOWN_DURATION)
            .orElse(EmsgBox.UNKNOWN_DURATION),
        event.sample().id(),
        event.sample().message());
  }
}
