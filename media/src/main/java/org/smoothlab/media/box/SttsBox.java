package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * How long samples last that lie in no fragment.
 *
 * @param entries in decoding order
 * @see "ISO/IEC 14496-12, 8.6.1.2 Decoding Time to Sample Box"
 */
public record SttsBox(List<Entry> entries) implements Box {
  public static final BoxType TYPE = BoxType.of("stts");

  /**
   * Samples of one duration.
   *
   * @param sampleCount in 0..2^32-1
   * @param durationTicks of each of them
   */
  public record Entry(long sampleCount, long durationTicks) {}

  public SttsBox {
    entries = List.copyOf(entries);
  }

  static SttsBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new SttsBox(
        in.entries(in.u32(), 8, "ISO/IEC 14496-12, 8.6.1.2", () -> new Entry(in.u32(), in.u32())));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u32(entries.size());
    entries.forEach(entry -> box.u32(entry.sampleCount).u32(entry.durationTicks));
  }
}
