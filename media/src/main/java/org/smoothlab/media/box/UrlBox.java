package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Media data lies in this file, or at an address.
 *
 * @param location empty when it is this file
 * @see "ISO/IEC 14496-12, 8.7.2 Data Reference Box, DataEntryUrlBox"
 */
public record UrlBox(String location) implements Box {
  public static final BoxType TYPE = BoxType.of("url ");

  private static final int SELF_CONTAINED = 1;

  static UrlBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new UrlBox(in.zeroEnded());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    if (location.isEmpty()) {
      out.fullBox(TYPE, 0, SELF_CONTAINED, box -> {});
    } else {
      out.fullBox(TYPE, 0, 0, box -> box.zeroEnded(location));
    }
  }
}
