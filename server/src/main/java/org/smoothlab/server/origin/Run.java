package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;

/** One run of a publishing point, from its first source to its end: streams, tracks, sources. */
final class Run {
  private final RunScope scope;
  private final long number;
  private final String eventId;
  private final RunStreams streams;
  private final Map<TrackId, LiveTrack> tracks = new LinkedHashMap<>();
  private final Map<SourceId, Map<Integer, LiveTrack>> sources = new LinkedHashMap<>();
  private final ExpectedStreams expected = new ExpectedStreams();
  private final InputStreams inputs;
  private final RequestMeters requests = new RequestMeters();
  private final PastDelivery past;
  private final FeedLogs feeds;
  private final RunMemory memory;
  private final AlarmBoard alarms;
  private long firstPublishedNanos = Long.MAX_VALUE;
  private Optional<RunClock> clock = Optional.empty();

  /** Of the same run where it comes from, if a source told it before the first fragment. */
  private Optional<RunClock> toldClock = Optional.empty();

  /**
   * @param number of this run on its point, from 1
   * @param eventId of all its sources
   * @param alarms what its operator is told of
   */
  Run(RunScope scope, long number, String eventId, AlarmSettings alarms) {
    this.number = number;
    this.eventId = eventId;
    this.feeds = new FeedLogs(scope, number, eventId);
    this.scope = scope.told(feeds);
    this.inputs = new InputStreams(scope.settings().input().sourceType());
    this.streams = new RunStreams(this.scope);
    this.memory = new RunMemory(this.scope, streams.all(), tracks.values());
    this.alarms = new AlarmBoard(this.scope, alarms);
    this.past = new PastDelivery(this.scope, this);
  }

  long number() {
    return number;
  }

  String eventId() {
    return eventId;
  }

  /** Whether any source has announced itself. */
  boolean hasSources() {
    return !sources.isEmpty();
  }

  boolean hasTracks() {
    return !tracks.isEmpty();
  }

  Map<TrackId, LiveTrack> tracks() {
    return tracks;
  }

  /** What comes from before it. */
  PastDelivery past() {
    return past;
  }

  /** Whether all streams of a {@code StreamManifestBox} have come. */
  boolean isComplete() {
    return hasTracks() && expected.haveCome();
  }

  /** Whether the live cache took what the window would have kept. */
  boolean isShrunkByCache() {
    return memory.isShrunk();
  }

  List<Timeline> timelines() {
    return streams.all().stream().map(LiveStream::timeline).toList();
  }

  /** Whether every stream that should have something to show has it. */
  boolean allStreamsPublished() {
    return hasTracks() && streams.allPublished();
  }

  /** What other servers get of it. */
  FeedLogs feeds() {
    return feeds;
  }

  /**
   * Takes the tracks of a source, all or none.
   *
   * @param lineage where it comes from
   */
  Optional<Refusal> announce(
      SourceId source, Announcement announcement, Lineage lineage, long nowNanos) {
    Optional<Refusal> refusal = AnnounceRules.check(announcement.tracks(), tracks, scope);
    if (refusal.isPresent()) {
      return refusal;
    }
    Map<Integer, LiveTrack> byNumber = new LinkedHashMap<>();
    for (TrackInfo info : announcement.tracks()) {
      LiveTrack track = tracks.computeIfAbsent(info.id(), _ -> addTrack(info));
      AnnounceRules.warnings(track.info(), info)
          .forEach(text -> scope.tell(new Effect.Warned(scope.point(), source, text)));
      fillCodecData(track, info);
      track.join(source);
      track.stream().touch();
      byNumber.put(info.trackNumber(), track);
    }
    Map<Integer, LiveTrack> before = sources.getOrDefault(source, Map.of());
    sources.put(source, byNumber);
    before.values().stream()
        .filter(track -> !byNumber.containsValue(track))
        .forEach(track -> track.merge().leave(source));
    expected.announced(source.streamId(), announcement.expectedStreamIds());
    inputs.announced(source, announcement.tracks());
    feeds.announced(source, announcement, lineage);
    alarms.announced(source, announcement.tracks(), nowNanos);
    return Optional.empty();
  }

  /** Goes on where a process before this one was broken off; only while it is empty. */
  void restore(RestoredRun restored) {
    clock = restored.clock();
    Map<String, List<RestoredRun.RestoredTrack>> byStream = new LinkedHashMap<>();
    for (RestoredRun.RestoredTrack track : restored.tracks()) {
      tracks.computeIfAbsent(track.info().id(), _ -> addTrack(track.info()));
      byStream.computeIfAbsent(track.info().stream().name(), _ -> new ArrayList<>()).add(track);
    }
    byStream.forEach(
        (name, ofStream) -> streams.find(name).ifPresent(stream -> stream.restore(ofStream)));
  }

