package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * A box that we would write otherwise than it was read: with a large size it does not need, with
 * reserved bits set, with bytes behind its last field, in an older version. It means {@code
 * meaning} and is written as {@code bytes}.
 *
 * @param meaning never verbatim itself
 * @param bytes the whole box as read
 */
public record VerbatimBox(Box meaning, Slice bytes) implements Box {
  public VerbatimBox {
    if (meaning instanceof VerbatimBox) {
      throw new IllegalArgumentException("a verbatim box in a verbatim box");
    }
  }

  @Override
  public BoxType type() {
    return meaning.type();
  }

  @Override
  public void write(BoxWriter out) {
    out.bytes(bytes);
  }

  @Override
  public long sizeBytes() {
    return bytes.size();
  }

  @Override
  public BoxList children() {
    return meaning.children();
  }
}
