package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * The header of a WebVTT track.
 *
 * @param config text in UTF-8, from WEBVTT on
 * @see "ISO/IEC 14496-30, 7.5"
 */
public record VttCBox(Slice config) implements Box {
  public static final BoxType TYPE = BoxType.of("vttC");

  static VttCBox read(BoxReader in) {
    return new VttCBox(in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> box.bytes(config));
  }
}