  private LiveTrack addTrack(TrackInfo info) {
    requests.add(info.id());
    return streams.addTrack(info);
  }

  private static void fillCodecData(LiveTrack track, TrackInfo info) {
    if (track.info().level().codecPrivateData().isEmpty()
        && !info.level().codecPrivateData().isEmpty()) {
      track.describe(info);
    }
  }

  /** Codec data that a source found in its samples. */
  void describe(SourceId source, TrackInfo info) {
    trackOf(source, info.trackNumber())
        .ifPresent(track -> {
          fillCodecData(track, info);
          track.stream().touch();
          scope.tell(new Effect.Described(scope.point(), track.info()));
        });
  }

  /**
   * Takes a fragment of an announced source.
   *
   * @param recording whether there is an archive that takes what comes late, too
   */
  Optional<Refusal> deliver(SourceId source, Fragment fragment, boolean recording, long nowNanos) {
    Optional<LiveTrack> announced = trackOf(source, fragment.trackNumber());
    if (announced.isEmpty()) {
      return Optional.of(unknownTrack(source, fragment));
    }
    LiveTrack track = announced.get();
    if (fragment.time().durationTicks() == 0 && !track.stream().isSparse()) {
      return Optional.of(
          new Refusal(
              Refusal.Kind.MALFORMED,
              "fragment of %s at %d lasts 0 ticks, expected more"
                  .formatted(track.info().id(), fragment.time().startTicks())));
    }
    inputs.arrived(source, fragment, nowNanos);
    alarms.arrived(source, track.info(), fragment.time(), nowNanos);
    List<TrackMerge.Merged> merged = track.merge().offer(fragment, source, nowNanos);
    if (!TrackMerge.isLate(merged) || !past.fillHole(track, source, fragment, recording)) {
      apply(track, merged, nowNanos);
    }
    return Optional.empty();
  }

  /**
   * Takes a chunk of a fragment of an announced source; the fragment is still to be delivered.
   *
   * @return what is wrong with it
   */
  Optional<Refusal> grow(SourceId source, Chunk chunk, long nowNanos) {
    Optional<LiveTrack> track = trackOf(source, chunk.fragment().trackNumber());
    if (track.isEmpty()) {
      return Optional.of(unknownTrack(source, chunk.fragment()));
    }
    time(track.get(), new FragmentTime(chunk.startTicks(), chunk.durationTicks()), nowNanos);
    track.get().stream().grow(track.get(), chunk);
    return Optional.empty();
  }

  private Optional<LiveTrack> trackOf(SourceId source, int trackNumber) {
    return Optional.ofNullable(sources.getOrDefault(source, Map.of()).get(trackNumber));
  }

  private Refusal unknownTrack(SourceId source, Fragment fragment) {
    return new Refusal(
        Refusal.Kind.MALFORMED,
        "fragment of track_ID %d, announced are %s"
            .formatted(fragment.trackNumber(), sources.getOrDefault(source, Map.of()).keySet()));
  }

  /** Events may have been told before the broadcast, or for later: they time nothing. */
  private void time(LiveTrack track, FragmentTime first, long nowNanos) {
    if (clock.isEmpty() && !track.stream().isSparse()) {
      RunClock decided =
          toldClock.orElseGet(
              () -> RunClock.of(first, track.stream().clock(), scope.wallTime(nowNanos)));
      clock = Optional.of(decided);
      scope.tell(new Effect.RunTimed(scope.point(), number, decided));
    }
  }

  /** A source knows it from where it comes from; the first that does is believed. */
  void timedBy(RunClock told) {
    toldClock = toldClock.or(() -> Optional.of(told));
  }

  /** Which wall time its media time stands for; known from the first fragment on. */
  Optional<RunClock> clock() {
    return clock;
  }

  private void apply(LiveTrack track, List<TrackMerge.Merged> merged, long nowNanos) {
    TrackId id = track.info().id();
    for (TrackMerge.Merged one : merged) {
      switch (one) {
        case TrackMerge.Merged.Accepted(SourceId source, Fragment fragment) -> {
          time(track, fragment.time(), nowNanos);
          scope.tell(new Effect.FragmentAccepted(scope.point(), source, id, fragment));
          track.stream().take(track, fragment);
        }
        case TrackMerge.Merged.Gap(long fromTicks, long toTicks) -> {
          scope.tell(new Effect.Gap(scope.point(), id, fromTicks, toTicks));
          alarms.gap(track.info(), toTicks - fromTicks, nowNanos);
        }
        case TrackMerge.Merged.Dropped(var time, DropReason reason) -> {
          scope.tell(new Effect.FragmentDropped(scope.point(), id, time, reason));
          if (reason == DropReason.DUPLICATE) {
            alarms.duplicate(id);
          }
        }
      }
    }
    track.stream().touch();
  }

