package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * Which ingest streams together make one presentation.
 *
 * @param xml a SMIL document, UTF-8 or as its declaration says
 * @see "[MS-SSTR] 2.2.7.1 StreamManifestBox"
 */
public record StreamManifestBox(Slice xml) implements Box {
  public static final BoxType TYPE = BoxType.uuid("3c2fe51b-efee-40a3-ae81-5300199dc348");

  static StreamManifestBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new StreamManifestBox(in.rest());
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
