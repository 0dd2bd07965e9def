package org.smoothlab.server.origin;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.smoothlab.media.bytes.Slice;

/**
 * The manifests of one version of a point: written when first asked for, then shared. What they
 * have in common with those of other versions is taken from them.
 */
final class ManifestMemo {
  private final String tag;

  /** What the last manifest was made of, of whatever version; any is as good, none is needed. */
  private final AtomicReference<Optional<ChunkBlocks>> latest;

  private final ConcurrentMap<Object, Object> others = new ConcurrentHashMap<>(2);

  private volatile Optional<List<Slice>> plain = Optional.empty();
  private volatile Optional<List<Slice>> withEvent = Optional.empty();

  private ManifestMemo(String tag, AtomicReference<Optional<ChunkBlocks>> latest) {
    this.tag = tag;
    this.latest = latest;
  }

  /** The memo of a point's first version. */
  static ManifestMemo first(String tag) {
    return new ManifestMemo(tag, new AtomicReference<>(Optional.empty()));
  }

  /** The memo of a later version. */
  ManifestMemo next(String newTag) {
    return new ManifestMemo(newTag, latest);
  }

  /** The memo of a version in which the manifest is the same, and other documents are not. */
  ManifestMemo grown() {
    ManifestMemo grown = new ManifestMemo(tag, latest);
    grown.plain = plain;
    grown.withEvent = withEvent;
    return grown;
  }

  String tag() {
    return tag;
  }

  List<Slice> get(PointView view, boolean eventInUrl) {
    Optional<List<Slice>> made = eventInUrl ? withEvent : plain;
    return made.isPresent() ? made.get() : make(view, eventInUrl);
  }

  /** A document of another kind: who asks while it is made waits for it. */
  <T> T shared(Object key, Class<T> kind, Supplier<T> make) {
    return kind.cast(others.computeIfAbsent(key, _ -> make.get()));
  }

  private synchronized List<Slice> make(PointView view, boolean eventInUrl) {
    Optional<List<Slice>> made = eventInUrl ? withEvent : plain;
    if (made.isPresent()) {
      return made.get();
    }
    ClientManifest manifest = new ClientManifest(view, eventInUrl);
    ChunkBlocks.Cuts cuts = manifest.cut(requireNonNull(latest.get()));
    latest.set(Optional.of(cuts.blocks()));
    List<Slice> parts = manifest.write(cuts.byTimeline());
    if (eventInUrl) {
      withEvent = Optional.of(parts);
    } else {
      plain = Optional.of(parts);
    }
    return parts;
  }
}
