package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * From decoding to presentation of samples that lie in no fragment.
 *
 * @param version 1 when offsets are signed, else 0
 * @param entries in decoding order
 * @see "ISO/IEC 14496-12, 8.6.1.3 Composition Time to Sample Box"
 */
public record CttsBox(int version, List<Entry> entries) implements Box {
  public static final BoxType TYPE = BoxType.of("ctts");

  /**
   * Samples of one offset.
   *
   * @param sampleCount in 0..2^32-1
   * @param offsetTicks of each of them
   */
  public record Entry(long sampleCount, long offsetTicks) {}

  public CttsBox {
    entries = List.copyOf(entries);
  }

  static CttsBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    return new CttsBox(
        in.version(),
        in.entries(
            in.u32(), 8, "ISO/IEC 14496-12, 8.6.1.3", () -> new Entry(in.u32(), readOffset(in))));
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
    box.u32(entries.size());
    entries.forEach(entry -> box.u32(entry.sampleCount).i32((int) entry.offsetTicks));
  }

  private static long readOffset(BoxReader in) throws MalformedMediaException {
    return in.version() == 1 ? in.i32() : in.u32();
  }
}