  void endOfStream(SourceId source, long nowNanos) {
    alarms.left(source, nowNanos);
    withdraw(source, track -> track.endOfStream(source));
    feeds.left(source, true);
    settleFeeds();
  }

  void lose(SourceId source, long nowNanos) {
    alarms.lost(source, nowNanos);
    withdraw(source, track -> track.merge().lose(source, nowNanos));
    feeds.left(source, false);
    settleFeeds();
  }

  /** What waits behind a hole still comes before the end of its stream. */
  private void settleFeeds() {
    feeds.settle(id -> {
      LiveTrack track = tracks.get(id);
      return track != null && track.merge().dueNanos() != Long.MAX_VALUE;
    });
  }

  private void withdraw(SourceId source, Consumer<LiveTrack> how) {
    Map<Integer, LiveTrack> byNumber = sources.remove(source);
    past.forget(source);
    inputs.left(source);
    if (byNumber != null) {
      for (LiveTrack track : byNumber.values()) {
        how.accept(track);
        if (sources.values().stream().noneMatch(others -> others.containsValue(track))) {
          track.growing().orphan();
        }
        track.stream().touch();
      }
    }
  }

  /**
   * Whether all that is not sparse has come to its end. Sparse tracks end nothing: each event may
   * be a POST of its own, also before there is a parent.
   */
  boolean ended() {
    return streams.mainEnded();
  }

  /** Publishes what is due and keeps the bounds; whether viewers see something new. */
  boolean advance(long nowNanos, boolean allReleased) {
    for (LiveTrack track : tracks.values()) {
      apply(track, track.merge().advance(nowNanos), nowNanos);
    }
    boolean any = streams.publish(nowNanos, allReleased);
    alarms.advance(nowNanos);
    settleFeeds();
    if (any && firstPublishedNanos == Long.MAX_VALUE) {
      firstPublishedNanos = nowNanos;
    }
    boolean shrunk = memory.keepBound();
    return any || shrunk;
  }

  /** Whether more is whole than when this was last asked. */
  boolean hasGrown() {
    // Each is asked.
    return streams.all().stream().filter(LiveStream::hasGrown).count() > 0;
  }

  /** When the first fragment was published; {@link Long#MAX_VALUE} while none is. */
  long firstPublishedNanos() {
    return firstPublishedNanos;
  }

  /** Before the start nothing is published, but what came early is kept. */
  void keepBoundsBeforeStart() {
    for (LiveTrack track : tracks.values()) {
      while (track.held().size() > LiveTrack.HELD_COUNT_MAX) {
        track.stream().dropHeld(track, DropReason.HELD_BOUND);
      }
    }
    memory.keepBound();
  }

  /** As {@link RunStreams#publishedUntilTicks} has it. */
  long publishedUntilTicks(LiveStream stream) {
    return streams.publishedUntilTicks(stream);
  }

  /** What the live cache has left. */
  long roomBytes() {
    return scope.settings().limits().liveCacheBytesMax() - memory.bytes();
  }

  /** What it holds, and how much of each it may. */
  List<Holding> holdings() {
    return memory.holdings(feeds);
  }

  long dueNanos() {
    long due = alarms.dueNanos();
    for (LiveTrack track : tracks.values()) {
      due = Math.min(due, track.merge().dueNanos());
    }
    for (LiveStream stream : streams.all()) {
      due = Math.min(due, stream.dueNanos());
    }
    return due;
  }

  /** What is wrong with it now. */
  List<Alarm> alarms() {
    return alarms.alarms();
  }

  /** Nothing more will come: nothing is missed any more. */
  void endAlarms() {
    alarms.end();
  }

  /** Whether this source announced itself in this run. */
  boolean knows(SourceId source) {
    return sources.containsKey(source);
  }

  /** The recorder has this fragment safe on disk. Whether viewers see something new. */
  boolean recorded(TrackId id, FragmentTime time) {
    LiveTrack track = tracks.get(id);
    if (track == null) {
      return false;
    }
    boolean moved =
        track.recorded(time).map(late -> track.stream().past().recorded(track, late)).orElse(false);
    track.stream().releaseRecorded();
    return moved;
  }

  /** How often viewers ask; they count here without a lock. */
  RequestMeters requests() {
    return requests;
  }

  /**
   * @param state of the point
   * @param archived whether it is being recorded, or was
   */
  PointStatistics statistics(PointState state, boolean archived, long nowNanos) {
    return new PointStatistics(
        nowNanos,
        state,
        inputs.snapshot(requests, state.receives(), archived, nowNanos),
        streams.all().stream().map(OutputStreams::of).toList());
  }
}
