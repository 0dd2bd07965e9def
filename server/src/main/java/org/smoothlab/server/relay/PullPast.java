package org.smoothlab.server.relay;

import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.Missing;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.protocol.PastBlock;

/**
 * Fetches what a pull point misses from before its connections: the newest first, one request at a
 * time, from the source that live comes from, while live goes on. At the desk of its input.
 */
final class PullPast {
  /** How often it is looked whether something is missing, when nothing was. */
  private static final long LOOK_NANOS = 2_000_000_000L;

  /**
   * A source that has nothing is asked again so often, each time after twice the time: it may be
   * about to fill its own past.
   */
  private static final int TRIES_MAX = 6;

  private static final long TRY_NANOS = 1_000_000_000L;

  /** A source that cannot answer is asked again within this. */
  private static final long BACK_OFF_MAX_NANOS = 300_000_000_000L;

  /** A fragment may begin by the rounding of half a frame before the end of the one before. */
  private static final long SLACK_100NS = 500_000;

  private final PullScope scope;
  private final PullEdges edges;
  private final SourceList sources;
  private final Map<String, PullStream> open;
  private final BackOff backOff = new BackOff(TRY_NANOS, BACK_OFF_MAX_NANOS);

  /** Of what is missing now: what need not be asked for at once. */
  private final Map<Missing, Aside> asides = new HashMap<>();

  private Optional<PastQuery> query = Optional.empty();
  private Desk.Alarm next = Desk.Alarm.NONE;
  private boolean looking;
  private String lastUrl = "";
  private int fragmentCount;

  /**
   * Something that was asked for in vain.
   *
   * @param tryCount with the source that is in use
   * @param untilNanos when it may be asked for again
   * @param emptyUrls of the sources that have nothing
   */
  private record Aside(int tryCount, long untilNanos, Set<String> emptyUrls) {
    static final Aside NONE = new Aside(0, Long.MIN_VALUE, Set.of());
  }

  /** Something to ask for, and whom. */
  private record Wish(Missing missing, TrackInfo track, PullStream stream, Source source) {
    long before100ns() {
      return Timescale.SMOOTH.rescaleFloor(missing.beforeTicks(), clock());
    }

    long after100ns() {
      return Timescale.SMOOTH.rescaleFloor(missing.afterTicks(), clock()) - SLACK_100NS;
    }

    private Timescale clock() {
      return track.stream().timescale();
    }

    URI uri(PeerUrl peer, int count) {
      String query = "?before=%d&count=%d".formatted(before100ns(), count);
      String from = missing.afterTicks() == Missing.BEGINNING ? "" : "&after=" + after100ns();
      return URI.create(
          peer.stream(stream.stream().eventId(), stream.stream().streamId()) + query + from);
    }
  }

  /**
   * @param open streams of the source in use, whenever it is looked
   */
  PullPast(PullScope scope, PullEdges edges, SourceList sources, Map<String, PullStream> open) {
    this.scope = scope;
    this.edges = edges;
    this.sources = sources;
    this.open = open;
  }

  /** Live comes from a source. */
  void begin() {
    if (!looking) {
      looking = true;
      lookIn(settings().pauseNanos());
    }
  }

  /** The source is left. */
  void cancel() {
    looking = false;
    next.cancel();
    query.ifPresent(PastQuery::cancel);
    query = Optional.empty();
  }

  private RelaySettings.Past settings() {
    return scope.means().settings().past();
  }

  private void lookIn(long nanos) {
    next.cancel();
    next = scope.desk().at(scope.now() + nanos, this::look);
  }

  private void look() {
    if (!lastUrl.equals(sources.current().shown())) {
      lastUrl = sources.current().shown();
      fragmentCount = settings().fragmentCount();
      backOff.succeeded();
      asides.replaceAll((_, aside) -> new Aside(0, Long.MIN_VALUE, aside.emptyUrls));
    }
    List<Missing> missing = scope.point().missing();
    asides.keySet().retainAll(Set.copyOf(missing));
    missing.stream()
        .filter(this::isDue)
        .flatMap(one -> wish(one).stream())
        .max(Comparator.comparingLong(Wish::before100ns))
        .ifPresentOrElse(this::ask, () -> lookIn(LOOK_NANOS));
  }

  private boolean isDue(Missing missing) {
    return asides.getOrDefault(missing, Aside.NONE).untilNanos <= scope.now();
  }

  private Optional<Wish> wish(Missing missing) {
    Optional<PullStream> stream = edges.streamId(missing.track()).map(open::get);
    return stream
        .flatMap(PullStream::source)
        .flatMap(source ->
            edges
                .track(missing.track())
                .map(track -> new Wish(missing, track, stream.get(), source)));
  }

  private void ask(Wish wish) {
    PeerUrl peer = sources.current();
    PastQuery.Question question =
        new PastQuery.Question(peer, wish.uri(peer, fragmentCount), wish.stream, wish.source);
    query = Optional.of(new PastQuery(scope, question, answer -> answered(wish, answer)));
  }

  private void answered(Wish wish, PastQuery.Answer answer) {
    query = Optional.empty();
    switch (answer) {
      case PastQuery.Answer.Failed _ -> {
        // It may have been too much at a time.
        fragmentCount = Math.max(1, fragmentCount / 2);
        lookIn(backOff.failed());
      }
      case PastQuery.Answer.Block(PastBlock.Outcome outcome) -> {
        backOff.succeeded();
        outcome.filled().forEach(this::tell);
        boolean came =
            outcome.filled().stream()
                .anyMatch(filled -> filled.track().equals(wish.missing.track()));
        if (!came) {
          putAside(wish, outcome.notWanted().isEmpty());
        }
        lookIn(settings().pauseNanos());
      }
    }
  }

  private void tell(PastBlock.Filled filled) {
    scope.tell(
        new RelayEvent.PastFilled(
            scope.point().path(),
            filled.track(),
            filled.fromTicks(),
            filled.toTicks(),
            filled.count()));
  }

  /**
   * Nothing of it came that the point could take.
   *
   * @param isEmpty whether the source has nothing; else the point may want it later
   */
  private void putAside(Wish wish, boolean isEmpty) {
    Aside before = asides.getOrDefault(wish.missing, Aside.NONE);
    int tryCount = before.tryCount + 1;
    if (tryCount < TRIES_MAX) {
      long untilNanos = scope.now() + (TRY_NANOS << before.tryCount);
      asides.put(wish.missing, new Aside(tryCount, untilNanos, before.emptyUrls));
      return;
    }
    Set<String> emptyUrls = new HashSet<>(before.emptyUrls);
    if (isEmpty) {
      emptyUrls.add(lastUrl);
    }
    asides.put(wish.missing, new Aside(tryCount, Long.MAX_VALUE, emptyUrls));
    if (emptyUrls.size() >= sources.count()) {
      wish.source.nothingFor(wish.missing);
    }
  }
}
