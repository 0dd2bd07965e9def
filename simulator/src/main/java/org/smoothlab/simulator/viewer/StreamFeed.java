package org.smoothlab.simulator.viewer;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.simulator.trace.Irregularity;
import org.smoothlab.simulator.trace.ViewerEvent;

/**
 * One stream as a viewer follows it: which fragments it knows of, from the manifest and from the
 * look-ahead of each fragment, and which it has taken. Says what breaks the promises made.
 */
final class StreamFeed {
  /** Known fragments; beyond it the oldest are forgotten. */
  static final int KNOWN_MAX = 100_000;

  private StreamIndex stream;
  private final List<QualityLevel> levels;
  private final long toleranceTicks;
  private final NavigableMap<Long, FragmentTime> known = new TreeMap<>();
  private Optional<FragmentTime> last = Optional.empty();
  private long cursorTicks;

  StreamFeed(StreamIndex stream) {
    this.stream = stream;
    this.levels =
        stream.levels().stream()
            .sorted(Comparator.comparingLong(QualityLevel::bitrateBps))
            .toList();
    // A millisecond: times that were rounded to another clock may be off by a tick or two.
    this.toleranceTicks = Math.max(1, timescale().ticksPerSecond() / 1000);
  }

  String name() {
    return stream.info().name();
  }

  private Timescale timescale() {
    return stream.info().timescale();
  }

  long nanos(long ticks) {
    return Timescale.NANOS.rescaleFloor(ticks, timescale());
  }

  long durationNanos(FragmentTime time) {
    return nanos(time.endTicks()) - nanos(time.startTicks());
  }

  /** Lowest first. */
  List<Long> bitratesBps() {
    return levels.stream().map(QualityLevel::bitrateBps).toList();
  }

  TrackId track(int level) {
    return new TrackId(name(), levels.get(level).bitrateBps());
  }

  URI uri(URI manifest, int level, FragmentTime time) {
    QualityLevel chosen = levels.get(level);
    return stream
        .url()
        .resolve(manifest, chosen.bitrateBps(), chosen.customAttributes(), time.startTicks());
  }

  /** Finds fragments where the manifest of another server has them. */
  void moveTo(StreamIndex newStream) {
    stream = newStream;
  }

  /** Starts with this fragment, or goes on with it elsewhere. */
  void startAt(FragmentTime first) {
    cursorTicks = first.startTicks();
    last = Optional.empty();
  }

  /** The chunk that plays at this media time, or the first behind it, or the last of all. */
  static Optional<FragmentTime> chunkAt(StreamIndex stream, long nanos) {
    for (FragmentTime chunk : stream.chunks()) {
      if (Timescale.NANOS.rescaleFloor(chunk.endTicks(), stream.info().timescale()) > nanos) {
        return Optional.of(chunk);
      }
    }
    return stream.chunks().isEmpty() ? Optional.empty() : Optional.of(stream.chunks().getLast());
  }

  /** Takes over what a manifest lists. */
  List<ViewerEvent> learnManifest(List<FragmentTime> chunks) {
    List<ViewerEvent> found = new ArrayList<>();
    long beforeTicks = Long.MIN_VALUE;
    for (FragmentTime chunk : chunks) {
      if (chunk.startTicks() <= beforeTicks) {
        found.add(changed("the manifest lists " + chunk.startTicks() + " behind " + beforeTicks));
      }
      beforeTicks = chunk.startTicks();
      learn(chunk).ifPresent(found::add);
    }
    boolean forgotten =
        last.isPresent()
            && !chunks.isEmpty()
            && chunks.getFirst().startTicks() < last.get().startTicks()
            && chunks.getLast().startTicks() > last.get().startTicks()
            && chunks.stream().noneMatch(chunk -> isSameStart(chunk, last.get()));
    if (forgotten) {
      found.add(changed("the manifest no longer lists " + last.get().startTicks()));
    }
    return found;
  }

  /** The next one to fetch. */
  Optional<FragmentTime> next() {
    return Optional.ofNullable(known.ceilingEntry(cursorTicks - toleranceTicks))
        .map(Map.Entry::getValue);
  }

  /** Goes on behind a fragment that is not to be had. */
  void skip(FragmentTime time) {
    cursorTicks = time.endTicks();
  }

  /** Whether something behind the next one is known. */
  boolean knowsMore() {
    return next().map(time -> known.higherKey(time.startTicks())).isPresent();
  }

  /** Where the newest known fragment ends; the cursor when none is known. */
  long edgeTicks() {
    return known.isEmpty() ? cursorTicks : known.lastEntry().getValue().endTicks();
  }

  /** Takes a fragment that was asked for as {@code asked}; what is wrong with it is returned. */
  List<ViewerEvent> take(FragmentTime asked, FragmentBody.Times times) {
    List<ViewerEvent> found = new ArrayList<>();
    FragmentTime got = times.time();
    if (got.startTicks() != asked.startTicks()) {
      found.add(
          irregular(
              Irregularity.WRONG_TIME,
              "asked for " + asked.startTicks() + ", tfxd says " + got.startTicks()));
    }
    last.ifPresent(before -> checkOrder(before, got, found));
    checkLookAhead(times, found);
    for (FragmentTime announced : times.following()) {
      learn(announced).ifPresent(found::add);
    }
    last = Optional.of(got);
    // The asked time keeps the cursor moving even if the answer is of another time.
    cursorTicks = Math.max(got.endTicks(), asked.endTicks());
    return found;
  }

  private void checkOrder(FragmentTime before, FragmentTime got, List<ViewerEvent> found) {
    long holeTicks = got.startTicks() - before.endTicks();
    if (holeTicks > toleranceTicks) {
      String where = before.endTicks() + ".." + got.startTicks();
      found.add(irregular(Irregularity.FRAGMENT_MISSING, "nothing for " + where));
    } else if (holeTicks < -toleranceTicks) {
      String where = got.startTicks() + " begins before " + before.endTicks();
      found.add(irregular(Irregularity.FRAGMENT_REPEATED, where));
    }
  }

  private void checkLookAhead(FragmentBody.Times times, List<ViewerEvent> found) {
    FragmentTime before = times.time();
    for (FragmentTime next : times.following()) {
      if (next.startTicks() < before.endTicks() - toleranceTicks) {
        String where = next.startTicks() + " begins before " + before.endTicks();
        found.add(irregular(Irregularity.LOOK_AHEAD_BROKEN, "tfrf: " + where));
      }
      before = next;
    }
  }

  private Optional<ViewerEvent> learn(FragmentTime time) {
    Map.Entry<Long, FragmentTime> before = known.floorEntry(time.startTicks() - 1);
    boolean inside =
        before != null
            && !isSameStart(before.getValue(), time)
            && before.getValue().endTicks() - toleranceTicks > time.startTicks();
    if (!inside && (before == null || !isSameStart(before.getValue(), time))) {
      known.putIfAbsent(time.startTicks(), time);
    }
    if (known.size() > KNOWN_MAX) {
      known.pollFirstEntry();
    }
    return inside
        ? Optional.of(changed(time.startTicks() + " lies in " + before.getValue()))
        : Optional.empty();
  }

  private boolean isSameStart(FragmentTime one, FragmentTime other) {
    return Math.abs(one.startTicks() - other.startTicks()) <= toleranceTicks;
  }

  private ViewerEvent changed(String what) {
    return irregular(Irregularity.TIMELINE_CHANGED, what);
  }

  private ViewerEvent irregular(Irregularity kind, String detail) {
    return new ViewerEvent.Irregular(kind, name() + ": " + detail);
  }
}
