package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * Which specifications a file keeps.
 *
 * @param majorBrand the best one; four characters
 * @param minorVersion for information only
 * @param compatibleBrands four characters each
 * @see "ISO/IEC 14496-12, 4.3 File Type Box"
 */
public record FtypBox(String majorBrand, long minorVersion, List<String> compatibleBrands)
    implements Box {
  public static final BoxType TYPE = BoxType.of("ftyp");

  public FtypBox {
    compatibleBrands = List.copyOf(compatibleBrands);
  }

  static FtypBox read(BoxReader in) throws MediaException {
    String majorBrand = in.fourCc();
    long minorVersion = in.u32();
    return new FtypBox(
        majorBrand,
        minorVersion,
        in.entries(in.remaining() / 4, 4, "ISO/IEC 14496-12, 4.3", in::fourCc));
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
