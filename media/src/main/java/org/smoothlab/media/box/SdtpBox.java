package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How samples depend on one another.
 *
 * @param dependencies a byte per sample: is_leading, depends_on, is_depended_on, has_redundancy,
 *     two bits each
 * @see "ISO/IEC 14496-12, 8.6.4 Independent and Disposable Samples Box"
 */
public record SdtpBox(Slice dependencies) implements Box {
  public static final BoxType TYPE = BoxType.of("sdtp");

  static SdtpBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new SdtpBox(in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.bytes(dependencies));
  }
}
