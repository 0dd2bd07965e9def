package org.smoothlab.server.protocol;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.transmux.FragmentToCmaf;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.RunClock;
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
  private record Made(WeakReference<Fragment> fragment, List<FragmentToCmaf.Head> heads) {}

  /**
   * The segment of a fragment: heads that are kept here, and its samples by reference.
   *
   * @param point path of its publishing point
   * @param zeroNanos of {@link #zeroNanos}
   */
  List<Slice> segment(String point, WholeLookup.Found found, OptionalLong zeroNanos)
      throws MediaException {
    Slice payload = found.fragment().payload();
    List<FragmentToCmaf.Head> heads = heads(point, found, zeroNanos);
    if (heads.size() == 1) {
      return List.of(heads.getFirst().head(), payload);
    }
    List<Slice> segment = new ArrayList<>(2 * heads.size());
    long at = 0;
    for (FragmentToCmaf.Head head : heads) {
      segment.add(head.head());
      segment.add(payload.slice(at, head.payloadBytes()));
      at += head.payloadBytes();
    }
    return segment;
  }

  private List<FragmentToCmaf.Head> heads(
      String point, WholeLookup.Found found, OptionalLong zeroNanos) throws MediaException {
    Fragment fragment = found.fragment();
    Key key = new Key(point, found.track().id(), fragment.time().startTicks());
    synchronized (madeByKey) {
      Made known = madeByKey.get(key);
      if (known != null && known.fragment.refersTo(fragment)) {
        return known.heads;
      }
      List<FragmentToCmaf.Head> heads = FragmentToCmaf.heads(fragment, found.track(), zeroNanos);
      madeByKey.put(key, new Made(new WeakReference<>(fragment), heads));
      if (madeByKey.size() > COUNT_MAX) {
        madeByKey.remove(madeByKey.keySet().iterator().next());
      }
      return heads;
    }
  }

  /** What segments tell their wall time from; nothing, where MPDs cannot say it either. */
  static OptionalLong zeroNanos(PointView view) {
    return view.runClock().map(RunClock::zeroNanos).orElse(OptionalLong.empty());
  }

  int count() {
    synchronized (madeByKey) {
      return madeByKey.size();
    }
  }
}
