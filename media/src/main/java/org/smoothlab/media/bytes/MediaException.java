package org.smoothlab.media.bytes;

/**
 * The input is wrong, or not ours to read. The message tells where, what was expected, what came,
 * and by which clause. Caught in one place: where the input came in.
 */
public abstract sealed class MediaException extends Exception
    permits MalformedMediaException, UnsupportedMediaException {
  private static final long serialVersionUID = 1L;

  MediaException(String message) {
    super(message);
  }

  MediaException(String message, Throwable cause) {
    super(message, cause);
  }
}
