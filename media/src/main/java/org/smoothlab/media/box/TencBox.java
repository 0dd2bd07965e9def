package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How the samples of a track are encrypted unless a group says otherwise.
 *
 * @param version 1 when only a pattern of blocks is encrypted
 * @param cryptBlocks encrypted blocks of the pattern, in 0..15; 0 in version 0
 * @param skipBlocks clear blocks of the pattern, in 0..15; 0 in version 0
 * @param isProtected 1 encrypted, 0 clear
 * @param ivBytes size of a sample's initialization vector: 8 or 16; 0 when one serves all
 * @param keyId 16 bytes
 * @param constantIv the one that serves all; empty when each sample has its own
 * @see "ISO/IEC 23001-7, 8.2 Track Encryption box"
 */
public record TencBox(
    int version,
    int cryptBlocks,
    int skipBlocks,
    int isProtected,
    int ivBytes,
    Slice keyId,
    Slice constantIv)
    implements Box {
  public static final BoxType TYPE = BoxType.of("tenc");

  static TencBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    in.skip(1);
    int pattern = in.u8();
    int isProtected = in.u8();
    int ivBytes = in.u8();
    Slice keyId = in.bytes(16);
    boolean hasConstantIv = isProtected == 1 && ivBytes == 0;
    Slice constantIv = hasConstantIv ? in.bytes(in.u8()) : Slice.EMPTY;
    int blocks = in.version() == 1 ? pattern : 0;
    return new TencBox(
        in.version(), blocks >> 4, blocks & 0xF, isProtected, ivBytes, keyId, constantIv);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, version, 0, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u8(0).u8(cryptBlocks << 4 | skipBlocks).u8(isProtected).u8(ivBytes).bytes(keyId);
    if (isProtected == 1 && ivBytes == 0) {
      box.u8((int) constantIv.size()).bytes(constantIv);
    }
  }
}
