package org.smoothlab.server.origin;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;

/**
 * One input stream of a run as other servers get it: whole boxes as they were received. Safe for
 * threads; nothing here locks.
 */
public final class StreamFeed {
  private final String eventId;
  private final long runNumber;
  private final FeedLog log;

  StreamFeed(String eventId, long runNumber, FeedLog log) {
    this.eventId = eventId;
    this.runNumber = runNumber;
    this.log = log;
  }

  /** Of the run; empty when it has none. */
  public String eventId() {
    return eventId;
  }

  /** As its sources have it in their URLs; may be empty. */
  public String streamId() {
    return log.streamId();
  }

  /** Which run of the point, from 1. */
  public long runNumber() {
    return runNumber;
  }

  /** What any of the sources has come through that are there now. */
  public Lineage lineage() {
    return lineageExcluding("");
  }

  /** The same without the sources that have come through {@code relayId}. */
  public Lineage lineageExcluding(String relayId) {
    return Lineage.union(
        log.page().sources().live().stream()
            .map(FeedEntry.Announced::lineage)
            .filter(lineage -> !lineage.contains(relayId))
            .toList());
  }

  /** Whether there are sources now, and all of them have come through {@code relayId}. */
  public boolean comesOnlyThrough(String relayId) {
    List<FeedEntry.Announced> live = log.page().sources().live();
    return !live.isEmpty()
        && live.stream().allMatch(announced -> announced.lineage().contains(relayId));
  }

  /** Whether nothing more will come, as far as is known. */
  public boolean isOver() {
    return log.page().ending() != FeedLog.Ending.OPEN;
  }

  /** The tracks that were ever announced, those of the newest source first. */
  public List<TrackInfo> tracks() {
    Map<TrackId, TrackInfo> byId = new LinkedHashMap<>();
    for (FeedEntry.Announced announced : log.page().sources().known()) {
      announced.tracks().forEach(track -> byId.putIfAbsent(track.id(), track));
    }
    return List.copyOf(byId.values());
  }

  /** The header boxes of the newest source. */
  public FeedStep.Header header() {
    return new FeedStep.Header(log.page().sources().known().getFirst().header());
  }

  /**
   * The header boxes of a source that called the track so.
   *
   * @param trackNumber {@code track_ID} in its fragments
   */
  public Optional<FeedStep.Header> header(TrackId track, int trackNumber) {
    for (FeedEntry.Announced announced : log.page().sources().known()) {
      if (announced.find(track).filter(info -> info.trackNumber() == trackNumber).isPresent()) {
        return Optional.of(new FeedStep.Header(announced.header()));
      }
    }
    return Optional.empty();
  }

  /**
   * Begins at the live edge: the header boxes, the newest fragments of each track, then whatever
   * comes.
   *
   * @param fragmentsBack of each track, as far as memory has them
   */
  public FeedCursor live(int fragmentsBack) {
    FeedLog.Page page = log.page();
    Map<TrackId, Integer> counts = new HashMap<>();
    return cursor(
        page,
        held -> counts.merge(held.track().id(), 1, Integer::sum) <= fragmentsBack,
        // Only so many tracks: one that has been silent for long is not looked for for ever.
        trackIds());
  }

  /**
   * Begins in the past: with the first fragment of each track that starts then or later and that
   * memory has; without one, with whatever comes.
   *
   * @param startTicks100ns may be below zero
   */
  public FeedCursor from(long startTicks100ns) {
    return cursor(
        log.page(),
        held -> {
          Timescale clock = held.track().stream().timescale();
          return Ticks100ns.isAtOrAfter(
              held.fragment().time().startTicks(), clock, startTicks100ns);
        },
        trackIds());
  }

  private Set<TrackId> trackIds() {
    Set<TrackId> ids = new HashSet<>();
    tracks().forEach(track -> ids.add(track.id()));
    return ids;
  }

  /** Looks at each track from its newest fragment back, as long as they are wanted. */
  private FeedCursor cursor(
      FeedLog.Page page, Predicate<FeedEntry.Held> isWanted, Set<TrackId> lookedFor) {
    Map<TrackId, Long> starts = new HashMap<>();
    Set<TrackId> settled = new HashSet<>();
    long place = page.end();
    while (place > page.first() && !settled.containsAll(lookedFor)) {
      place--;
      switch (page.get(place)) {
        case FeedEntry.Held held when !settled.contains(held.track().id()) -> {
          if (isWanted.test(held)) {
            starts.put(held.track().id(), place);
          } else {
            settled.add(held.track().id());
          }
        }
        case FeedEntry.Gone(TrackId track) -> settled.add(track);
        case FeedEntry.Held _, FeedEntry.Announced _, FeedEntry.Unwanted _ -> {}
      }
    }
    long first = page.end();
    for (long start : starts.values()) {
      first = Math.min(first, start);
    }
    return new FeedCursor(log, new FeedCursor.Start(first, page.end(), Map.copyOf(starts)));
  }
}
