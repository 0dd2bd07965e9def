package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackId;

/**
 * What a run gives to other servers: a log for each input stream. It follows the effects of its
 * run, so that what memory takes and lets go is in the logs and leaves them. Under the lock of its
 * point; {@link #feeds} may be read without.
 */
final class FeedLogs implements EffectSink {
  /** Input streams that are given to servers; those that come behind the bound are not. */
  static final int FEED_COUNT_MAX = 512;

  /** Fragments of each track that a run that has been replaced leaves to its last readers. */
  static final int LAST_COUNT = 4;

  private final RunScope scope;
  private final long runNumber;
  private final String eventId;
  private final Map<String, FeedLog> byStreamId = new LinkedHashMap<>();
  private volatile List<StreamFeed> feeds = List.of();

  /**
   * @param scope of the run; its sink is told all that this one is told
   */
  FeedLogs(RunScope scope, long runNumber, String eventId) {
    this.scope = scope;
    this.runNumber = runNumber;
    this.eventId = eventId;
  }

  /** One per stream id, in the order they came. */
  List<StreamFeed> feeds() {
    return feeds;
  }

  /** How many fragments they hold together. */
  long fragmentCount() {
    return byStreamId.values().stream().mapToLong(FeedLog::fragmentCount).sum();
  }

  /** How many entries the longest has. */
  long entryCount() {
    return byStreamId.values().stream().mapToLong(log -> log.page().size()).max().orElse(0);
  }

  /** A source tells its tracks. Nobody is told yet: the run may not be that of its point. */
  void announced(SourceId source, Announcement announcement, Lineage lineage) {
    FeedLog log = byStreamId.get(source.streamId());
    if (log == null && byStreamId.size() >= FEED_COUNT_MAX) {
      scope.tell(
          new Effect.Warned(
              scope.point(),
              source,
              "more than %d streams: this one is not given to servers".formatted(FEED_COUNT_MAX)));
      return;
    }
    if (log == null) {
      log = new FeedLog(source.streamId());
      byStreamId.put(source.streamId(), log);
      List<StreamFeed> more = new ArrayList<>(feeds);
      more.add(new StreamFeed(eventId, new StreamFeed.RunName(runNumber, scope.tag()), log));
      feeds = List.copyOf(more);
    }
    log.announced(
        new FeedEntry.Announced(source, announcement.header(), announcement.tracks(), lineage));
  }

  /** A source has gone. */
  void left(SourceId source, boolean endOfStream) {
    FeedLog log = byStreamId.get(source.streamId());
    if (log != null) {
      log.left(source, endOfStream);
    }
  }

  /**
   * Ends the streams whose sources have ended them.
   *
   * @param isWaiting whether fragments of a track have arrived that are not accepted yet
   */
  void settle(Predicate<TrackId> isWaiting) {
    for (FeedLog log : byStreamId.values()) {
      if (log.mayEnd() && log.tracks().stream().noneMatch(isWaiting)) {
        end(log, FeedLog.Ending.END_OF_STREAM);
      }
    }
  }

  /** Nothing more comes from this run. */
  void end(boolean endOfStream) {
    for (FeedLog log : byStreamId.values()) {
      if (log.page().ending() == FeedLog.Ending.OPEN) {
        end(log, endOfStream ? FeedLog.Ending.END_OF_STREAM : FeedLog.Ending.BROKEN_OFF);
      }
    }
  }

  private void end(FeedLog log, FeedLog.Ending ending) {
    log.end(ending);
    tellFed(log.streamId());
  }

  /** The run is no longer that of its point: nobody must keep its memory by reading slowly. */
  void abandon() {
    byStreamId.values().forEach(log -> log.shorten(LAST_COUNT));
  }

  /** There is something new to read. */
  void tellFed(String streamId) {
    scope.tell(new Effect.Fed(scope.point(), streamId));
  }

  @Override
  public void accept(Effect effect) {
    scope.tell(effect);
    switch (effect) {
      case Effect.FragmentAccepted(_, SourceId source, TrackId track, Fragment fragment) ->
          accepted(source, track, fragment);
      case Effect.Evicted evicted ->
          byStreamId.values().forEach(log -> log.evicted(evicted.streamName(), evicted.time()));
      case Effect.FragmentDropped dropped -> dropped(dropped);
      default -> {}
    }
  }

  private void accepted(SourceId source, TrackId track, Fragment fragment) {
    FeedLog log = byStreamId.get(source.streamId());
    if (log != null && log.append(source, track, fragment)) {
      tellFed(source.streamId());
    }
  }

  private void dropped(Effect.FragmentDropped dropped) {
    switch (dropped.reason()) {
      case HELD_BOUND ->
          byStreamId.values().forEach(log -> log.evicted(dropped.track(), dropped.time()));
      case OVERLAP_TIMESTAMP, TOO_LATE ->
          byStreamId.values().forEach(log -> log.refused(dropped.track(), dropped.time()));
      default -> {}
    }
  }
}
