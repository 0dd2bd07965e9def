package org.smoothlab.server.origin;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;

/**
 * What one input stream of a run has brought and memory still has, in the order it was accepted.
 * Written under the lock of its point; whoever reads takes the {@link #page} of the moment and
 * never locks. It holds what the live cache holds, and nothing longer.
 */
final class FeedLog {
  /** Places that a log has at most; one more, and the oldest leaves. */
  static final int ENTRY_COUNT_MAX = 1 << 15;

  /** Sources that have gone and may still be heard: their last fragments wait behind a hole. */
  private static final int GONE_COUNT_MAX = 16;

  /** Announces that are remembered for fragments of the past; then the oldest is forgotten. */
  private static final int KNOWN_COUNT_MAX = 16;

  /** How it goes on. */
  enum Ending {
    /** More may come. */
    OPEN,
    /** All its sources have ended it in words. */
    END_OF_STREAM,
    /** Nothing more comes, and it is not the end. */
    BROKEN_OFF
  }

  private final String streamId;
  private final Map<SourceId, FeedEntry.Announced> live = new LinkedHashMap<>();
  private final Map<SourceId, FeedEntry.Announced> gone = new LinkedHashMap<>();

  /** Where the fragments of a track are that are held, in the order of their times. */
  private final Map<TrackId, ArrayDeque<Long>> places = new LinkedHashMap<>();

  private boolean sawEndOfStream;
  private boolean sparseOnly = true;
  private volatile Page page =
      new Page(
          new Stretch(0, 0, BlockList.empty()), Ending.OPEN, new Sources(List.of(), List.of()));

  /**
   * The log at one moment.
   *
   * @param sources who brings it
   */
  record Page(Stretch stretch, Ending ending, Sources sources) {
    long first() {
      return stretch.first;
    }

    /** Behind the last entry. */
    long end() {
      return stretch.first + stretch.entries.size();
    }

    int size() {
      return stretch.entries.size();
    }

    FeedEntry get(long place) {
      return stretch.entries.get((int) (place - stretch.first));
    }

    private Page with(Stretch other) {
      return new Page(other, ending, sources);
    }

    private Page with(long place, FeedEntry entry) {
      int index = (int) (place - stretch.first);
      return with(stretch.with(stretch.entries.with(index, entry)));
    }
  }

  /**
   * Places and what is there.
   *
   * @param first place of the first entry; places only grow
   * @param lostEnd behind the last fragment that was lost with the entries before
   * @param entries from {@code first} on
   */
  record Stretch(long first, long lostEnd, BlockList<FeedEntry> entries) {
    private Stretch with(BlockList<FeedEntry> other) {
      return new Stretch(first, lostEnd, other);
    }

    private Stretch dropFirst(int count) {
      long lost = lostEnd;
      for (int i = 0; i < count; i++) {
        FeedEntry entry = entries.get(i);
        boolean media = entry instanceof FeedEntry.Held || entry instanceof FeedEntry.Gone;
        lost = media ? first + i + 1 : lost;
      }
      return new Stretch(first + count, lost, entries.dropFirst(count));
    }
  }

  /**
   * @param live what the sources have announced that are there now
   * @param known all different announces, at most {@link #KNOWN_COUNT_MAX}, the newest first
   */
  record Sources(List<FeedEntry.Announced> live, List<FeedEntry.Announced> known) {}

  FeedLog(String streamId) {
    this.streamId = streamId;
  }

  String streamId() {
    return streamId;
  }

  Page page() {
    return page;
  }

  // ---- sources

  void announced(FeedEntry.Announced what) {
    live.put(what.source(), what);
    gone.remove(what.source());
    sawEndOfStream = false;
    sparseOnly &= what.tracks().stream().allMatch(track -> track.stream().isSparse());
    append(what);
    page = new Page(page.stretch, Ending.OPEN, sourcesWith(what));
  }

  private Sources sourcesWith(FeedEntry.Announced what) {
    List<FeedEntry.Announced> known = new ArrayList<>(List.of(what));
    for (FeedEntry.Announced before : page.sources.known) {
      boolean same = before.header().equals(what.header()) && before.tracks().equals(what.tracks());
      if (!same && known.size() < KNOWN_COUNT_MAX) {
        known.add(before);
      }
    }
    return new Sources(List.copyOf(live.values()), List.copyOf(known));
  }

