package org.smoothlab.media.xml;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.smoothlab.media.bytes.Slice;

/**
 * XML text straight into UTF-8 bytes, without a tree in between: a manifest with a long window is
 * written for many viewers. What is given as mark-up is trusted; values are escaped.
 */
public final class XmlWriter {
  private static final int DIGITS_MAX = 19;

  private byte[] bytes;
  private int size;

  /**
   * @param expectedBytes room taken at once; it grows when more is needed
   */
  public XmlWriter(int expectedBytes) {
    bytes = new byte[Math.max(64, expectedBytes)];
  }

  /** Mark-up in ASCII, as it is. */
  public XmlWriter markup(String ascii) {
    int length = ascii.length();
    reserve(length);
    for (int at = 0; at < length; at++) {
      bytes[size + at] = (byte) ascii.charAt(at);
    }
    size += length;
    return this;
  }

  /** Mark-up in bytes, as they are. */
  public XmlWriter markup(byte[] ascii) {
    reserve(ascii.length);
    System.arraycopy(ascii, 0, bytes, size, ascii.length);
    size += ascii.length;
    return this;
  }

  /**
   * Decimal digits.
   *
   * @param value not negative: the numbers of manifests are unsigned
   */
  public XmlWriter digits(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a manifest has no negative numbers: " + value);
    }
    reserve(DIGITS_MAX);
    int end = size + digitCount(value);
    long rest = value;
    for (int at = end - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size = end;
    return this;
  }

  /** A space, the name, and the number in quotes. */
  public XmlWriter attribute(String name, long value) {
    return open(name).digits(value).markup("\"");
  }

  /** A space, the name, and the text in quotes. */
  public XmlWriter attribute(String name, String value) {
    return open(name).escaped(value).markup("\"");
  }

  /** A space, the name, and the bytes as upper-case hexadecimal digits in quotes. */
  public XmlWriter hexAttribute(String name, Slice value) {
    open(name);
    for (long at = 0; at < value.size(); at++) {
      reserve(2);
      bytes[size++] = (byte) "0123456789ABCDEF".charAt(value.u8(at) >> 4);
      bytes[size++] = (byte) "0123456789ABCDEF".charAt(value.u8(at) & 0xF);
    }
    return markup("\"");
  }

  /**
   * Text as content or attribute value. A character that XML cannot hold becomes U+FFFD: one odd
   * name must not take the whole document away.
   */
  public XmlWriter escaped(String text) {
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      switch (character) {
        case '&' -> markup("&amp;");
        case '<' -> markup("&lt;");
        case '>' -> markup("&gt;");
        case '"' -> markup("&quot;");
        case '\t', '\n', '\r' -> markup("&#").digits(character).markup(";");
        default -> character(isXml(character) ? character : 0xFFFD);
      }
    }
    return this;
  }

  /** How many bytes have been written. */
  public int size() {
    return size;
  }

  /** What was written; the writer must not be used afterwards. */
  public Slice toSlice() {
    return Slice.view(ByteBuffer.wrap(bytes, 0, size));
  }

  private XmlWriter open(String name) {
    return markup(" ").markup(name).markup("=\"");
  }

  private void character(int character) {
    if (character < 0x80) {
      reserve(1);
      bytes[size++] = (byte) character;
    } else {
      markup(Character.toString(character).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** [XML 1.0] 2.2, production 2. */
  private static boolean isXml(int character) {
    return (character >= 0x20 && character <= 0xD7FF)
        || (character >= 0xE000 && character <= 0xFFFD)
        || character >= 0x10000;
  }

  private static int digitCount(long value) {
    int count = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    return count;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
    }
  }
}
