package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The language of a track where three letters do not tell.
 *
 * @param language a tag of RFC 5646, such as {@code en-US}
 * @see "ISO/IEC 14496-12, 8.4.6 Extended Language Tag"
 */
public record ElngBox(String language) implements Box {
  public static final BoxType TYPE = BoxType.of("elng");

  static ElngBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new ElngBox(in.zeroEnded());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.zeroEnded(language));
  }
}
