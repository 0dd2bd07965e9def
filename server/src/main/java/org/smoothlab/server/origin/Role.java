package org.smoothlab.server.origin;

/** What a publishing point may do with its streams. */
public enum Role {
  /** Writes them to disk. */
  ARCHIVE,
  /** Serves viewers. */
  CLIENT,
  /** Gives them to other servers. */
  SERVER,
  /** Serves mobile devices. */
  MOBILE;

  /** Whether the operator wants it. */
  boolean isEnabled(PointSettings settings) {
    return switch (this) {
      case ARCHIVE -> settings.archive().enabled();
      case CLIENT -> settings.clientConnections().enabled();
      case SERVER -> settings.serverConnections().enabled();
      case MOBILE -> settings.hls().isPresent();
    };
  }
}
