package org.smoothlab.simulator.content;

import java.io.IOException;

/** A file that was to be sent is not one that can be. The message says which, where and why. */
public final class UnreadableSourceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public UnreadableSourceException(String message) {
    super(message);
  }

  UnreadableSourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
