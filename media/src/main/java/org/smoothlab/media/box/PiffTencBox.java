package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How the samples of a track are encrypted, in PIFF.
 *
 * @param algorithmId 0 none, 1 AES in counter mode, 2 AES in chaining mode
 * @param ivBytes size of an initialization vector: 8 or 16; 0 without encryption
 * @param keyId 16 bytes
 * @see "PIFF 1.1, 5.3.3 Track Encryption Box"
 */
public record PiffTencBox(int algorithmId, int ivBytes, Slice keyId) implements Box {
  public static final BoxType TYPE = BoxType.uuid("8974dbce-7be7-4c51-84f9-7148f9882554");

  static PiffTencBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new PiffTencBox(in.u24(), in.u8(), in.bytes(16));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.u24(algorithmId).u8(ivBytes).bytes(keyId));
  }
}
