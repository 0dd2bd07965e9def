package org.smoothlab.server.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.transmux.FragmentToCmaf;
import org.smoothlab.server.origin.PublishedFragment;

/**
 * The heads of CMAF segments that viewers asked for last: made once each, however many ask at once.
 * At the bound the one that nobody has asked for the longest is forgotten; it can be made again.
 * Safe for threads.
 */
final class CmafHeads {
  /** Heads have a few hundred bytes, at most some thousand: it is a matter of a few megabytes. */
  static final int COUNT_MAX = 2048;

  private final Map<String, Slice> byTag = new LinkedHashMap<>(64, 0.75f, true);

  /** What is in front of the fragment's samples. */
  Slice get(PublishedFragment fragment) throws MediaException {
    synchronized (byTag) {
      Slice known = byTag.get(fragment.entityTag());
      if (known != null) {
        return known;
      }
      Slice made = FragmentToCmaf.head(fragment.fragment(), fragment.track());
      byTag.put(fragment.entityTag(), made);
      if (byTag.size() > COUNT_MAX) {
        byTag.remove(byTag.keySet().iterator().next());
      }
      return made;
    }
  }

  int count() {
    synchronized (byTag) {
      return byTag.size();
    }
  }
}
