package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * A box of a type, or of a version, that is not known here: kept as it is.
 *
 * @param type what it says it is
 * @param body what follows its header
 */
public record OpaqueBox(BoxType type, Slice body) implements Box {
  @Override
  public void write(BoxWriter out) {
    out.box(type, box -> box.bytes(body));
  }
}
