package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * The server manifest of a live stream: which tracks an encoder sends.
 *
 * @param xml a SMIL document, UTF-8 or as its declaration says
 * @see "[MS-SSTR] 2.2.7.2 LiveServerManifestBox"
 */
public record LiveServerManifestBox(Slice xml) implements Box {
  public static final BoxType TYPE = BoxType.uuid("a5d40b30-e814-11dd-ba2f-0800200c9a66");

  static LiveServerManifestBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new LiveServerManifestBox(in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.bytes(xml));
  }
}
