package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MalformedMediaException;

/**
 * What a movie fragment says of one track.
 *
 * @param children {@code tfhd}, then runs and what belongs to them
 * @see "ISO/IEC 14496-12, 8.8.6 Track Fragment Box"
 */
public record TrafBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("traf");

  static TrafBox read(BoxReader in) throws MalformedMediaException {
    return new TrafBox(in.children());
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
