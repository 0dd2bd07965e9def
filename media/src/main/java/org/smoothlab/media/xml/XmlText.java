package org.smoothlab.media.xml;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * The characters of an XML document.
 *
 * @see "[XML 1.0] 4.3.3 and appendix F"
 */
public final class XmlText {
  private static final int DECLARATION_BYTES_MAX = 256;
  private static final Pattern ENCODING =
      Pattern.compile("^<\\?xml[^>]*?\\sencoding\\s*=\\s*[\"']([^\"']*)[\"']");

  private XmlText() {}

  /**
   * Decodes a document in UTF-8, UTF-16, ISO-8859-1 or ASCII by its byte-order mark, its first
   * bytes or its declaration, in this order: encoders in the field declare UTF-16 in UTF-8 text.
   * Zeros at the end are left out, because some encoders end the text of a box with them.
   *
   * @param documentName names the document in messages
   */
  public static String decode(Slice document, String documentName) throws MediaException {
    Slice text = withoutTrailingZeros(document);
    return switch (text.size() < 2 ? 0 : text.u16(0)) {
      case 0xFEFF -> strictly(text.from(2), StandardCharsets.UTF_16BE, documentName);
      case 0xFFFE -> strictly(text.from(2), StandardCharsets.UTF_16LE, documentName);
      case 0x003C -> strictly(text, StandardCharsets.UTF_16BE, documentName);
      case 0x3C00 -> strictly(text, StandardCharsets.UTF_16LE, documentName);
      default ->
          text.size() >= 3 && text.u24(0) == 0xEFBBBF
              ? strictly(text.from(3), StandardCharsets.UTF_8, documentName)
              : strictly(text, declared(text, documentName), documentName);
    };
  }

  private static Charset declared(Slice text, String documentName)
      throws UnsupportedMediaException {
    String start =
        text.slice(0, Math.min(text.size(), DECLARATION_BYTES_MAX))
            .text(StandardCharsets.ISO_8859_1);
    Matcher declaration = ENCODING.matcher(start);
    String encoding = declaration.find() ? declaration.group(1) : "UTF-8";
    return switch (encoding.toUpperCase(Locale.ROOT)) {
      case "UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE" -> StandardCharsets.UTF_8;
      case "US-ASCII", "ASCII" -> StandardCharsets.US_ASCII;
      case "ISO-8859-1" -> StandardCharsets.ISO_8859_1;
      default ->
          throw new UnsupportedMediaException(
              documentName
                  + ": encoding \""
                  + MediaException.shown(encoding)
                  + "\", known are UTF-8, UTF-16, ISO-8859-1 and US-ASCII");
    };
  }

  private static String strictly(Slice text, Charset charset, String documentName)
      throws MalformedMediaException {
    try {
      return charset.newDecoder().decode(text.asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMediaException(documentName + ": not " + charset.name(), e);
    }
  }

  private static Slice withoutTrailingZeros(Slice document) {
    long size = document.size();
    while (size > 0 && document.u8(size - 1) == 0) {
      size--;
    }
    boolean littleEndian16 = size >= 2 && (document.u16(0) == 0xFFFE || document.u16(0) == 0x3C00);
    boolean halfACharacter = littleEndian16 && size % 2 == 1 && size < document.size();
    return document.slice(0, halfACharacter ? size + 1 : size);
  }
}
