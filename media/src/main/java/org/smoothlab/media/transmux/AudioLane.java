package org.smoothlab.media.transmux;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.codec.AdtsHeader;
import org.smoothlab.media.ts.PesUnit;
import org.smoothlab.media.ts.TsWriter;

/**
 * Sound: the frames that start in the span, several in each PES packet. A PES packet tells the time
 * of its first frame only, so a new one begins with each fragment and wherever frames do not follow
 * one another evenly.
 *
 * @see "ISO/IEC 13818-1, 2.4.3.7; ISO/IEC 14496-3, 1.A.3; ETSI TS 101 154, 6.1"
 */
final class AudioLane extends TsLane {
  /** Fills 14 packets together with the header of the PES packet. */
  private static final long PAYLOAD_BYTES_MAX = 14 * 184 - 14;

  private static final int FRAME_COUNT_MAX = 64;
  private static final int SHORT_MILLIS = 100;
  private static final int LONG_MILLIS = 200;
  private static final int UNEVEN_PER_SECOND = 1_000;
  private static final int DOLBY_SYNC_WORD = 0x0B77;

  private final int headerBytes;
  private final FragmentTime span;
  private final long durationTicksMax;
  private final long[] positions = new long[FRAME_COUNT_MAX];
  private final int[] sizesBytes = new int[FRAME_COUNT_MAX];
  private int frameCount;
  private MemorySegment memory = MemorySegment.NULL;
  private boolean held;

  /**
   * @param fragments in their order
   * @param span on the track's clock: frames that start in it are taken
   */
  AudioLane(TsProgram.Member audio, List<Fragment> fragments, FragmentTime span) {
    super(audio, fragments);
    this.headerBytes = audio instanceof TsProgram.Member.Aac ? AdtsHeader.BYTES : 0;
    this.span = span;
    // The clock comes with each PES packet, and every 100 ms at least.
    int millisMax = audio.carriesClock() ? SHORT_MILLIS : LONG_MILLIS;
    this.durationTicksMax = timescale().ticksPerSecond() * millisMax / 1_000;
  }

  @Override
  boolean takes(Fragment fragment) {
    // What a fragment says of its length may be wrong by a tick; its samples decide.
    return fragment.time().startTicks() < span.endTicks();
  }

  @Override
  void rewound() {
    held = false;
    frameCount = 0;
  }

  @Override
  boolean findUnit() throws MediaException {
    if (!held && !holdFrame()) {
      return false;
    }
    long firstTicks = presentationTicks();
    long firstDurationTicks = cursor.durationTicks();
    int fragmentNumber = fragmentNumber();
    memory = cursor.payload().memory();
    frameCount = 0;
    long payloadBytes = 0;
    long endTicks;
    do {
      endTicks = Math.addExact(presentationTicks(), cursor.durationTicks());
      payloadBytes += takeFrame();
    } while (holdFrame()
        && fragmentNumber() == fragmentNumber
        && frameCount < FRAME_COUNT_MAX
        && payloadBytes + frameBytes() <= PAYLOAD_BYTES_MAX
        && presentationTicks() + cursor.durationTicks() - firstTicks <= durationTicksMax
        && isEven(presentationTicks() - firstTicks - frameCount * firstDurationTicks));
    long ticks = onTsClock(firstTicks);
    unitEndTicks = onTsClock(endTicks);
    unit.setTimes(ticks, ticks);
    unit.setPayload(payloadBytes, false);
    requireTellable();
    return true;
  }

  @Override
  void writePayload(TsWriter out) {
    for (int frame = 0; frame < frameCount; frame++) {
      if (member instanceof TsProgram.Member.Aac aac) {
        out.bits(aac.adts().bits(sizesBytes[frame]), AdtsHeader.BYTES);
      }
      out.bytes(memory, positions[frame], sizesBytes[frame]);
    }
  }

  /** Puts the cursor on the next frame of the span. */
  private boolean holdFrame() throws MediaException {
    held = false;
    while (!held && nextSample()) {
      long ticks = presentationTicks();
      held = ticks >= span.startTicks() && ticks < span.endTicks();
    }
    return held;
  }

  private long takeFrame() throws MediaException {
    requireFrame();
    positions[frameCount] = cursor.position();
    sizesBytes[frameCount] = Math.toIntExact(cursor.sizeBytes());
    frameCount++;
    held = false;
    return frameBytes();
  }

  private long frameBytes() {
    return cursor.sizeBytes() + headerBytes;
  }

  private boolean isEven(long driftTicks) {
    return Math.abs(driftTicks) * UNEVEN_PER_SECOND <= timescale().ticksPerSecond();
  }

  private void requireFrame() throws MediaException {
    if (member instanceof TsProgram.Member.Aac) {
      if (cursor.sizeBytes() > AdtsHeader.FRAME_BYTES_MAX) {
        throw new UnsupportedMediaException(
            "%s: an AAC frame of %d bytes, ADTS has 13 bits for it (ISO/IEC 14496-3, 1.A.2.2.1)"
                .formatted(member.name(), cursor.sizeBytes()));
      }
      return;
    }
    Slice payload = cursor.payload();
    if (cursor.sizeBytes() < 2 || payload.u16(cursor.position()) != DOLBY_SYNC_WORD) {
      throw new MalformedMediaException(
          "%s: a frame without sync word 0B77 (ETSI TS 102 366, 4.3)".formatted(member.name()));
    }
  }

  private void requireTellable() throws MediaException {
    long length = unit.sizeBytes() - PesUnit.START_BYTES;
    if (length > PesUnit.LENGTH_MAX) {
      throw new UnsupportedMediaException(
          "%s: a frame of %d bytes, a PES packet has 16 bits for it (ISO/IEC 13818-1, 2.4.3.7)"
              .formatted(member.name(), unit.payloadBytes()));
    }
  }
}
