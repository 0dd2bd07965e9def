package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MalformedMediaException;

/**
 * The header of one movie fragment.
 *
 * @param children {@code mfhd}, then a {@code traf} per track
 * @see "ISO/IEC 14496-12, 8.8.4 Movie Fragment Box"
 */
public record MoofBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("moof");

  static MoofBox read(BoxReader in) throws MalformedMediaException {
    return new MoofBox(in.children());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public long sizeBytes() {
    return BoxHeader.BYTES_MIN + children.sizeBytes();
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, children::write);
  }
}
