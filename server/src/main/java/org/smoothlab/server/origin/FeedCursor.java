package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.Slice;

/**
 * A reader's place in a feed: a number, so that who reads slowly holds no memory. One thread's.
 *
 * <p>The header boxes of a source come first, and again whenever the next fragment is from a source
 * with other ones.
 */
public final class FeedCursor {
  private final FeedLog log;
  private final Start start;
  private final List<String> excludedIds;
  private long place;
  private List<Slice> lastHeader = List.of();
  private Optional<FeedStep> last = Optional.empty();

  /**
   * @param place of the first fragment that is wanted
   * @param end of the log when it was looked at
   * @param byTrack before {@code end}, where each track begins; one that is not here begins there
   */
  record Start(long place, long end, Map<TrackId, Long> byTrack) {
    boolean isBefore(long at, TrackId track) {
      return at < end && at < byTrack.getOrDefault(track, end);
    }
  }

  FeedCursor(FeedLog log, Start start) {
    this(log, start, List.of());
  }

  private FeedCursor(FeedLog log, Start start, List<String> excludedIds) {
    this.log = log;
    this.start = start;
    this.excludedIds = excludedIds;
    this.place = start.place;
  }

  /**
   * The same from its beginning, without what has come through {@code relayId}: a server does not
   * need what it has sent itself.
   */
  public FeedCursor excluding(String relayId) {
    List<String> more = new ArrayList<>(excludedIds);
    more.add(relayId);
    return new FeedCursor(log, start, List.copyOf(more));
  }

  /** What comes next. Neither locks nor waits nor copies media. */
  public FeedStep next() {
    if (last.isPresent()) {
      return last.get();
    }
    FeedLog.Page page = log.page();
    if (place < page.stretch().lostEnd()) {
      return finish(new FeedStep.Behind(page.stretch().lostEnd() - place));
    }
    place = Math.max(place, page.first());
    while (place < page.end()) {
      Optional<FeedStep> step = step(page.get(place));
      if (step.isPresent()) {
        return step.get();
      }
      place++;
    }
    return atTheEnd(page);
  }

  /** Whether the next step is known to be {@link FeedStep.Behind}. */
  public boolean isBehind() {
    FeedLog.Page page = log.page();
    return place < page.stretch().lostEnd()
        || (place >= page.first()
            && place < page.end()
            && page.get(place) instanceof FeedEntry.Gone(TrackId track)
            && !start.isBefore(place, track));
  }

  /** Empty for what is passed over. */
  private Optional<FeedStep> step(FeedEntry entry) {
    return switch (entry) {
      case FeedEntry.Announced announced when place >= start.end && isWanted(announced) ->
          header(announced);
      case FeedEntry.Held held
          when isWanted(held.by()) && !start.isBefore(place, held.track().id()) -> {
        Optional<FeedStep> header = header(held.by());
        if (header.isPresent()) {
          yield header;
        }
        place++;
        yield Optional.of(FeedStep.Media.of(held.track(), held.fragment()));
      }
      case FeedEntry.Gone(TrackId track) when !start.isBefore(place, track) ->
          Optional.of(finish(new FeedStep.Behind(1)));
      case FeedEntry.Announced _, FeedEntry.Held _, FeedEntry.Gone _, FeedEntry.Unwanted _ ->
          Optional.empty();
    };
  }

  private FeedStep atTheEnd(FeedLog.Page page) {
    if (lastHeader.isEmpty()) {
      Optional<FeedStep> header =
          page.sources().known().stream().filter(this::isWanted).findFirst().flatMap(this::header);
      if (header.isPresent()) {
        return header.get();
      }
    }
    return switch (page.ending()) {
      case OPEN -> new FeedStep.Nothing();
      case END_OF_STREAM -> finish(new FeedStep.Over(true));
      case BROKEN_OFF -> finish(new FeedStep.Over(false));
    };
  }

  /** The header boxes, unless they are the ones that were sent last. */
  private Optional<FeedStep> header(FeedEntry.Announced announced) {
    if (announced.header().equals(lastHeader)) {
      return Optional.empty();
    }
    lastHeader = announced.header();
    return Optional.of(new FeedStep.Header(lastHeader));
  }

  private boolean isWanted(FeedEntry.Announced announced) {
    return excludedIds.stream().noneMatch(announced.lineage()::contains);
  }

  private FeedStep finish(FeedStep step) {
    last = Optional.of(step);
    return step;
  }
}
