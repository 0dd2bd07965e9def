package org.smoothlab.simulator.viewer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.simulator.trace.ViewerEvent;

/**
 * An emulated player of Smooth Streaming: takes one event, changes its own state, and says what to
 * do next. No clock, no I/O, and no media: a fragment is its times and its size.
 *
 * <p>It plays the first video and the first audio stream that have fragments of their own, follows
 * {@code tfrf}, reads the manifest again only when it knows of nothing further, and notes what
 * breaks the protocol's promises.
 */
public final class Viewer {
  private static final long REFRESH_NANOS_MIN = 200_000_000L;
  private static final long REFRESH_NANOS_MAX = 5_000_000_000L;
  private static final long FULL_NANOS_MIN = 50_000_000L;

  private final ViewerSettings settings;
  private final Outbox out = new Outbox();
  private final Servers servers;
  private final ManifestLoop manifests;
  private final ThroughputEstimate throughput = new ThroughputEstimate();
  private final List<FeedLoop> feeds = new ArrayList<>();
  private PlaybackBuffer buffer = new PlaybackBuffer(0);
  private Playback playback = new Playback(buffer, out::note);
  private long refreshNanos = REFRESH_NANOS_MAX;
  private boolean joined;
  private boolean moving;
  private boolean live = true;
  private boolean done;

  /** A viewer that has not begun. */
  public Viewer(ViewerSettings settings) {
    this.settings = settings;
    this.servers = new Servers(settings.manifests());
    this.manifests = new ManifestLoop(servers, out);
  }

  /** Takes one event and says what to do next. */
  public List<Action> on(Event event, long nowNanos) {
    if (done) {
      return List.of();
    }
    playback.playTo(nowNanos);
    switch (event) {
      case Event.Started() -> playback.started(nowNanos);
      case Event.Head(int requestId, int status) -> head(requestId, status, nowNanos);
      case Event.Arrived(int requestId, Slice bytes) -> arrived(requestId, bytes);
      case Event.Completed(int requestId) -> completed(requestId, nowNanos);
      case Event.Failed(int requestId, String why) -> failed(requestId, why, nowNanos);
      case Event.Woke() -> giveUpSlowRequests(nowNanos);
      case Event.Stopped() -> stop(nowNanos);
    }
    // A piece of a body changes nothing that is to be done.
    if (!done && !(event instanceof Event.Arrived)) {
      goOn(nowNanos);
    }
    return out.take();
  }

  /** Whether everything has been played, or the viewer was stopped. */
  public boolean isDone() {
    return done;
  }

  // ---- what comes

  private void head(int requestId, int status, long nowNanos) {
    if (manifests.owns(requestId)) {
      manifests.head(status);
    }
    owner(requestId).ifPresent(feed -> feed.head(status, nowNanos));
  }

  private void arrived(int requestId, Slice bytes) {
    if (manifests.owns(requestId)) {
      manifests.arrived(bytes);
    }
    owner(requestId).ifPresent(feed -> feed.arrived(bytes));
  }

  private void completed(int requestId, long nowNanos) {
    if (manifests.owns(requestId)) {
      Optional<SmoothManifest> manifest = manifests.completed(nowNanos);
      judge(manifest.isPresent(), nowNanos);
      manifest.ifPresent(came -> take(came, nowNanos));
    }
    owner(requestId)
        .ifPresent(feed -> {
          boolean works = feed.status() < 500;
          take(feed, feed.completed(nowNanos), nowNanos);
          judge(works, nowNanos);
        });
  }

  private void failed(int requestId, String why, long nowNanos) {
    if (manifests.owns(requestId)) {
      manifests.failed(why, nowNanos);
      judge(false, nowNanos);
    }
    owner(requestId)
        .ifPresent(feed -> {
          take(feed, feed.refused(0, why, nowNanos), nowNanos);
          judge(false, nowNanos);
        });
  }

  /** A server that fails again and again is left for another one. */
  private void judge(boolean works, long nowNanos) {
    if (works) {
      servers.answered();
    } else if (servers.failed()) {
      out.note(new ViewerEvent.ServerChanged(servers.manifest().getAuthority()));
      moving = true;
      manifests.cancel();
      manifests.restUntil(nowNanos);
      feeds.forEach(FeedLoop::askAnew);
    }
  }

