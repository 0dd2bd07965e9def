package org.smoothlab.server.web;

/**
 * One event as one line: its name, then fields as {@code key=value}. What comes from outside cannot
 * end the line or forge a field: such values are quoted and their odd characters escaped.
 */
public final class LogLine {
  private static final int VALUE_CHARS_MAX = 512;

  private final StringBuilder text;

  /**
   * Begins a line.
   *
   * @param event its name: our own words, not what came from outside
   */
  public LogLine(String event) {
    text = new StringBuilder(128).append(event);
  }

  /** Adds a number. */
  public LogLine with(String key, long value) {
    start(key).append(value);
    return this;
  }

  /** Adds a text, which may come from anywhere. */
  public LogLine with(String key, String value) {
    start(key);
    if (isPlain(value)) {
      text.append(value);
    } else {
      quote(value);
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private StringBuilder start(String key) {
    return text.append(' ').append(key).append('=');
  }

  private static boolean isPlain(String value) {
    if (value.isEmpty() || value.length() > VALUE_CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void quote(String value) {
    text.append('"');
    int shown = Math.min(value.length(), VALUE_CHARS_MAX);
    for (int i = 0; i < shown; i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7f) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append(shown < value.length() ? "…\"" : "\"");
  }
}
