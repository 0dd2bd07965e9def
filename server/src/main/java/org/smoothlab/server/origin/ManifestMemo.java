package org.smoothlab.server.origin;

import java.util.Optional;
import org.smoothlab.media.bytes.Slice;

/** The manifests of one version of a point: written when first asked for, then shared. */
final class ManifestMemo {
  private final String tag;
  private volatile Optional<Slice> plain = Optional.empty();
  private volatile Optional<Slice> withEvent = Optional.empty();

  ManifestMemo(String tag) {
    this.tag = tag;
  }

  String tag() {
    return tag;
  }

  Slice get(PointView view, boolean eventInUrl) {
    Optional<Slice> made = eventInUrl ? withEvent : plain;
    return made.isPresent() ? made.get() : make(view, eventInUrl);
  }

  private synchronized Slice make(PointView view, boolean eventInUrl) {
    Optional<Slice> made = eventInUrl ? withEvent : plain;
    if (made.isPresent()) {
      return made.get();
    }
    Slice manifest = ClientManifest.write(view, eventInUrl);
    if (eventInUrl) {
      withEvent = Optional.of(manifest);
    } else {
      plain = Optional.of(manifest);
    }
    return manifest;
  }
}
