package org.smoothlab.server.web;

import java.io.IOException;
import org.eclipse.jetty.io.QuietException;
import org.jspecify.annotations.Nullable;

/**
 * The client is not there any more. Everyday life: Jetty closes what is left and prints no stack.
 */
class GoneException extends IOException implements QuietException {
  private static final long serialVersionUID = 1L;

  GoneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
