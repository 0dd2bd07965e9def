package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * How large samples are that lie in no fragment.
 *
 * @param commonSizeBytes of every sample; 0 when they differ
 * @param sampleCount in 0..2^32-1
 * @param sizesBytes of each sample; empty when they have one in common
 * @see "ISO/IEC 14496-12, 8.7.3.2 Sample Size Box"
 */
public record StszBox(long commonSizeBytes, long sampleCount, List<Long> sizesBytes)
    implements Box {
  public static final BoxType TYPE = BoxType.of("stsz");

  public StszBox {
    sizesBytes = List.copyOf(sizesBytes);
    if (sizesBytes.size() != (commonSizeBytes == 0 ? sampleCount : 0)) {
      throw new IllegalArgumentException(
          "%d sizes for %d samples".formatted(sizesBytes.size(), sampleCount));
    }
  }

  static StszBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    long commonSizeBytes = in.u32();
    long sampleCount = in.u32();
    List<Long> sizesBytes =
        commonSizeBytes == 0
            ? in.entries(sampleCount, 4, "ISO/IEC 14496-12, 8.7.3.2", in::u32)
            : List.of();
    return new StszBox(commonSizeBytes, sampleCount, sizesBytes);
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
    box.u32(commonSizeBytes).u32(sampleCount);
    sizesBytes.forEach(box::u32);
  }
}
