package org.smoothlab.server.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdPatch;
import org.smoothlab.media.dash.SegmentTemplate;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.origin.PointView;

/**
 * What has become new since a client got its MPD. The documents that were told last are remembered
 * by their times of publication; at the bound the oldest is forgotten, and who has it asks for the
 * whole document. Safe for threads; those who ask share no lock.
 *
 * @see "ISO/IEC 23009-1, 5.15"
 */
final class DashPatches {
  /** So long after its time of publication a document can be patched. */
  static final int TTL_SECONDS = 60;

  /** All documents that are remembered: some twelve megabytes. */
  static final int RUN_COUNT_MAX = 1 << 18;

  /** What a document has besides its segments weighs as much as so many runs of them. */
  static final int RUNS_OF_A_DOCUMENT = 64;

  private static final String OPTION = "patch";
  private static final int DIGITS_MAX = 15;
  private static final Header PATCH_TYPE = new Header("Content-Type", "application/dash-patch+xml");

  private final ConcurrentMap<Key, Optional<Mpd>> told = new ConcurrentHashMap<>();
  private final Deque<Key> oldestFirst = new ArrayDeque<>();
  private int runCount;

  /**
   * Whose documents they are.
   *
   * @param point path of the publishing point
   * @param runNumber of its run
   */
  record Presentation(String point, long runNumber, DashForm form) {}

  private record Key(Presentation of, long publishMillis) {}

  /** What is shared by those who have the same document. */
  private record Since(Presentation of, long publishMillis) {}

  private record Patch(Optional<Slice> document) {}

  /** The time of the document that a request has, which is not negative; else the answer. */
  private static Optional<Long> since(SmoothUrl.Manifest url) {
    String digits = url.option(OPTION).orElse("");
    return digits.matches("[0-9]{1," + DIGITS_MAX + "}")
        ? Optional.of(Long.parseLong(digits))
        : Optional.empty();
  }

  static boolean isAsked(SmoothUrl.Manifest url) {
    return url.option(OPTION).isPresent();
  }

  /**
   * Where the clients of a document learn what is new.
   *
   * @param zeroMillis of the presentation
   */
  static Mpd.Patches place(DashForm form, long zeroMillis, long publishMillis) {
    return new Mpd.Patches(
        "live-" + zeroMillis,
        TTL_SECONDS,
        "Manifest(%s,%s=%d)".formatted(form.options(), OPTION, publishMillis));
  }

  /** Remembers what clients are told. */
  void tell(Presentation of, Mpd mpd) {
    if (mpd.kind() instanceof Mpd.Kind.Live live && live.patches().isPresent()) {
      Key key = new Key(of, live.publishMillis());
      synchronized (oldestFirst) {
        Optional<Mpd> before = told.putIfAbsent(key, Optional.of(mpd));
        if (before == null) {
          oldestFirst.add(key);
          runCount += weight(mpd);
          forget();
        } else if (!before.equals(Optional.of(mpd))) {
          // Settings have changed: two documents have one name, and nobody knows who has which.
          before.ifPresent(one -> runCount -= weight(one) - RUNS_OF_A_DOCUMENT);
          told.put(key, Optional.empty());
        }
      }
    }
  }

  private void forget() {
    while (runCount > RUN_COUNT_MAX) {
      Key oldest = oldestFirst.remove();
      runCount -=
          told.getOrDefault(oldest, Optional.empty())
              .map(DashPatches::weight)
              .orElse(RUNS_OF_A_DOCUMENT);
      told.remove(oldest);
    }
  }

  private static int weight(Mpd mpd) {
    return mpd.periods().stream()
        .flatMap(period -> period.sets().stream())
        .map(set -> set.template().addressing())
        .mapToInt(addressing ->
            addressing instanceof SegmentTemplate.Addressing.ByTime byTime
                ? byTime.timeline().runs().size()
                : 1)
        .reduce(RUNS_OF_A_DOCUMENT, Math::addExact);
  }

  int count() {
    return told.size();
  }

  /**
   * The patch to the document that a client has. What is new is waited for. A client whose document
   * is not known, or has changed in more than its segments, gets a patch that is not for its own,
   * upon which it asks for the whole document: an error would not make it do so.
   *
   * @param now what is told now
   */
  Exchange answer(
      PointView view, SmoothUrl.Manifest url, Presentation of, Mpd now, Patience patience) {
    Optional<Long> since = since(url);
    if (since.isEmpty()) {
      return Replies.error(
          400,
          "%s=%s, expected the milliseconds since 1970 of MPD@publishTime"
              .formatted(OPTION, url.option(OPTION).orElse("")));
    }
    Mpd.Kind.Live live = (Mpd.Kind.Live) now.kind();
    if (since.get() == live.publishMillis()) {
      long dueNanos = patience.nowNanos() + SmoothViews.shortestFragmentNanos(view);
      return patience.hold(
          new Wait(url.point(), view.version(), new Since(of, since.get()), dueNanos), none(live));
    }
    Optional<Mpd> old = told.getOrDefault(new Key(of, since.get()), Optional.empty());
    return old.flatMap(one -> patch(view, of, one, now))
        .map(document ->
            reply(document, CacheRule.manifest(SmoothViews.shortestFragmentNanos(view))))
        .orElseGet(() -> none(live));
  }

  private static Optional<Slice> patch(PointView view, Presentation of, Mpd old, Mpd now) {
    long publishMillis = ((Mpd.Kind.Live) old.kind()).publishMillis();
    return view.shared(
            new Since(of, publishMillis), Patch.class, () -> new Patch(MpdPatch.between(old, now)))
        .document;
  }

  private static Reply none(Mpd.Kind.Live live) {
    return reply(MpdPatch.none(live), CacheRule.NO_STORE);
  }

  private static Reply reply(Slice document, Header caching) {
    return new Reply(
        200,
        List.of(PATCH_TYPE, caching, Replies.ANY_ORIGIN, Replies.EXPOSED),
        List.of(document),
        false);
  }
}
