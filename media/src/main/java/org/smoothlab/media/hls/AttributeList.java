package org.smoothlab.media.hls;

/**
 * The attributes of one tag, in the order in which they are added.
 *
 * @see "RFC 8216, 4.2"
 */
final class AttributeList {
  private final StringBuilder text;

  /** Of a tag such as {@code #EXT-X-MEDIA}. */
  AttributeList(String tag) {
    this.text = new StringBuilder(tag).append(':');
  }

  AttributeList plain(String name, String value) {
    if (text.charAt(text.length() - 1) != ':') {
      text.append(',');
    }
    text.append(name).append('=').append(value);
    return this;
  }

  AttributeList number(String name, long value) {
    return plain(name, Long.toString(value));
  }

  AttributeList flag(String name, boolean value) {
    return plain(name, value ? "YES" : "NO");
  }

  /**
   * @throws IllegalArgumentException if the value cannot stand between quotes
   */
  AttributeList quoted(String name, String value) {
    return plain(name, '"' + requireLine(value) + '"');
  }

  /** The same, unless it is empty. */
  AttributeList quotedIfAny(String name, String value) {
    return value.isEmpty() ? this : quoted(name, value);
  }

  /** A text without line ends and double quotes. */
  static String requireLine(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\n' || c == '\r') {
        throw new IllegalArgumentException(
            "double quotes and line ends cannot stand in a playlist: " + value.replace('\n', ' '));
      }
    }
    return value;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
