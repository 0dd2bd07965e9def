package org.smoothlab.server.relay;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.smooth.StreamManifest;
import org.smoothlab.server.protocol.FragmentCheck;

/**
 * The source of a pull point: all streams of one upstream at a time, out of an ordered list. Each
 * stream goes on where the last connection ended, so that a change of the source is not seen behind
 * this point. At its desk.
 *
 * @see "IIS Media Services, Syndicating Live Smooth Streams between servers; [MS-SSTR] 2.2.8"
 */
final class PullInput implements PullStream.Owner {
  /** How often a source may be left for the sake of one stream while others come. */
  private static final long PARTIAL_MOVE_NANOS = 30_000_000_000L;

  /** A source whose event is over is asked this much more seldom. */
  private static final int ENDED_DISCOVERY = 2;

  private final PullScope scope;
  private final SourceList sources;
  private final PullEdges edges = new PullEdges();
  private final SourceDoubts doubts;
  private final PullWatch watch;
  private final PullPast past;
  private final Map<String, PullStream> open = new LinkedHashMap<>();
  private final Map<String, Desk.Alarm> retries = new LinkedHashMap<>();
  private final Map<String, Integer> failureCounts = new HashMap<>();
  private final Set<String> endedIds = new LinkedHashSet<>();
  private Optional<SourceQuery> query = Optional.empty();
  private Optional<SourceQuery> primaryQuery = Optional.empty();
  private Desk.Alarm next = Desk.Alarm.NONE;
  private Desk.Alarm returning = Desk.Alarm.NONE;
  private Optional<SourceRun> run = Optional.empty();
  private String servingUrl = "";
  private String lastTrouble = "";
  private long connectionCount;
  private long partialMoveNanos = Long.MIN_VALUE;
  private boolean ended;

  /** Which run of which source is pulled, or was last. */
  private record SourceRun(String eventId, String url, String tag) {
    /**
     * Whether {@code other} is surely another broadcast, if this one is over. While it goes on, a
     * source that was started again has another tag and brings the same event.
     */
    boolean isBefore(SourceRun other) {
      boolean tells = url.equals(other.url) && !other.tag.isEmpty();
      return !eventId.equals(other.eventId) || (tells && !tag.equals(other.tag));
    }

    /** The same, as far as {@code other} tells. */
    SourceRun then(SourceRun other) {
      boolean tells = !url.equals(other.url) || !other.tag.isEmpty();
      return tells || !eventId.equals(other.eventId) ? other : this;
    }
  }

  /**
   * @param sources at least one, the primary first
   */
  PullInput(PullScope scope, List<PeerUrl> sources) {
    this.scope = scope;
    this.sources = new SourceList(sources, scope.settings());
    this.doubts = new SourceDoubts(scope, edges, this.sources.hasBackups());
    this.watch = new PullWatch(scope, open.values(), this::silent);
    this.past = new PullPast(scope, edges, this.sources, open);
  }

  /** Begins, soon. */
  void start() {
    scope.desk().soon(this::attempt);
  }

  /** What its point does; told from any thread. */
  PullEdges edges() {
    return edges;
  }

  /** Who is asked now. */
  PeerUrl source() {
    return sources.current();
  }

  /** Whether live comes. */
  boolean isConnected() {
    return !open.isEmpty();
  }

  /** Whether the streams of the source have ended, so that it is the source that stopped it. */
  boolean sawEnd() {
    return ended
        || ((!endedIds.isEmpty() || !open.isEmpty())
            && retries.isEmpty()
            && open.values().stream()
                .allMatch(stream -> stream.isSparse() || stream.sawEndOfStream()));
  }

  /** Gives all up. */
  void close(String why) {
    closeStreams(why);
    next.cancel();
    returning.cancel();
    watch.cancel();
  }

  // ---- the source

  private void attempt() {
    sources.attempt(scope.now());
    ask(sources.current());
  }

  private void ask(PeerUrl source) {
    query.ifPresent(SourceQuery::cancel);
    query = Optional.of(new SourceQuery(scope, source, this::answered));
  }

