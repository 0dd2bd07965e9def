package org.smoothlab.server;

import java.io.IOException;

/** A file that somebody wrote is not right; the message says where and what was expected. */
final class WrongFileException extends IOException {
  private static final long serialVersionUID = 1L;

  WrongFileException(String message) {
    super(message);
  }
}
