package org.smoothlab.media.smooth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * Percent-encoding of one path segment.
 *
 * @see "RFC 3986, 2.1 and 3.3"
 */
final class UrlText {
  private static final String UNRESERVED = "-._~";
  private static final String SEGMENT_SAFE = "!$&'()*,;=:@";

  private UrlText() {}

  /**
   * The characters that a raw path segment stands for. A {@code +} directly behind a comma is a
   * space, as clients write the space of the grammar's {@code ", format="}; elsewhere it is a plus.
   *
   * @throws MalformedMediaException if an escape is broken, if the bytes are not UTF-8, or if a
   *     control character comes out
   */
  static String decode(String raw) throws MalformedMediaException {
    return isPlain(raw) ? raw : decodeBytes(raw);
  }

  /** Whether the text stands for itself, as nearly every request's does. */
  private static boolean isPlain(String raw) {
    for (int at = 0; at < raw.length(); at++) {
      char next = raw.charAt(at);
      if (next < 0x20 || next >= 0x7F || next == '%' || next == '+') {
        return false;
      }
    }
    return true;
  }

  private static String decodeBytes(String raw) throws MalformedMediaException {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    int size = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte next = bytes[at];
      if (next == '%') {
        next = escaped(bytes, at, raw);
        at += 2;
      } else if (next == '+' && size > 0 && bytes[size - 1] == ',') {
        next = ' ';
      }
      if ((next & 0xFF) < 0x20 || next == 0x7F) {
        throw new MalformedMediaException(shown(raw) + ": control characters are not allowed");
      }
      bytes[size++] = next; // never ahead of the reading: an escape is three bytes long
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMediaException(shown(raw) + ": is not UTF-8 behind its escapes", e);
    }
  }

  /** Encodes everything that must not stand in a path segment as it is. */
  static String encodeSegment(String text) {
    return encode(text, SEGMENT_SAFE);
  }

  /** Encodes everything but letters, digits and {@code -._~}: for names inside parentheses. */
  static String encodeName(String text) {
    return encode(text, "");
  }

  /** Foreign text, short enough and clean enough for a message. */
  static String shown(String foreign) {
    return MediaException.shown(foreign);
  }

  private static byte escaped(byte[] bytes, int at, String raw) throws MalformedMediaException {
    int high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
    int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
    if (high < 0 || low < 0) {
      throw new MalformedMediaException(
          shown(raw) + ": a % must be followed by two hexadecimal digits (RFC 3986, 2.1)");
    }
    return (byte) ((high << 4) | low);
  }

  static String encode(String text, String safe) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (next & 0xFF);
      if (isAsciiLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0 || safe.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(hexDigit(next >> 4)).append(hexDigit(next));
      }
    }
    return out.toString();
  }

  private static boolean isAsciiLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static char hexDigit(int value) {
    return "0123456789ABCDEF".charAt(value & 0xF);
  }
}
