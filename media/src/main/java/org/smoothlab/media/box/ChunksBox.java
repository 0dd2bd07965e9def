package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Says that each run of the enclosing {@code traf} came as a chunk of its own, so that whoever
 * delivers the fragment in chunks cuts it where its encoder did. Others do not know the box and
 * skip it. It is our own, and has no content.
 */
public record ChunksBox() implements Box {
  public static final BoxType TYPE = BoxType.uuid("5d3c8a10-7b1f-4c55-9d0e-5b6f6c616263");

  static ChunksBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new ChunksBox();
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, _ -> {});
  }
}
