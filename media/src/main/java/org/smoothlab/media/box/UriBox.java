package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The form of timed metadata.
 *
 * @param uri names it
 * @see "ISO/IEC 14496-12, 12.3.3 URIBox"
 */
public record UriBox(String uri) implements Box {
  public static final BoxType TYPE = BoxType.of("uri ");

  static UriBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new UriBox(in.zeroEnded());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.zeroEnded(uri));
  }
}
