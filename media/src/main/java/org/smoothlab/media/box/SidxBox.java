package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * Where the parts of a segment are, in time and in bytes.
 *
 * @param version 1 when times and the first offset have 64 bits, else 0
 * @param referenceId the track or stream
 * @param timescaleTicksPerSecond of the times below
 * @param earliestPresentationTicks of the first part
 * @param firstOffsetBytes from the end of this box to the first part
 * @param references in order
 * @see "ISO/IEC 14496-12, 8.16.3 Segment Index Box"
 */
public record SidxBox(
    int version,
    long referenceId,
    long timescaleTicksPerSecond,
    long earliestPresentationTicks,
    long firstOffsetBytes,
    List<Reference> references)
    implements Box {
  public static final BoxType TYPE = BoxType.of("sidx");

  /**
   * One part.
   *
   * @param toIndex whether it is another index
   * @param sizeBytes in 0..2^31-1
   * @param durationTicks in 0..2^32-1
   * @param startsWithSap whether it starts with a stream access point
   * @param sap type of the point in the upper 3 bits, ticks to it in the lower 28
   */
  public record Reference(
      boolean toIndex, long sizeBytes, long durationTicks, boolean startsWithSap, long sap) {}

  private static final long HIGH_BIT = 0x8000_0000L;
  private static final long LOW_BITS = 0x7FFF_FFFFL;

  public SidxBox {
    references = List.copyOf(references);
  }

  static SidxBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    long referenceId = in.u32();
    long timescaleTicksPerSecond = in.u32();
    long earliestPresentationTicks = in.sized();
    long firstOffsetBytes = in.sized();
    in.skip(2);
    return new SidxBox(
        in.version(),
        referenceId,
        timescaleTicksPerSecond,
        earliestPresentationTicks,
        firstOffsetBytes,
        in.entries(in.u16(), 12, "ISO/IEC 14496-12, 8.16.3", () -> readReference(in)));
  }

  private static Reference readReference(BoxReader in) throws MalformedMediaException {
    long size = in.u32();
    long durationTicks = in.u32();
    long sap = in.u32();
    return new Reference(
        (size & HIGH_BIT) != 0,
        size & LOW_BITS,
        durationTicks,
        (sap & HIGH_BIT) != 0,
        sap & LOW_BITS);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, version, 0, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u32(referenceId)
        .u32(timescaleTicksPerSecond)
        .sized(version, earliestPresentationTicks)
        .sized(version, firstOffsetBytes)
        .u16(0)
        .u16(references.size());
    for (Reference reference : references) {
      box.u32((reference.toIndex ? HIGH_BIT : 0) | reference.sizeBytes)
          .u32(reference.durationTicks)
          .u32((reference.startsWithSap ? HIGH_BIT : 0) | reference.sap);
    }
  }
}
