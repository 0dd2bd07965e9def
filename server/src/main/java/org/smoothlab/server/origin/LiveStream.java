package org.smoothlab.server.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.transmux.LookAheadPatch;

/**
 * One stream of a run: holds what its tracks bring, and publishes it time by time as {@link
 * NextTime} decides.
 */
final class LiveStream {
  private final RunScope scope;
  private final StreamInfo info;
  private final List<LiveTrack> tracks = new ArrayList<>();
  private final StreamWindow window;
  private final LiveCache cache;
  private final HeldTimes held;
  private final NextTime next;
  private final PastFill past;
  private long fragmentNanos;
  private long heldBytes;
  private long wholeEdgeTicks = Long.MIN_VALUE;
  private boolean partsHaveGrown;
  private Optional<Timeline> snapshot = Optional.empty();

  LiveStream(RunScope scope, StreamInfo info) {
    this.scope = scope;
    this.info = info;
    this.window = new StreamWindow(info.timescale());
    this.cache = new LiveCache(scope, info, tracks, window);
    this.held = new HeldTimes(info, tracks, scope.lookAhead());
    this.next = new NextTime(info, tracks, scope.lookAhead());
    this.past = new PastFill(scope, this, window);
  }

  StreamInfo info() {
    return info;
  }

  Timescale clock() {
    return info.timescale();
  }

  boolean isSparse() {
    return info.isSparse();
  }

  /** Whether it never leaves memory for the archive: it is small, and manifests show it. */
  boolean staysInMemory() {
    return !info.sparse().parentName().isEmpty();
  }

  /** Where older fragments go. */
  PastFill past() {
    return past;
  }

  List<LiveTrack> tracks() {
    return tracks;
  }

  LiveTrack addTrack(TrackInfo track) {
    LiveTrack added = new LiveTrack(this, tracks.size(), track);
    tracks.add(added);
    snapshot = Optional.empty();
    return added;
  }

  boolean ended() {
    return tracks.stream().allMatch(LiveTrack::ended);
  }

  boolean hasPublished() {
    return !window.isEmpty();
  }

  /** Memory of what is published and held, about. */
  long memoryBytes() {
    long growingBytes = tracks.stream().mapToLong(one -> one.growing().memoryBytes()).sum();
    return window.memoryBytes() + heldBytes + past.laterBytes() + growingBytes;
  }

  /** When {@link #publish} has something to do although nothing was delivered. */
  long dueNanos() {
    return next.dueNanos();
  }

  /** The end of what is published; only once something is. */
  FragmentTime newest() {
    return window.newest();
  }

  /** Something about it changed that viewers see. */
  void touch() {
    snapshot = Optional.empty();
  }

  Timeline timeline() {
    if (snapshot.isEmpty()) {
      snapshot =
          Optional.of(
              new Timeline(
                  new Timeline.Subject(info, tracks.stream().map(LiveTrack::info).toList()),
                  window.snapshot(),
                  upcoming(),
                  new Timeline.Naming(scope.lookAhead(), scope.tag())));
    }
    return snapshot.get();
  }

  private Timeline.Upcoming upcoming() {
    List<WholeTime> whole = whole();
    long edgeTicks =
        whole.isEmpty()
            ? window.isEmpty() ? Long.MIN_VALUE / 2 : newest().startTicks()
            : whole.getLast().time().startTicks();
    List<TrackEdge> edges =
        isSparse()
            ? List.of()
            : tracks.stream().map(track -> TrackEdge.of(track, edgeTicks)).toList();
    return new Timeline.Upcoming(held.upcomingTicks(), fragmentNanos, whole, edges);
  }

  private List<WholeTime> whole() {
    return isSparse()
        ? List.of()
        : WholeTime.of(
            tracks, clock(), window.isEmpty() ? Long.MIN_VALUE / 2 : newest().endTicks());
  }

  /** Whether more is whole than when this was last asked. */
  boolean hasGrown() {
    long nowTicks = timeline().whole().edgeTicks();
    boolean grown = nowTicks > wholeEdgeTicks || partsHaveGrown;
    wholeEdgeTicks = nowTicks;
    partsHaveGrown = false;
    return grown;
  }

