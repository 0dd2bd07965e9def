package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * Room that means nothing.
 *
 * @param type {@code free} or {@code skip}
 * @param body what lies in it
 * @see "ISO/IEC 14496-12, 8.1.2 Free Space Box"
 */
public record FreeBox(BoxType type, Slice body) implements Box {
  public static final BoxType FREE = BoxType.of("free");
  public static final BoxType SKIP = BoxType.of("skip");

  static FreeBox read(BoxType type, BoxReader in) {
    return new FreeBox(type, in.rest());
  }

  @Override
  public void write(BoxWriter out) {
    out.box(type, box -> box.bytes(body));
  }
}