  /** Whether the source was known to be there. */
  boolean left(SourceId source, boolean endOfStream) {
    FeedEntry.Announced known = live.remove(source);
    if (known == null) {
      return false;
    }
    gone.put(source, known);
    if (gone.size() > GONE_COUNT_MAX) {
      gone.remove(gone.keySet().iterator().next());
    }
    sawEndOfStream |= endOfStream;
    Sources fewer = new Sources(List.copyOf(live.values()), page.sources.known);
    page = new Page(page.stretch, page.ending, fewer);
    return true;
  }

  /**
   * Whether all sources have gone and one of them in words, so that it is over when nothing waits.
   * Events end nothing: each may be a POST of its own.
   */
  boolean mayEnd() {
    return page.ending == Ending.OPEN && sawEndOfStream && live.isEmpty() && !sparseOnly;
  }

  /** The tracks that ever had a fragment here. */
  List<TrackId> tracks() {
    return List.copyOf(places.keySet());
  }

  /** How many fragments it holds. */
  long fragmentCount() {
    return places.values().stream().mapToLong(ArrayDeque::size).sum();
  }

  /** Nothing more comes. */
  void end(Ending ending) {
    page = new Page(page.stretch, ending, page.sources);
  }

  // ---- fragments

  /** Takes an accepted fragment; whether its source is known here. */
  boolean append(SourceId source, TrackId track, Fragment fragment) {
    FeedEntry.Announced by = live.getOrDefault(source, gone.get(source));
    TrackInfo info = by == null ? null : by.find(track).orElse(null);
    if (by == null || info == null) {
      return false;
    }
    places.computeIfAbsent(track, _ -> new ArrayDeque<>()).addLast(page.end());
    append(new FeedEntry.Held(by, info, fragment));
    return true;
  }

  private void append(FeedEntry entry) {
    page = page.with(page.stretch.with(page.stretch.entries.append(entry)));
    if (page.size() > ENTRY_COUNT_MAX) {
      if (page.get(page.first()) instanceof FeedEntry.Held(_, TrackInfo track, _)) {
        requireNonNull(places.get(track.id())).removeFirst();
      }
      page = page.with(page.stretch.dropFirst(1));
    }
  }

  /** The fragments of a stream at this time, and those before it, have left memory. */
  void evicted(String streamName, FragmentTime time) {
    places.forEach((track, own) -> {
      if (track.streamName().equals(streamName)) {
        forgetUntil(track, own, time);
      }
    });
    trim();
  }

  /** The same for one track. */
  void evicted(TrackId track, FragmentTime time) {
    ArrayDeque<Long> own = places.get(track);
    if (own != null) {
      forgetUntil(track, own, time);
      trim();
    }
  }

  private void forgetUntil(TrackId track, ArrayDeque<Long> own, FragmentTime time) {
    while (!own.isEmpty() && held(own.getFirst()).isAtOrBefore(time)) {
      page = page.with(own.removeFirst(), new FeedEntry.Gone(track));
    }
  }

  private FeedEntry.Held held(long place) {
    if (page.get(place) instanceof FeedEntry.Held entry) {
      return entry;
    }
    throw new IllegalStateException("no fragment at place " + place + " of " + streamId);
  }

  /** This fragment was not kept, which says nothing of those before it. */
  void refused(TrackId track, FragmentTime time) {
    ArrayDeque<Long> own = places.getOrDefault(track, new ArrayDeque<>());
    Iterator<Long> newestFirst = own.descendingIterator();
    while (newestFirst.hasNext()) {
      long place = newestFirst.next();
      if (held(place).fragment().time().equals(time)) {
        newestFirst.remove();
        page = page.with(place, new FeedEntry.Unwanted());
        trim();
        return;
      }
    }
  }

  /** Keeps a few fragments of each track, for readers that are about to see the end. */
  void shorten(int keptCount) {
    places.forEach((track, own) -> {
      while (own.size() > keptCount) {
        page = page.with(own.removeFirst(), new FeedEntry.Gone(track));
      }
    });
    trim();
  }

  /** What begins with fragments that are gone is forgotten, up to the last of them. */
  private void trim() {
    int count = 0;
    for (int i = 0; i < page.size(); i++) {
      FeedEntry entry = page.stretch.entries.get(i);
      if (entry instanceof FeedEntry.Held) {
        break;
      }
      count = entry instanceof FeedEntry.Announced ? count : i + 1;
    }
    page = count == 0 ? page : page.with(page.stretch.dropFirst(count));
  }
}
