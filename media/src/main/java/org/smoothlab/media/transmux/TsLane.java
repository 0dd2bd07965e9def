package org.smoothlab.media.transmux;

import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.SampleCursor;
import org.smoothlab.media.box.TrackDefaults;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.ts.PesUnit;
import org.smoothlab.media.ts.TsClock;
import org.smoothlab.media.ts.TsWriter;

/**
 * One track of a segment as PES packets, one after another. Walked twice: once to count, once to
 * write. One thread's.
 */
abstract sealed class TsLane permits VideoLane, AudioLane {
  /** Its track's name, for messages. */
  final TsProgram.Member member;

  /** The PES packet on which it stands. */
  final PesUnit unit;

  final SampleCursor cursor = new SampleCursor(TrackDefaults.NONE);

  /** When decoding of what follows on it is due, on the clock of the stream. */
  long unitEndTicks;

  private final List<Fragment> fragments;
  private int fragmentIndex;
  private boolean open;
  private boolean ended;

  TsLane(TsProgram.Member member, List<Fragment> fragments) {
    this.member = member;
    this.fragments = fragments;
    this.unit = new PesUnit(member.streamType(), member.carriesClock());
  }

  /** Goes to the first PES packet. */
  final void rewind() throws MediaException {
    fragmentIndex = 0;
    open = false;
    ended = false;
    rewound();
    advance();
  }

  /** Whether there is a PES packet to stand on. */
  final boolean hasUnit() {
    return !ended;
  }

  /** Goes to the next PES packet, or to the end. */
  final void advance() throws MediaException {
    try {
      ended = !findUnit();
    } catch (ArithmeticException e) {
      throw new MalformedMediaException(
          "%s: a time at %d ticks is beyond 2^63-1 of the 90 kHz clock"
              .formatted(member.name(), cursor.decodeTicks()),
          e);
    }
  }

  /** Forgets where it was. */
  abstract void rewound();

  /** Sets {@link #unit} to the next PES packet, if there is one. */
  abstract boolean findUnit() throws MediaException;

  /** Writes the payload of the PES packet on which it stands. */
  abstract void writePayload(TsWriter out);

  /** Whether a fragment is of this segment at all. */
  abstract boolean takes(Fragment fragment);

  /** A fragment was opened: what has to be known before its samples. */
  void opened() throws MediaException {}

  /** Puts the cursor on the next sample with bytes, whichever fragment it is in. */
  final boolean nextSample() throws MediaException {
    while (true) {
      if (!open && !openNext()) {
        return false;
      }
      while (cursor.next()) {
        if (cursor.sizeBytes() > 0) {
          return true;
        }
      }
      open = false;
    }
  }

  /** How many fragments were opened: tells whether two samples are of the same one. */
  final int fragmentNumber() {
    return fragmentIndex;
  }

  private boolean openNext() throws MediaException {
    while (fragmentIndex < fragments.size()) {
      Fragment fragment = fragments.get(fragmentIndex++);
      if (takes(fragment)) {
        cursor.open(fragment);
        if (cursor.isEncrypted()) {
          throw new UnsupportedMediaException(
              "%s: a fragment with encrypted samples".formatted(member.name()));
        }
        opened();
        open = true;
        return true;
      }
    }
    return false;
  }

  /** When the sample under the cursor is shown, on its track's clock. */
  final long presentationTicks() {
    return Math.addExact(cursor.decodeTicks(), cursor.compositionOffsetTicks());
  }

  final long onTsClock(long ticks) {
    return TsClock.ticks(ticks, member.timescale());
  }

  final Timescale timescale() {
    return member.timescale();
  }
}
