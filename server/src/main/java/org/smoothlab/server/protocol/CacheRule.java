package org.smoothlab.server.protocol;

import org.smoothlab.server.origin.PointSettings;

/** How long caches may keep an answer. */
final class CacheRule {
  /** Nobody may keep it: it can be different a moment later. */
  static final Header NO_STORE = new Header("Cache-Control", "no-store");

  /** [MS-SSTR] 2.2.6: the fragment is not there yet; ask again. */
  static final Header NO_CACHE = new Header("Cache-Control", "no-cache");

  /** What has left the window does not come back. */
  static final Header GONE = new Header("Cache-Control", "public, max-age=60");

  /** Files of this server that do not change while it runs. */
  static final Header STATIC = new Header("Cache-Control", "public, max-age=3600");

  private static final int FRAGMENT_SECONDS_MIN = 60;
  private static final int UNLIMITED_WINDOW_SECONDS = 86_400;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private CacheRule() {}

  /** Fragments never change: as long as the DVR window. */
  static Header fragment(PointSettings settings) {
    int windowSeconds = settings.clientConnections().timing().windowLengthSeconds();
    int seconds =
        windowSeconds == 0
            ? UNLIMITED_WINDOW_SECONDS
            : Math.max(FRAGMENT_SECONDS_MIN, windowSeconds);
    return new Header("Cache-Control", "public, max-age=" + seconds);
  }

  /** A manifest is good for half a fragment, in whole seconds, at least one. */
  static Header manifest(long fragmentNanos) {
    return new Header(
        "Cache-Control", "public, max-age=" + Math.max(1, fragmentNanos / 2 / NANOS_PER_SECOND));
  }
}
