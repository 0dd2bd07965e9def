package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * How samples that lie in no fragment are put in chunks.
 *
 * @param entries in order
 * @see "ISO/IEC 14496-12, 8.7.4 Sample To Chunk Box"
 */
public record StscBox(List<Entry> entries) implements Box {
  public static final BoxType TYPE = BoxType.of("stsc");

  /**
   * Chunks of one size.
   *
   * @param firstChunk from 1
   * @param samplesPerChunk in each of them
   * @param sampleDescriptionIndex from 1
   */
  public record Entry(long firstChunk, long samplesPerChunk, long sampleDescriptionIndex) {}

  public StscBox {
    entries = List.copyOf(entries);
  }

  static StscBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new StscBox(
        in.entries(
            in.u32(),
            12,
            "ISO/IEC 14496-12, 8.7.4",
            () -> new Entry(in.u32(), in.u32(), in.u32())));
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
    entries.forEach(entry ->
        box.u32(entry.firstChunk).u32(entry.samplesPerChunk).u32(entry.sampleDescriptionIndex));
  }
}
