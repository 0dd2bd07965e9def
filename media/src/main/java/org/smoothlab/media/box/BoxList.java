package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * Boxes behind one another: in a container, or in a file. They are found by what they mean, also
 * where they are kept verbatim. Each fragment is asked for its boxes many times over: loops, which
 * cost nothing, not streams.
 *
 * @param boxes in order
 */
public record BoxList(List<Box> boxes) {
  /** No boxes. */
  public static final BoxList NONE = new BoxList(List.of());

  public BoxList {
    boxes = List.copyOf(boxes);
  }

  /** These boxes. */
  public static BoxList of(Box... boxes) {
    return new BoxList(List.of(boxes));
  }

  /**
   * Reads boxes from the first byte to the last.
   *
   * @param bytes whole boxes; the last one may have size 0, to the end
   * @param where what this is, for messages about no box in particular
   */
  public static BoxList read(Slice bytes, String where) throws MalformedMediaException {
    return BoxReader.topLevel(bytes, where).children();
  }

  /** The first box that means a {@code kind}. */
  public <B extends Box> Optional<B> find(Class<B> kind) {
    for (Box box : boxes) {
      Box meant = meaning(box);
      if (kind.isInstance(meant)) {
        return Optional.of(kind.cast(meant));
      }
    }
    return Optional.empty();
  }

  /** All the boxes that mean a {@code kind}, in order. */
  public <B extends Box> List<B> all(Class<B> kind) {
    List<B> found = new ArrayList<>();
    for (Box box : boxes) {
      Box meant = meaning(box);
      if (kind.isInstance(meant)) {
        found.add(kind.cast(meant));
      }
    }
    return List.copyOf(found);
  }

  /** The first box of {@code type}, whatever is known of it. */
  public Optional<Box> find(BoxType type) {
    for (Box box : boxes) {
      if (box.type().equals(type)) {
        return Optional.of(box);
      }
    }
    return Optional.empty();
  }

  /** How large they are when they are written. */
  public long sizeBytes() {
    long bytes = 0;
    for (Box box : boxes) {
      bytes += box.sizeBytes();
    }
    return bytes;
  }

  /** Writes them behind one another. */
  public void write(BoxWriter out) {
    boxes.forEach(box -> box.write(out));
  }

  private static Box meaning(Box box) {
    return box instanceof VerbatimBox verbatim ? verbatim.meaning() : box;
  }
}