  /** Begins with what the archive has; only while it is empty. */
  void restore(List<RestoredRun.RestoredTrack> bySlot) {
    new Restoration(this, window).restore(bySlot, scope.lookAhead() + LiveCache.COUNT_MORE);
  }

  /** Takes a chunk of a fragment that is not whole yet, unless another source had it first. */
  void grow(LiveTrack track, Chunk chunk) {
    if (track.growing().offer(chunk)) {
      touch();
      partsHaveGrown = true;
    }
  }

  /** Takes the next fragment of a track. True when it could be published at once. */
  boolean take(LiveTrack track, Fragment fragment) {
    touch();
    fragmentNanos = FragmentClock.nanos(fragment.time().durationTicks(), info.timescale());
    track.cover(fragment.time(), FrameTolerance.frameTicks(fragment, info.timescale()));
    track.setNewestBytes(PublishedFragment.memoryBytes(fragment));
    track.growing().passed(fragment.time());
    if (!window.isEmpty() && isBehindEdge(fragment)) {
      return fillIn(track, fragment);
    }
    track.held().addLast(fragment);
    track.setAway(false);
    heldBytes += PublishedFragment.memoryBytes(fragment);
    return false;
  }

  private boolean isBehindEdge(Fragment fragment) {
    long frameTicks = isSparse() ? 0 : FrameTolerance.frameTicks(fragment, info.timescale());
    return fragment.time().startTicks() <= newest().startTicks() + frameTicks / 2;
  }

  /** A time that went out without this track: it may still come, it changes nothing. */
  private boolean fillIn(LiveTrack track, Fragment fragment) {
    long startTicks = fragment.time().startTicks();
    long halfFrameTicks = FrameTolerance.frameTicks(fragment, info.timescale()) / 2;
    int index = window.indexNear(startTicks, halfFrameTicks);
    if (index < 0 || !window.lacks(index, track.slot())) {
      scope.tell(
          new Effect.FragmentDropped(
              scope.point(), track.info().id(), fragment.time(), DropReason.TOO_LATE));
      return false;
    }
    fill(track, fragment, index);
    return true;
  }

  /** A time that is published gets what one of its tracks lacks. */
  void fill(LiveTrack track, Fragment fragment, int index) {
    List<FragmentTime> following = window.following(index, track.slot(), scope.lookAhead());
    PublishedFragment published = press(track, fragment, complete(following));
    window.fill(index, track.slot(), published);
    tellPublished(published);
  }

  /** What follows in the window, and behind it what is held. */
  List<FragmentTime> complete(List<FragmentTime> following) {
    held.complete(following, window.isEmpty() ? Long.MIN_VALUE : newest().startTicks());
    return following;
  }

  /** An older fragment is put among what waits for publication, in its place. */
  void hold(LiveTrack track, Fragment fragment) {
    touch();
    Deque<Fragment> later = new ArrayDeque<>();
    while (!track.held().isEmpty()
        && track.held().getLast().time().startTicks() > fragment.time().startTicks()) {
      later.addFirst(track.held().removeLast());
    }
    track.held().addLast(fragment);
    track.held().addAll(later);
    heldBytes += PublishedFragment.memoryBytes(fragment);
  }

  /**
   * Publishes all that is due.
   *
   * @param allReleased whether nothing more will come, so that nothing is held back
   * @return whether anything was published
   */
  boolean publish(long nowNanos, boolean allReleased) {
    boolean any = false;
    while (true) {
      dropOverlapping();
      Optional<Fragment> first = next.findDue(nowNanos, allReleased);
      if (first.isEmpty()) {
        return any;
      }
      publishTime(first.get(), nowNanos);
      next.published();
      any = true;
    }
  }

  /** The tracks of a stream must agree on their times: the one that came first has won. */
  private void dropOverlapping() {
    if (window.isEmpty()) {
      return;
    }
    long edgeTicks = newest().endTicks();
    for (LiveTrack track : tracks) {
      Fragment first = track.held().peekFirst();
      while (first != null
          && first.time().startTicks()
              < edgeTicks - FrameTolerance.frameTicks(first, info.timescale())) {
        dropHeld(track, DropReason.OVERLAP_TIMESTAMP);
        first = track.held().peekFirst();
      }
    }
  }

