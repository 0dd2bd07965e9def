package org.smoothlab.media.box;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.smoothlab.media.bytes.Slice;

/**
 * What a box is: four characters, or the sixteen bytes behind the four characters {@code uuid}.
 *
 * @param fourCc the four bytes of the name, the first one highest
 * @param uuidHigh the first eight bytes of the extended type; 0 unless {@code fourCc} is uuid
 * @param uuidLow its last eight bytes
 * @see "ISO/IEC 14496-12, 4.2 Object structure"
 */
public record BoxType(int fourCc, long uuidHigh, long uuidLow) {
  static final int UUID_CODE = 0x75756964;

  private static final Map<BoxType, String> SMOOTH_NAMES =
      Map.of(
          uuid("6d1d9b05-42d5-44e6-80e2-141daff757b2"), "tfxd",
          uuid("d4807ef2-ca39-4695-8e54-26cb9e46a79f"), "tfrf",
          uuid("a5d40b30-e814-11dd-ba2f-0800200c9a66"), "liveServerManifest",
          uuid("3c2fe51b-efee-40a3-ae81-5300199dc348"), "streamManifest",
          uuid("a2394f52-5a9b-4f14-a244-6c427c648df4"), "piffSenc",
          uuid("8974dbce-7be7-4c51-84f9-7148f9882554"), "piffTenc",
          uuid("d08a4f18-10f3-4a82-b6c8-32d8aba183d3"), "piffPssh",
          uuid("5d3c8a10-7b1f-4c55-9d0e-5b6f6c616263"), "chunks");

  /**
   * The type of these four characters.
   *
   * @throws IllegalArgumentException if they are not four, or beyond U+00FF, or {@code uuid}
   */
  public static BoxType of(String fourCc) {
    byte[] bytes = fourCc.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length != 4 || !fourCc.equals(new String(bytes, StandardCharsets.ISO_8859_1))) {
      throw new IllegalArgumentException("not four characters up to U+00FF: " + fourCc);
    }
    int code = (int) Slice.copyOf(bytes).u32(0);
    if (code == UUID_CODE) {
      throw new IllegalArgumentException("a uuid box has sixteen more bytes of type");
    }
    return new BoxType(code, 0, 0);
  }

  /**
   * The extended type spelled as 8-4-4-4-12 hexadecimal digits.
   *
   * @throws IllegalArgumentException if it is not spelled so
   */
  public static BoxType uuid(String text) {
    UUID uuid = UUID.fromString(text);
    return new BoxType(UUID_CODE, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** Whether sixteen bytes of extended type belong to it. */
  public boolean isUuid() {
    return fourCc == UUID_CODE;
  }

  /** Bytes of the shortest header of a box of this type: 8, or 24 with an extended type. */
  int headerBytes() {
    return isUuid() ? 24 : 8;
  }

  /** The four characters; for an extended type the field's short name, or {@code uuid:…}. */
  @Override
  public String toString() {
    if (isUuid()) {
      String name = SMOOTH_NAMES.get(this);
      return name != null ? name : "uuid:" + new UUID(uuidHigh, uuidLow);
    }
    return printable(fourCc);
  }

  /** Four characters as text; as hexadecimal digits when one of them does not print. */
  static String printable(int fourCc) {
    StringBuilder text = new StringBuilder(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      int character = fourCc >>> shift & 0xFF;
      boolean prints = (character >= 0x20 && character < 0x7F) || character == 0xA9;
      if (!prints) {
        return "0x" + HexFormat.of().toHexDigits(fourCc);
      }
      text.append((char) character);
    }
    return text.toString();
  }
}