  private void answered(SourceAnswer answer) {
    query = Optional.empty();
    switch (answer) {
      case SourceAnswer.Streams streams -> take(streams);
      // What comes is worth more than a list of it.
      case SourceAnswer.Absent _, SourceAnswer.Mute _, SourceAnswer.Wrong _ when isWorking() ->
          discoverIn(scope.settings().rounds().discoverNanos());
      case SourceAnswer.Absent(String why) -> {
        tellLost(why);
        attemptAt(sources.failed(scope.now()));
      }
      case SourceAnswer.Mute(String why) -> {
        tellLost(why);
        attemptAt(sources.gaveUp(scope.now()));
      }
      case SourceAnswer.Wrong(String why) -> {
        tellRefused(why);
        attemptAt(sources.gaveUp(scope.now()));
      }
    }
  }

  private boolean isWorking() {
    return !open.isEmpty() || !retries.isEmpty();
  }

  private void attemptAt(long nanos) {
    next.cancel();
    next = scope.desk().at(nanos, this::attempt);
  }

  private void take(SourceAnswer.Streams answer) {
    SourceRun found = new SourceRun(answer.eventId(), sources.current().shown(), answer.runTag());
    boolean otherRun = run.isPresent() && run.get().isBefore(found);
    boolean otherEvent = run.isPresent() && !run.get().eventId.equals(found.eventId);
    if (otherEvent && !ended && !run.get().url.equals(found.url) && doubts.mayDiffer()) {
      tellRefused(
          "%s runs event \"%s\", expected \"%s\""
              .formatted(found.url, found.eventId, run.get().eventId));
      attemptAt(sources.gaveUp(scope.now()));
      return;
    }
    if (ended && !otherRun) {
      sources.succeeded();
      discoverIn(ENDED_DISCOVERY * scope.settings().rounds().discoverNanos());
      return;
    }
    if (ended || otherEvent) {
      closeStreams("the source runs another event");
      endedIds.clear();
      edges.clear();
      ended = false;
    }
    run = Optional.of(run.map(before -> before.then(found)).orElse(found));
    Set<String> known = new LinkedHashSet<>();
    for (StreamManifest.Stream stream : answer.streams()) {
      known.add(stream.streamId());
      openUnlessKnown(stream);
    }
    retries.entrySet().removeIf(retry -> forget(retry, known));
    discoverIn(scope.settings().rounds().discoverNanos());
    endIfAllEnded();
  }

  private static boolean forget(Map.Entry<String, Desk.Alarm> retry, Set<String> known) {
    if (!known.contains(retry.getKey())) {
      retry.getValue().cancel();
      return true;
    }
    return false;
  }

  private void discoverIn(long nanos) {
    next.cancel();
    next = scope.desk().at(scope.now() + nanos, () -> ask(sources.current()));
  }

  /** Tries the next source of the list. */
  private void moveOn(String why) {
    closeStreams(why);
    tellLost(why);
    attemptAt(sources.gaveUp(scope.now()));
  }

  private void closeStreams(String why) {
    past.cancel();
    query.ifPresent(SourceQuery::cancel);
    query = Optional.empty();
    primaryQuery.ifPresent(SourceQuery::cancel);
    primaryQuery = Optional.empty();
    retries.values().forEach(Desk.Alarm::cancel);
    retries.clear();
    failureCounts.clear();
    List<PullStream> closed = List.copyOf(open.values());
    open.clear();
    closed.forEach(stream -> stream.close(why));
  }

  // ---- its streams

  private void openUnlessKnown(StreamManifest.Stream stream) {
    String id = stream.streamId();
    if (!open.containsKey(id) && !endedIds.contains(id) && !retries.containsKey(id)) {
      openStream(stream);
    }
  }

  private void openStream(StreamManifest.Stream stream) {
    retries.remove(stream.streamId());
    PullStream.Opening opening =
        new PullStream.Opening(
            sources.current(),
            edges.from100ns(stream.streamId(), scope.point().view()),
            ++connectionCount,
            edges.acceptedCount(stream.streamId()));
    open.put(stream.streamId(), new PullStream(scope, stream, opening, this));
    watch.begin();
  }

  @Override
  public FragmentCheck check() {
    return doubts;
  }

  @Override
  public void connected(PullStream stream) {
    String url = sources.current().shown();
    if (!servingUrl.isEmpty() && !servingUrl.equals(url)) {
      scope.tell(new RelayEvent.PullSwitched(scope.point().path(), servingUrl, url));
    }
    servingUrl = url;
    lastTrouble = "";
    scope.tell(new RelayEvent.PullConnected(scope.point().path(), url, stream.stream().streamId()));
    watchForPrimary();
    past.begin();
  }

