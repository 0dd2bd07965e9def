package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * Which parts samples have.
 *
 * @param version 1 when sizes have 32 bits, else 0
 * @param flags as the codec defines
 * @param entries in order of the samples
 * @see "ISO/IEC 14496-12, 8.7.7 Sub-Sample Information Box"
 */
public record SubsBox(int version, int flags, List<Entry> entries) implements Box {
  public static final BoxType TYPE = BoxType.of("subs");

  private static final String CLAUSE = "ISO/IEC 14496-12, 8.7.7";

  /**
   * A sample with parts.
   *
   * @param sampleDelta how many samples after the one before
   * @param parts in order
   */
  public record Entry(long sampleDelta, List<Part> parts) {
    public Entry {
      parts = List.copyOf(parts);
    }
  }

  /**
   * A part of a sample.
   *
   * @param sizeBytes in 0..2^32-1
   * @param priority higher matters more
   * @param discardable 1 when the sample decodes without it
   * @param codecParameters as the codec defines
   */
  public record Part(long sizeBytes, int priority, int discardable, long codecParameters) {}

  public SubsBox {
    entries = List.copyOf(entries);
  }

  static SubsBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    return new SubsBox(
        in.version(), in.flags(), in.entries(in.u32(), 6, CLAUSE, () -> readEntry(in)));
  }

  private static Entry readEntry(BoxReader in) throws MalformedMediaException {
    long sampleDelta = in.u32();
    int bytesEach = in.version() == 1 ? 10 : 8;
    return new Entry(
        sampleDelta,
        in.entries(
            in.u16(),
            bytesEach,
            CLAUSE,
            () -> new Part(in.version() == 1 ? in.u32() : in.u16(), in.u8(), in.u8(), in.u32())));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, version, flags, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u32(entries.size());
    for (Entry entry : entries) {
      box.u32(entry.sampleDelta).u16(entry.parts.size());
      entry.parts.forEach(part -> writePart(box, part));
    }
  }

  private void writePart(BoxWriter box, Part part) {
    if (version == 1) {
      box.u32(part.sizeBytes);
    } else {
      box.u16(Math.toIntExact(part.sizeBytes));
    }
    box.u8(part.priority).u8(part.discardable).u32(part.codecParameters);
  }
}
