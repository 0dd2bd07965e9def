package org.smoothlab.media.transmux;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.ts.TsWriter;

/**
 * Pictures: one access unit in each PES packet, its units behind start codes, a delimiter of its
 * own in front, and in front of key frames the parameter sets of the manifest unless it has its
 * own.
 *
 * @see "ISO/IEC 13818-1, 2.14; ISO/IEC 14496-10, annex B and 7.4.1.2.3"
 */
final class VideoLane extends TsLane {
  private static final int START_CODE_BYTES = 4;

  private final TsProgram.Member.Video video;
  private final FragmentTime span;
  private final ReorderShift shift;
  private Slice payload = Slice.EMPTY;
  private boolean insertsParameterSets;

  /**
   * @param fragments in their order
   * @param span on the track's clock: fragments that start in it are taken whole
   */
  VideoLane(TsProgram.Member.Video video, List<Fragment> fragments, FragmentTime span)
      throws MediaException {
    super(video, fragments);
    this.video = video;
    this.span = span;
    this.shift = new ReorderShift(video.timescale());
    measureShift();
  }

  private void measureShift() throws MediaException {
    while (nextSample()) {
      shift.add(cursor);
    }
    shift.decide();
  }

  @Override
  boolean takes(Fragment fragment) {
    long startTicks = fragment.time().startTicks();
    return startTicks >= span.startTicks() && startTicks < span.endTicks();
  }

  @Override
  void rewound() {
    payload = Slice.EMPTY;
  }

  @Override
  boolean findUnit() throws MediaException {
    if (!nextSample()) {
      return false;
    }
    payload = cursor.payload();
    long payloadBytes = measure();
    long presentation = onTsClock(presentationTicks());
    long decode = onTsClock(cursor.decodeTicks()) - shift.ticks();
    long endTicks = Math.addExact(cursor.decodeTicks(), cursor.durationTicks());
    unitEndTicks = onTsClock(endTicks) - shift.ticks();
    unit.setTimes(presentation, decode);
    unit.setPayload(payloadBytes, cursor.isSync());
    return true;
  }

  /** Checks the sample's lengths, and counts what is written of it. */
  private long measure() throws MalformedMediaException {
    long bytes = video.coding().delimiterBytes();
    boolean hasParameterSets = false;
    long end = cursor.position() + cursor.sizeBytes();
    long at = cursor.position();
    while (at < end) {
      long unitBytes = unitBytes(at, end);
      at += video.lengthBytes();
      if (unitBytes > end - at) {
        throw overrun(at, unitBytes, end - at);
      }
      if (unitBytes > 0) {
        int firstByte = payload.u8(at);
        bytes += video.coding().isDelimiter(firstByte) ? 0 : START_CODE_BYTES + unitBytes;
        hasParameterSets |= video.coding().isSequenceParameterSet(firstByte);
      }
      at += unitBytes;
    }
    insertsParameterSets = cursor.isSync() && !hasParameterSets;
    return bytes + (insertsParameterSets ? video.parameterSets().size() : 0);
  }

  @Override
  void writePayload(TsWriter out) {
    NalCoding coding = video.coding();
    MemorySegment memory = payload.memory();
    out.bits(coding.delimiter(), coding.delimiterBytes());
    boolean setsDue = insertsParameterSets;
    long end = cursor.position() + cursor.sizeBytes();
    long at = cursor.position();
    while (at < end) {
      long unitBytes = length(at);
      at += video.lengthBytes();
      int firstByte = unitBytes > 0 ? payload.u8(at) : 0;
      if (unitBytes > 0 && !coding.isDelimiter(firstByte)) {
        if (setsDue && !coding.isVideoParameterSet(firstByte)) {
          writeParameterSets(out);
          setsDue = false;
        }
        out.startCode();
        out.bytes(memory, at, unitBytes);
      }
      at += unitBytes;
    }
    if (setsDue) {
      writeParameterSets(out);
    }
  }

  private void writeParameterSets(TsWriter out) {
    out.bytes(video.parameterSets().memory(), 0, video.parameterSets().size());
  }

  private long unitBytes(long at, long end) throws MalformedMediaException {
    if (end - at < video.lengthBytes()) {
      throw new MalformedMediaException(
          "%s: sample @+%d: half a NAL unit length (ISO/IEC 14496-15, 5.3.3)"
              .formatted(member.name(), at - cursor.position()));
    }
    return length(at);
  }

  private long length(long at) {
    return switch (video.lengthBytes()) {
      case 1 -> payload.u8(at);
      case 2 -> payload.u16(at);
      default -> payload.u32(at);
    };
  }

  private MalformedMediaException overrun(long at, long unitBytes, long leftBytes) {
    return new MalformedMediaException(
        "%s: sample @+%d: a NAL unit of %d bytes, %d are left (ISO/IEC 14496-15, 5.3.3)"
            .formatted(member.name(), at - cursor.position(), unitBytes, leftBytes));
  }
}
