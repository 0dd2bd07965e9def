package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How large the auxiliary information of each sample is.
 *
 * @param flags 1 when the information has a type
 * @param infoType four characters as a number; 0 without flag 1
 * @param infoTypeParameter 0 without flag 1
 * @param commonBytes of every sample; 0 when they differ
 * @param sampleCount in 0..2^32-1
 * @param sizesBytes a byte per sample; empty when they have one in common
 * @see "ISO/IEC 14496-12, 8.7.8 Sample Auxiliary Information Sizes Box"
 */
public record SaizBox(
    int flags,
    long infoType,
    long infoTypeParameter,
    int commonBytes,
    long sampleCount,
    Slice sizesBytes)
    implements Box {
  public static final BoxType TYPE = BoxType.of("saiz");

  private static final int HAS_TYPE = 1;

  static SaizBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    boolean typed = in.hasFlags(HAS_TYPE);
    long infoType = typed ? in.u32() : 0;
    long infoTypeParameter = typed ? in.u32() : 0;
    int commonBytes = in.u8();
    long sampleCount = in.u32();
    Slice sizesBytes =
        commonBytes == 0
            ? in.bytes(in.requireEntries(sampleCount, 1, "ISO/IEC 14496-12, 8.7.8"))
            : Slice.EMPTY;
    return new SaizBox(
        in.flags(), infoType, infoTypeParameter, commonBytes, sampleCount, sizesBytes);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, flags, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    if ((flags & HAS_TYPE) != 0) {
      box.u32(infoType).u32(infoTypeParameter);
    }
    box.u8(commonBytes).u32(sampleCount).bytes(sizesBytes);
  }
}
