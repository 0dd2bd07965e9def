package org.smoothlab.server.protocol;

import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.transmux.FragmentToCmaf;
import org.smoothlab.server.origin.WholeLookup;

/**
 * The heads of CMAF segments that viewers asked for last: made once each, however many ask at once.
 * At the bound the one that nobody has asked for the longest is forgotten; it can be made again.
 * Safe for threads.
 */
final class CmafHeads {
  /** Heads have a few hundred bytes, at most some thousand: it is a matter of a few megabytes. */
  static final int COUNT_MAX = 2048;

  private final Map<Key, Made> madeByKey = new LinkedHashMap<>(64, 0.75f, true);

  private record Key(String point, TrackId track, long startTicks) {}

  /** Of this very fragment, which another run may have in its place; does not keep it in memory. */
  private record Made(WeakReference<Fragment> fragment, Slice head) {}

  /**
   * What is in front of the fragment's samples.
   *
   * @param point path of its publishing point
   */
  Slice get(String point, WholeLookup.Found found) throws MediaException {
    Fragment fragment = found.fragment();
    Key key = new Key(point, found.track().id(), fragment.time().startTicks());
    synchronized (madeByKey) {
      Made known = madeByKey.get(key);
      if (known != null && known.fragment.refersTo(fragment)) {
        return known.head;
      }
      Slice head = FragmentToCmaf.head(fragment, found.track());
      madeByKey.put(key, new Made(new WeakReference<>(fragment), head));
      if (madeByKey.size() > COUNT_MAX) {
        madeByKey.remove(madeByKey.keySet().iterator().next());
      }
      return head;
    }
  }

  int count() {
    synchronized (madeByKey) {
      return madeByKey.size();
    }
  }
}
