package org.smoothlab.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first bytes of a connection that carries one chunked POST: where in its fragments it stands.
 * It reads no more than it needs, with none of the product's code.
 */
@SuppressWarnings("ArrayRecordComponent") // A test's own, never compared.
record PostedBytes(byte[] bytes) {
  private static final int BOX_HEADER_BYTES = 8;
  private static final int MOOF = 0x6D6F_6F66;
  private static final int MDAT = 0x6D64_6174;

  /**
   * Where the bytes end.
   *
   * @param wholeFragments how many {@code mdat} are complete
   * @param inside whether the last byte is behind the first byte of a {@code moof} and before the
   *     last one of its {@code mdat}
   */
  private record Place(int wholeFragments, boolean inside) {}

  boolean endsInsideFragment() {
    return place().inside();
  }

  int wholeFragmentCount() {
    return place().wholeFragments();
  }

  private Place place() {
    ByteBuffer body = body();
    int wholeFragments = 0;
    boolean inside = false;
    while (body.remaining() >= BOX_HEADER_BYTES) {
      int sizeBytes = body.getInt(body.position());
      int type = body.getInt(body.position() + 4);
      inside |= type == MOOF;
      if (sizeBytes > body.remaining()) {
        return new Place(wholeFragments, inside);
      }
      body.position(body.position() + sizeBytes);
      if (type == MDAT) {
        wholeFragments++;
        inside = false;
      }
    }
    return new Place(wholeFragments, inside);
  }

  /** What the chunks carry; a chunk may be cut off. */
  private ByteBuffer body() {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    ByteBuffer body = ByteBuffer.allocate(bytes.length);
    int headEnd = text.indexOf("\r\n\r\n");
    int at = headEnd < 0 ? bytes.length : headEnd + 4;
    while (at < bytes.length) {
      int lineEnd = text.indexOf("\r\n", at);
      if (lineEnd < 0) {
        break;
      }
      int sizeBytes = Integer.parseInt(text.substring(at, lineEnd), 16);
      int from = lineEnd + 2;
      body.put(Arrays.copyOfRange(bytes, from, Math.min(from + sizeBytes, bytes.length)));
      at = from + sizeBytes + 2;
    }
    return body.flip();
  }
}
