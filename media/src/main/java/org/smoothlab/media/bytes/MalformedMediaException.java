package org.smoothlab.media.bytes;

/** The input breaks its standard. */
public final class MalformedMediaException extends MediaException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message where, what was expected, what came, by which clause
   */
  public MalformedMediaException(String message) {
    super(message);
  }

  /**
   * @param message where, what was expected, what came, by which clause
   * @param cause what the reader underneath said
   */
  public MalformedMediaException(String message, Throwable cause) {
    super(message, cause);
  }
}
