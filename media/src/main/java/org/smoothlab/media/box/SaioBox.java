package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * Where the auxiliary information of samples lies, such as initialization vectors.
 *
 * @param version 1 when offsets have 64 bits
 * @param flags 1 when the information has a type
 * @param infoType four characters as a number; 0 without flag 1
 * @param infoTypeParameter 0 without flag 1
 * @param offsets in bytes from the base of the enclosing fragment's data, one per run or one for
 *     all
 * @see "ISO/IEC 14496-12, 8.7.9 Sample Auxiliary Information Offsets Box"
 */
public record SaioBox(
    int version, int flags, long infoType, long infoTypeParameter, List<Long> offsets)
    implements Box {
  public static final BoxType TYPE = BoxType.of("saio");
  private static final int HAS_TYPE = 1;

  public SaioBox {
    offsets = List.copyOf(offsets);
  }

  static SaioBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    boolean typed = in.hasFlags(HAS_TYPE);
    long infoType = typed ? in.u32() : 0;
    long infoTypeParameter = typed ? in.u32() : 0;
    int bytesEach = in.version() == 1 ? 8 : 4;
    int count = in.requireEntries(in.u32(), bytesEach, "ISO/IEC 14496-12, 8.7.9");
    List<Long> offsets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      offsets.add(in.sized());
    }
    return new SaioBox(in.version(), in.flags(), infoType, infoTypeParameter, offsets);
  }

  /** The same, pointing to other places. */
  public SaioBox withOffsets(List<Long> newOffsets) {
    return new SaioBox(version, flags, infoType, infoTypeParameter, newOffsets);
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
    if ((flags & HAS_TYPE) != 0) {
      box.u32(infoType).u32(infoTypeParameter);
    }
    box.u32(offsets.size());
    offsets.forEach(offset -> box.sized(version, offset));
  }
}