  private void giveUpSlowRequests(long nowNanos) {
    long sentNanosMax = nowNanos - settings.buffering().requestNanosMax();
    if (manifests.sentNanos().filter(sent -> sent <= sentNanosMax).isPresent()) {
      manifests.cancel();
      manifests.failed("too slow", nowNanos);
      judge(false, nowNanos);
    }
    for (FeedLoop feed : feeds) {
      if (feed.sentNanos().filter(sent -> sent <= sentNanosMax).isPresent()) {
        take(feed, feed.giveUp(nowNanos), nowNanos);
        judge(false, nowNanos);
      }
    }
  }

  private void stop(long nowNanos) {
    manifests.cancel();
    feeds.forEach(FeedLoop::cancel);
    playback.end(nowNanos);
    done = true;
  }

  private Optional<FeedLoop> owner(int requestId) {
    return feeds.stream().filter(feed -> feed.owns(requestId)).findFirst();
  }

  // ---- the manifest

  private void take(SmoothManifest manifest, long nowNanos) {
    live = manifest.header().isLive();
    manifests.restUntil(nowNanos + refreshNanos);
    if (!joined) {
      join(manifest, nowNanos);
    }
    for (FeedLoop feed : feeds) {
      manifest.find(feed.feed().name()).ifPresent(stream -> learn(feed.feed(), stream));
    }
    moving = false;
  }

  private void learn(StreamFeed feed, StreamIndex stream) {
    if (moving) {
      feed.moveTo(stream);
    }
    feed.learnManifest(stream.chunks()).forEach(out::note);
  }

  /** Chooses streams, and where to start; needs a fragment of each. */
  private void join(SmoothManifest manifest, long nowNanos) {
    List<StreamIndex> streams = new ArrayList<>();
    firstOf(manifest, StreamKind.VIDEO).ifPresent(streams::add);
    firstOf(manifest, StreamKind.AUDIO).ifPresent(streams::add);
    if (streams.isEmpty() || streams.stream().anyMatch(stream -> stream.chunks().isEmpty())) {
      manifests.backOff("manifest without fragments", 200, nowNanos);
      return;
    }
    if (feeds.isEmpty()) {
      streams.forEach(
          stream -> feeds.add(new FeedLoop(new StreamFeed(stream), settings, servers, out)));
      buffer = new PlaybackBuffer(feeds.size());
      playback.playFrom(buffer);
    }
    joined = true;
    List<FragmentTime> chunks = streams.getFirst().chunks();
    int behindCount = live ? settings.buffering().startBehindCount() : chunks.size();
    FragmentTime first = chunks.get(Math.max(0, chunks.size() - behindCount));
    long startMediaNanos = feeds.getFirst().feed().nanos(first.startTicks());
    for (FeedLoop feed : feeds) {
      manifest
          .find(feed.feed().name())
          .flatMap(stream -> StreamFeed.chunkAt(stream, startMediaNanos))
          .ifPresent(feed::startAt);
    }
  }

  private static Optional<StreamIndex> firstOf(SmoothManifest manifest, StreamKind kind) {
    return manifest.streams().stream()
        .filter(stream -> stream.info().kind() == kind)
        .filter(stream -> stream.info().sparse().parentName().isEmpty())
        .filter(stream -> !stream.url().pattern().isEmpty() && !stream.levels().isEmpty())
        .findFirst();
  }

  // ---- fragments

  private void take(FeedLoop feed, FeedLoop.Outcome outcome, long nowNanos) {
    switch (outcome) {
      case FeedLoop.Outcome.Appended(FeedLoop.Taken taken) -> append(feed, taken, nowNanos);
      case FeedLoop.Outcome.Refused() -> {}
      case FeedLoop.Outcome.NeedsManifest() -> manifests.want(nowNanos);
      case FeedLoop.Outcome.LeftWindow() -> leaveWindow(nowNanos);
    }
  }

