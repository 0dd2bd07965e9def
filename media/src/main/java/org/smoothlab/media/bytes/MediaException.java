package org.smoothlab.media.bytes;

/**
 * The input is wrong, or not ours to read. The message tells where, what was expected, what came,
 * and by which clause. Caught in one place: where the input came in.
 */
public abstract sealed class MediaException extends Exception
    permits MalformedMediaException, UnsupportedMediaException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_CHARS_MAX = 120;

  MediaException(String message) {
    super(message);
  }

  MediaException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Foreign text, short enough and clean enough for a message. */
  public static String shown(String foreign) {
    String clean = foreign.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= SHOWN_CHARS_MAX ? clean : clean.substring(0, SHOWN_CHARS_MAX) + "…";
  }
}