  @Override
  public void progressed(PullStream stream) {
    String id = stream.stream().streamId();
    if (stream.isOfUse(edges.acceptedCount(id))) {
      failureCounts.remove(id);
      sources.succeeded();
      doubts.useful(stream.progressNanos());
    }
  }

  @Override
  public void ended(PullStream stream) {
    open.remove(stream.stream().streamId());
    endedIds.add(stream.stream().streamId());
    endIfAllEnded();
  }

  private void endIfAllEnded() {
    boolean mainOpen = open.values().stream().anyMatch(stream -> !stream.isSparse());
    if (!ended && !mainOpen && retries.isEmpty() && !endedIds.isEmpty()) {
      closeStreams("the event is over");
      ended = true;
      scope.tell(new RelayEvent.PullEnded(scope.point().path(), sources.current().shown()));
      discoverIn(ENDED_DISCOVERY * scope.settings().rounds().discoverNanos());
    }
  }

  @Override
  public void refused(PullStream stream, String why) {
    if (open.get(stream.stream().streamId()) == stream) {
      tellRefused(why);
      closeStreams(why);
      attemptAt(sources.gaveUp(scope.now()));
    }
  }

  @Override
  public void lost(PullStream stream, String why) {
    String id = stream.stream().streamId();
    if (!open.remove(id, stream)) {
      return;
    }
    progressed(stream);
    int failureCount = failureCounts.merge(id, 1, Integer::sum);
    if (failureCount > scope.settings().retryCount() && mayMove()) {
      moveOn(why);
      return;
    }
    if (failureCount == 1) {
      tellLost(why);
    }
    // A connection that broke is made again at once; only what fails again has to wait.
    long waitNanos = failureCount == 1 ? 0 : scope.settings().retryNanos();
    retries.put(id, scope.desk().at(scope.now() + waitNanos, () -> openStream(stream.stream())));
  }

  /**
   * For one stream's sake the others are disturbed seldom, and only if somebody else may have it.
   */
  private boolean mayMove() {
    boolean partial = open.values().stream().anyMatch(stream -> !stream.isSparse());
    if (!sources.hasBackups()) {
      return false;
    }
    if (!partial) {
      return true;
    }
    boolean allowed =
        partialMoveNanos == Long.MIN_VALUE || scope.now() - partialMoveNanos >= PARTIAL_MOVE_NANOS;
    partialMoveNanos = allowed ? scope.now() : partialMoveNanos;
    return allowed;
  }

  /** Nothing whole came for too long: the source has nothing, or is not there any more. */
  private void silent(PullStream stream, boolean othersAlive) {
    String why =
        "%s: nothing whole came for %d ms"
            .formatted(
                stream.stream().streamId(), (scope.now() - stream.progressNanos()) / 1_000_000);
    if (!othersAlive && sources.hasBackups()) {
      moveOn(why);
    } else {
      stream.close(why);
      lost(stream, why);
    }
  }

  // ---- the primary

  private void watchForPrimary() {
    long returnNanos = scope.settings().rounds().returnNanos();
    returning.cancel();
    if (returnNanos > 0 && !sources.isAtPrimary()) {
      returning = scope.desk().at(scope.now() + returnNanos, this::askPrimary);
    }
  }

  private void askPrimary() {
    if (sources.isAtPrimary() || open.isEmpty()) {
      return;
    }
    primaryQuery = Optional.of(new SourceQuery(scope, sources.primary(), this::primaryAnswered));
  }

  private void primaryAnswered(SourceAnswer answer) {
    primaryQuery = Optional.empty();
    if (answer instanceof SourceAnswer.Streams streams) {
      closeStreams("return to the primary");
      sources.returnToPrimary();
      sources.attempt(scope.now());
      take(streams);
    } else {
      watchForPrimary();
    }
  }

  // ---- what is told

  private void tellLost(String why) {
    if (!why.equals(lastTrouble)) {
      lastTrouble = why;
      scope.tell(new RelayEvent.PullLost(scope.point().path(), sources.current().shown(), why));
    }
  }

  private void tellRefused(String why) {
    if (!why.equals(lastTrouble)) {
      lastTrouble = why;
      scope.tell(new RelayEvent.PullRefused(scope.point().path(), sources.current().shown(), why));
    }
  }
}