  private void append(FeedLoop feed, FeedLoop.Taken taken, long nowNanos) {
    throughput.add(taken.bodyBytes(), taken.transferNanos());
    long startMediaNanos = feed.feed().nanos(taken.time().startTicks());
    long endMediaNanos = feed.feed().nanos(taken.time().endTicks());
    buffer.append(feeds.indexOf(feed), startMediaNanos, endMediaNanos);
    refreshNanos =
        Math.clamp(endMediaNanos - startMediaNanos, REFRESH_NANOS_MIN, REFRESH_NANOS_MAX);
    playback.filled(nowNanos);
  }

  private void leaveWindow(long nowNanos) {
    joined = false;
    buffer.clear();
    playback.playTo(nowNanos);
    feeds.forEach(FeedLoop::cancel);
    manifests.restUntil(nowNanos + REFRESH_NANOS_MIN);
  }

  // ---- what next

  private void goOn(long nowNanos) {
    if (!joined || moving) {
      manifests.want(nowNanos);
    } else {
      boolean allKnownFetched = true;
      for (FeedLoop feed : feeds) {
        allKnownFetched &= isAtItsEnd(feed, nowNanos);
      }
      playback.allFetched(allKnownFetched && !live, nowNanos);
    }
    if (playback.hasEnded()) {
      done = true;
      return;
    }
    nextWakeNanos(nowNanos).ifPresent(out::wakeAt);
  }

  /** Fetches what may be fetched now; true when the feed knows of nothing further. */
  private boolean isAtItsEnd(FeedLoop feed, long nowNanos) {
    if (feed.isWaiting()) {
      return false;
    }
    boolean nothingKnown = feed.feed().next().isEmpty();
    if (isFull(feed)) {
      return nothingKnown;
    }
    if (nothingKnown && live) {
      manifests.want(nowNanos);
    }
    if (!nothingKnown && nowNanos >= feed.notBeforeNanos()) {
      feed.fetchNext(bufferState(feed), throughput.estimateBps(), nowNanos);
    }
    return nothingKnown;
  }

  private boolean isFull(FeedLoop feed) {
    return buffer.bufferedNanos(feeds.indexOf(feed)) >= settings.buffering().aheadNanosMax();
  }

  private long fullForNanos(FeedLoop feed) {
    long overNanos =
        buffer.bufferedNanos(feeds.indexOf(feed)) - settings.buffering().aheadNanosMax();
    // A picture that stands at a hole does not empty the buffer: look again, but not in a loop.
    return Math.max(overNanos, FULL_NANOS_MIN);
  }

  private AbrRule.Buffer bufferState(FeedLoop feed) {
    long bufferedNanos = buffer.bufferedNanos(feeds.indexOf(feed));
    long edgeNanos = feed.feed().nanos(feed.feed().edgeTicks());
    long toEdgeNanos = edgeNanos - buffer.positionNanos().orElse(edgeNanos);
    long maxNanos = settings.buffering().aheadNanosMax();
    return new AbrRule.Buffer(bufferedNanos, live ? Math.min(toEdgeNanos, maxNanos) : maxNanos, 0);
  }

  private Optional<Long> nextWakeNanos(long nowNanos) {
    List<Long> times = new ArrayList<>();
    long patienceNanos = settings.buffering().requestNanosMax();
    manifests.sentNanos().ifPresent(sent -> times.add(sent + patienceNanos));
    playback.dryAtNanos().ifPresent(times::add);
    boolean starving = !joined || moving;
    for (FeedLoop feed : joined && !moving ? feeds : List.<FeedLoop>of()) {
      feed.sentNanos().ifPresent(sent -> times.add(sent + patienceNanos));
      if (feed.isWaiting()) {
        continue;
      }
      if (isFull(feed)) {
        times.add(nowNanos + fullForNanos(feed));
      } else if (feed.feed().next().isEmpty()) {
        starving |= live;
      } else {
        times.add(feed.notBeforeNanos());
      }
    }
    if (starving) {
      manifests.askAtNanos().ifPresent(times::add);
    }
    return times.stream().min(Long::compareTo).map(nanos -> Math.max(nanos, nowNanos));
  }
}
