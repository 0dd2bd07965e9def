package org.smoothlab.server.protocol;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.StoreException;

/**
 * Segments that were made of fragments: each is made once, however many ask at once, and shared by
 * all answers. At the bound those go that nobody has asked for the longest; they can be made again.
 * Safe for threads.
 */
final class SegmentCache {
  private final long bytesMax;
  private final Map<Object, Entry> byKey = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  private static final class Entry {
    private @Nullable Slice body;

    /** What the bound counts of it; 0 until it is kept. */
    private long keptBytes;
  }

  /** Makes a segment. */
  interface Make {
    Slice make() throws MediaException, StoreException;
  }

  /**
   * @param bytesMax of all bodies that are kept
   */
  SegmentCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * The segment of this key.
   *
   * @throws MediaException if it cannot be made; who asks next tries again
   * @throws StoreException if what it is made of cannot be read
   */
  Slice get(Object key, Make make) throws MediaException, StoreException {
    Entry entry;
    synchronized (byKey) {
      entry = byKey.computeIfAbsent(key, _ -> new Entry());
    }
    synchronized (entry) {
      Slice known = entry.body;
      if (known != null) {
        return known;
      }
      try {
        Slice made = make.make();
        entry.body = made;
        keep(entry, made.size());
        return made;
      } finally {
        if (entry.body == null) {
          synchronized (byKey) {
            byKey.remove(key, entry);
          }
        }
      }
    }
  }

  private void keep(Entry entry, long newBytes) {
    synchronized (byKey) {
      entry.keptBytes = newBytes;
      bytes += newBytes;
      Iterator<Entry> oldestFirst = byKey.values().iterator();
      while (bytes > bytesMax && oldestFirst.hasNext()) {
        Entry oldest = oldestFirst.next();
        if (oldest.keptBytes > 0) {
          bytes -= oldest.keptBytes;
          oldestFirst.remove();
        }
      }
    }
  }

  /** Of all bodies that are kept. */
  long bytes() {
    synchronized (byKey) {
      return bytes;
    }
  }
}
