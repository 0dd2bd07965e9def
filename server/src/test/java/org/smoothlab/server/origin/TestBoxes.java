package org.smoothlab.server.origin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** MP4 boxes put together byte by byte, apart from the product's own writers. */
final class TestBoxes {
  private TestBoxes() {}

  static byte[] box(String type, byte[]... parts) {
    byte[] body = join(parts);
    return join(u32(8 + body.length), type.getBytes(StandardCharsets.US_ASCII), body);
  }

  static byte[] fullBox(String type, int version, int flags, byte[]... parts) {
    return box(type, u32(version << 24 | flags), join(parts));
  }

  static byte[] uuidBox(String uuid, byte[]... parts) {
    return box("uuid", HexFormat.of().parseHex(uuid), join(parts));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] u32(long value) {
    return ByteBuffer.allocate(4).putInt((int) value).array();
  }

  static byte[] u16(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  static byte[] u64(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static byte[] zeros(int count) {
    return new byte[count];
  }
}
