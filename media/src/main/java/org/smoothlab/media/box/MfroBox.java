package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How large the enclosing {@code mfra} is, so that it is found from the end of a file.
 *
 * @param mfraBytes with its header
 * @see "ISO/IEC 14496-12, 8.8.11 Movie Fragment Random Access Offset Box"
 */
public record MfroBox(long mfraBytes) implements Box {
  public static final BoxType TYPE = BoxType.of("mfro");

  static MfroBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new MfroBox(in.u32());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.u32(mfraBytes));
  }
}