  /** Sparse streams: publishes what does not start later than what the parent has published. */
  boolean publishUntil(long endTicks, long nowNanos) {
    boolean any = false;
    while (true) {
      Optional<Fragment> first = next.find();
      if (first.isEmpty() || first.get().time().startTicks() > endTicks) {
        return any;
      }
      publishTime(first.get(), nowNanos);
      any = true;
    }
  }

  private void publishTime(Fragment first, long nowNanos) {
    touch();
    List<PublishedFragment> pressed = new ArrayList<>(tracks.size());
    List<LiveTrack> having = tracks.stream().filter(track -> next.isIn(track, first)).toList();
    for (LiveTrack track : having) {
      List<FragmentTime> following = held.following(track);
      track.announced(following);
      pressed.add(press(track, track.held().getFirst(), following));
    }
    TimelineEntry entry = entryOf(having.getFirst());
    for (int i = 0; i < having.size(); i++) {
      Fragment out = having.get(i).held().removeFirst();
      heldBytes -= PublishedFragment.memoryBytes(out);
      entry = entry.with(having.get(i).slot(), pressed.get(i));
    }
    window.append(entry);
    pressed.forEach(this::tellPublished);
    for (LiveTrack track : tracks) {
      if (!isSparse() && !having.contains(track) && track.merge().started()) {
        scope.tell(
            new Effect.PublishedWithout(
                scope.point(), track.info().id(), entry.time().startTicks()));
      }
    }
    past.passed(entry.time().startTicks());
    cache.releaseRecorded();
    if (!isSparse()) {
      cache.moveWindow(window.newest().endTicks(), nowNanos);
    }
  }

  /** The manifest's one timeline: the first track that has the time gives its value. */
  private TimelineEntry entryOf(LiveTrack track) {
    Fragment fragment = track.held().getFirst();
    long frameTicks = FrameTolerance.frameTicks(fragment, info.timescale());
    FragmentTime time = fragment.time();
    List<FragmentTime> behind = track.heldTimes(1, 1);
    FragmentTime joined =
        behind.isEmpty()
            ? time
            : TimelineEntry.joined(time, frameTicks, behind.getFirst().startTicks());
    return TimelineEntry.of(joined, frameTicks);
  }

  PublishedFragment press(LiveTrack track, Fragment fragment, List<FragmentTime> following) {
    String tag =
        '"'
            + scope.tag()
            + '-'
            + track.info().level().bitrateBps()
            + '-'
            + fragment.time().startTicks()
            + '"';
    try {
      return new PublishedFragment(
          track.info(), fragment, LookAheadPatch.head(fragment, following), tag);
    } catch (MediaException e) {
      throw new AssertionError("the session takes only what can be patched", e);
    }
  }

  void tellPublished(PublishedFragment fragment) {
    scope.tell(
        new Effect.Published(
            scope.point(), fragment.track().id(), fragment.time(), fragment.whole()));
  }

  /** Sparse streams: what the parent has moved past leaves, if nothing new has come, too. */
  boolean follow(long parentEdgeTicks, long nowNanos) {
    Timeline.Window before = window.snapshot();
    cache.moveWindow(parentEdgeTicks, nowNanos);
    boolean moved = !window.snapshot().equals(before);
    if (moved) {
      touch();
    }
    return moved;
  }

  /** The archive has more than before. */
  void releaseRecorded() {
    touch();
    cache.releaseRecorded();
  }

  /** What of it is in memory, and must not be too much. */
  LiveCache cache() {
    return cache;
  }

  /** Forgets the oldest fragment that waits; only when there is one. */
  void dropHeld(LiveTrack track, DropReason reason) {
    Fragment oldest = track.held().removeFirst();
    heldBytes -= PublishedFragment.memoryBytes(oldest);
    touch();
    scope.tell(new Effect.FragmentDropped(scope.point(), track.info().id(), oldest.time(), reason));
  }
}
