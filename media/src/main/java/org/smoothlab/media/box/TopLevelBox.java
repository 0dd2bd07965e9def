package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * A whole box that lies in no other box.
 *
 * @param type what it is
 * @param bytes all of it, with its header
 * @param offset of its first byte from the start of the stream, in bytes
 */
public record TopLevelBox(BoxType type, Slice bytes, long offset) {
  /** What follows the header; after an extended type where there is one. */
  public Slice body() {
    return bytes.from(BoxHeader.bytesOf(bytes));
  }
}
