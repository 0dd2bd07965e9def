package org.smoothlab.server.protocol;

import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.management.ManagementUrl;

/** What a request's target names. Read here and nowhere else. */
sealed interface Route {
  /** Something under a publishing point. */
  record Smooth(SmoothUrl url) implements Route {}

  /** A resource of the management API. */
  record Management(ManagementUrl url) implements Route {}

  /** A policy file that plug-in players ask for before anything else. */
  record Policy(PolicyFile file) implements Route {}

  /** What time it is here. */
  record Time() implements Route {}

  /** It looks like something under a publishing point, but does not follow the grammar. */
  record Malformed(String message) implements Route {}

  /** Not ours. */
  record Unknown(String path) implements Route {}

  static Route read(String target) {
    Optional<ManagementUrl> management = ManagementUrl.read(target);
    if (management.isPresent()) {
      return new Management(management.get());
    }
    for (PolicyFile file : PolicyFile.values()) {
      if (target.startsWith(file.path())
          && (target.length() == file.path().length()
              || target.charAt(file.path().length()) == '?')) {
        return new Policy(file);
      }
    }
    if (target.equals(DashManifest.TIME_PATH) || target.startsWith(DashManifest.TIME_PATH + "?")) {
      return new Time();
    }
    try {
      return new Smooth(SmoothUrl.read(target));
    } catch (MalformedMediaException e) {
      String message = e.getMessage() == null ? "malformed" : e.getMessage();
      return target.toLowerCase(Locale.ROOT).contains(".ism")
          ? new Malformed(message)
          : new Unknown(target);
    }
  }
}
