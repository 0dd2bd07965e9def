package org.smoothlab.media.bytes;

/** The input is legal, but of a kind that is not handled here. */
public final class UnsupportedMediaException extends MediaException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message where, what was expected, what came, by which clause
   */
  public UnsupportedMediaException(String message) {
    super(message);
  }

  /**
   * @param message where, what was expected, what came, by which clause
   * @param cause what the reader underneath said
   */
  public UnsupportedMediaException(String message, Throwable cause) {
    super(message, cause);
  }
}
