package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * Which specifications a segment keeps.
 *
 * @param majorBrand the best one; four characters
 * @param minorVersion for information only
 * @param compatibleBrands four characters each
 * @see "ISO/IEC 14496-12, 8.16.2 Segment Type Box"
 */
public record StypBox(String majorBrand, long minorVersion, List<String> compatibleBrands)
    implements Box {
  public static final BoxType TYPE = BoxType.of("styp");

  public StypBox {
    compatibleBrands = List.copyOf(compatibleBrands);
  }

  /**
   * Whether nothing comes behind this segment.
   *
   * @see "ISO/IEC 23009-1, 7.3.1: brand lmsg"
   */
  public boolean isLast() {
    return compatibleBrands.contains("lmsg");
  }

  static StypBox read(BoxReader in) throws MediaException {
    String majorBrand = in.fourCc();
    long minorVersion = in.u32();
    return new StypBox(
        majorBrand,
        minorVersion,
        in.entries(in.remaining() / 4, 4, "ISO/IEC 14496-12, 8.16.2", in::fourCc));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.fourCc(majorBrand).u32(minorVersion);
    compatibleBrands.forEach(box::fourCc);
  }
}
