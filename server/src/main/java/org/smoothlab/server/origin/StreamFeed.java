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
  private final RunName run;
  private final FeedLog log;

  /**
   * @param number which run of the point, from 1
   * @param tag different for every run of every start of the origin
   */
  record RunName(long number, String tag) {}

  StreamFeed(String eventId, RunName run, FeedLog log) {
    this.eventId = eventId;
    this.run = run;
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
    return run.number;
  }

  /** The same for those who see the point behind a restart of its origin, too: a token. */
  public String runTag() {
    return run.tag;
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
   * comes. Tracks that are in step begin at one time, so that who joins in the middle of a round
   * does not begin without one of them.
   *
   * @param fragmentsBack of each track at least, as far as memory has them
   */
  public FeedCursor live(int fragmentsBack) {
    FeedLog.Page page = log.page();
    // Only so many tracks: one that has been silent for long is not looked for for ever.
    Set<TrackId> lookedFor = trackIds();
    Map<TrackId, FeedEntry.Held> firsts = newest(page, fragmentsBack, lookedFor);
    long latest100ns = firsts.values().stream().mapToLong(StreamFeed::start100ns).max().orElse(0);
    Map<TrackId, Long> starts100ns = new HashMap<>();
    firsts.forEach((track, first) -> starts100ns.put(track, start100ns(first)));
    long together100ns =
        firsts.values().stream()
            .filter(first -> isInStep(first, latest100ns))
            .mapToLong(StreamFeed::start100ns)
            .min()
            .orElse(latest100ns);
    starts100ns.replaceAll((_, start) -> start > together100ns ? together100ns : start);
    return cursor(
        page,
        held ->
            starts100ns.containsKey(held.track().id())
                && isAtOrAfter(held, starts100ns.getOrDefault(held.track().id(), 0L)),
        lookedFor);
  }

  /** Of each track the one that is so many back, or the oldest that there is. */
  private static Map<TrackId, FeedEntry.Held> newest(
      FeedLog.Page page, int fragmentsBack, Set<TrackId> lookedFor) {
    Map<TrackId, FeedEntry.Held> firsts = new HashMap<>();
    Map<TrackId, Integer> counts = new HashMap<>();
    int foundCount = 0;
    long place = page.end();
    while (fragmentsBack > 0 && place > page.first() && foundCount < lookedFor.size()) {
      place--;
      if (page.get(place) instanceof FeedEntry.Held held) {
        int count = counts.merge(held.track().id(), 1, Integer::sum);
        if (count <= fragmentsBack) {
          firsts.put(held.track().id(), held);
        }
        foundCount += count == fragmentsBack ? 1 : 0;
      }
    }
    return firsts;
  }

  /** Whether a track is at most a round behind: not sparse, and its source is there. */
  private static boolean isInStep(FeedEntry.Held first, long latest100ns) {
    long durationTicks = first.fragment().time().durationTicks();
    Timescale clock = first.track().stream().timescale();
    return !first.track().stream().isSparse()
        && start100ns(first) + 2 * Timescale.SMOOTH.rescaleFloor(durationTicks, clock)
            > latest100ns;
  }

  private static long start100ns(FeedEntry.Held held) {
    return Timescale.SMOOTH.rescaleFloor(
        held.fragment().time().startTicks(), held.track().stream().timescale());
  }

  private static boolean isAtOrAfter(FeedEntry.Held held, long startTicks100ns) {
    return Ticks100ns.isAtOrAfter(
        held.fragment().time().startTicks(), held.track().stream().timescale(), startTicks100ns);
  }

  /**
   * Begins in the past: with the first fragment of each track that starts then or later and that
   * memory has; without one, with whatever comes.
   *
   * @param startTicks100ns may be below zero
   */
  public FeedCursor from(long startTicks100ns) {
    return cursor(log.page(), held -> isAtOrAfter(held, startTicks100ns), trackIds());
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
