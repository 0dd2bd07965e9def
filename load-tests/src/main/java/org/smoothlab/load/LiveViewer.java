package org.smoothlab.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;

/**
 * Where one viewer of a live event is: what it watches, what it asks for next and when. Immutable
 * and without a clock: the time comes in.
 *
 * <p>It joins three fragments behind the live edge and then plays in real time: each fragment is
 * due one fragment duration after the one before, as a player with a full buffer asks for it. It
 * learns of fragments from {@code tfrf}, and fetches the manifest again now and then and whenever
 * it knows of nothing more.
 *
 * @param traits what is its own for the whole run
 * @param lanes the streams that it watches: one video, one audio
 * @param anchor when the fragments are due
 * @param progress what it remembers of its last requests
 */
record LiveViewer(Traits traits, List<Lane> lanes, Anchor anchor, Progress progress) {
  /** How often one fragment is asked for again after 412; then that is an error. */
  static final int RETRY_COUNT_MAX = 12;

  /** After how many video fragments the manifest is fetched anew. */
  private static final int MANIFEST_EVERY_FRAGMENTS = 5;

  /** How many fragments a viewer may lie behind the end of the manifest and still be live. */
  private static final int BEHIND_FRAGMENTS_MAX = 2;

  private static final int RETRIES_PER_FRAGMENT = 4;

  /** How long a viewer waits that knows of no fragment more, not even from a new manifest. */
  private static final long RETRY_MANIFEST_NANOS = 500_000_000;

  /**
   * @param number of the viewer, from 0
   * @param seed decides about its quality levels
   */
  record Traits(long number, long seed) {
    private static final int EAGER_EVERY = 10;

    /**
     * Whether it asks for an announced fragment at once, as VLC does, and does not wait until it is
     * due: the origin then holds the answer until the fragment is published.
     */
    boolean eager() {
      return number % EAGER_EVERY == EAGER_EVERY - 1;
    }

    private int levelIndex(StreamIndex stream, long turn) {
      return new SplittableRandom(seed + number * 1_000_003 + turn).nextInt(stream.levels().size());
    }
  }

  /** At {@code atNanos} the fragment that starts at {@code mediaNanos} is due. */
  record Anchor(long atNanos, long mediaNanos) {}

  /**
   * @param manifestCount manifests read so far
   * @param fetchedSinceManifest video fragments fetched since the last one
   * @param refusedCount how often the next fragment was answered 412 in a row
   * @param notBeforeNanos the earliest time of the next request, after a refusal
   */
  record Progress(
      int manifestCount, int fetchedSinceManifest, int refusedCount, long notBeforeNanos) {}

  /** What a viewer does next, and when. */
  sealed interface Step {
    long dueNanos();
  }

  /**
   * Fetch a fragment.
   *
   * @param laneIndex in the viewer's lanes
   * @param url relative to the manifest
   * @param eager whether it is asked for before it is due
   */
  record Fetch(int laneIndex, String url, long startTicks, boolean eager, long dueNanos)
      implements Step {}

  /** Fetch the manifest. */
  record Refresh(long dueNanos) implements Step {}

  LiveViewer {
    lanes = List.copyOf(lanes);
  }

  /**
   * A viewer that begins with this manifest.
   *
   * @throws IllegalArgumentException if it has no video or no audio, or no fragments yet
   */
  static LiveViewer join(Traits traits, SmoothManifest manifest, long nowNanos) {
    List<Lane> lanes = new ArrayList<>();
    for (StreamKind kind : List.of(StreamKind.VIDEO, StreamKind.AUDIO)) {
      StreamIndex stream =
          manifest.streams().stream()
              .filter(candidate -> candidate.info().kind() == kind)
              .filter(candidate -> !candidate.chunks().isEmpty())
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no fragments of " + kind));
      lanes.add(Lane.join(stream, traits.levelIndex(stream, 0)));
    }
    Lane video = lanes.getFirst();
    long edgeNanos = video.mediaNanos(video.ahead().getLast().startTicks());
    return new LiveViewer(
        traits, lanes, new Anchor(nowNanos, edgeNanos), new Progress(1, 0, 0, nowNanos));
  }

  /** What comes next: the manifest when it is time for it, else the fragment that starts first. */
  Step step() {
    boolean starving = lanes.stream().anyMatch(lane -> lane.ahead().isEmpty());
    if (starving || progress.fetchedSinceManifest >= MANIFEST_EVERY_FRAGMENTS) {
      return new Refresh(progress.notBeforeNanos);
    }
    Lane lane =
        lanes.stream().min(Comparator.comparingLong(LiveViewer::nextMediaNanos)).orElseThrow();
    boolean eager = traits.eager() && lane.nextIsOnlyAnnounced();
    long dueNanos = eager ? 0 : anchor.atNanos + nextMediaNanos(lane) - anchor.mediaNanos;
    return new Fetch(
        lanes.indexOf(lane),
        lane.nextUrl(),
        lane.next().startTicks(),
        eager,
        Math.max(dueNanos, progress.notBeforeNanos));
  }

  /** The fragment has come. */
  LiveViewer fetched(Fetch fetch, FragmentAnswer answer) {
    return with(fetch, lanes.get(fetch.laneIndex).fetched(answer));
  }

  /** The fragment could not be had; the viewer goes on with the next one. */
  LiveViewer skipped(Fetch fetch) {
    return with(fetch, lanes.get(fetch.laneIndex).skipped());
  }

  /** The fragment is not there yet: 412. */
  LiveViewer refused(Fetch fetch, long nowNanos) {
    long pauseNanos = nextDurationNanos(lanes.get(fetch.laneIndex)) / RETRIES_PER_FRAGMENT;
    return new LiveViewer(
        traits,
        lanes,
        anchor,
        new Progress(
            progress.manifestCount,
            progress.fetchedSinceManifest,
            progress.refusedCount + 1,
            nowNanos + pauseNanos));
  }

  /** A newer manifest has come; the viewer also changes its quality levels then. */
  LiveViewer refreshed(SmoothManifest manifest, long nowNanos) {
    List<Lane> newLanes = new ArrayList<>();
    for (Lane lane : lanes) {
      newLanes.add(
          manifest
              .find(lane.stream().info().name())
              .map(newer -> lane.refreshed(newer, traits.levelIndex(newer, progress.manifestCount)))
              .orElse(lane));
    }
    boolean starving = newLanes.stream().anyMatch(lane -> lane.ahead().isEmpty());
    long pauseNanos = starving ? RETRY_MANIFEST_NANOS : 0;
    return new LiveViewer(
        traits,
        newLanes,
        anchor,
        new Progress(progress.manifestCount + 1, 0, 0, nowNanos + pauseNanos));
  }

  /** The manifest could not be had; the viewer goes on with what it knows. */
  LiveViewer notRefreshed(long nowNanos) {
    return new LiveViewer(
        traits,
        lanes,
        anchor,
        new Progress(progress.manifestCount, 0, 0, nowNanos + RETRY_MANIFEST_NANOS));
  }

  /** Whether the newest video that was fetched is no further behind than live viewing allows. */
  boolean isInStepWith(SmoothManifest manifest) {
    Lane video = lanes.getFirst();
    List<FragmentTime> chunks =
        manifest.find(video.stream().info().name()).map(StreamIndex::chunks).orElse(List.of());
    long laterCount =
        chunks.stream().filter(chunk -> chunk.startTicks() > video.fetchedStartTicks()).count();
    return laterCount <= BEHIND_FRAGMENTS_MAX;
  }

  private LiveViewer with(Fetch fetch, Lane changed) {
    List<Lane> newLanes = new ArrayList<>(lanes);
    newLanes.set(fetch.laneIndex, changed);
    int videoCount = changed.kind() == StreamKind.VIDEO ? 1 : 0;
    return new LiveViewer(
        traits,
        newLanes,
        anchor,
        new Progress(
            progress.manifestCount,
            progress.fetchedSinceManifest + videoCount,
            0,
            progress.notBeforeNanos));
  }

  private static long nextMediaNanos(Lane lane) {
    return lane.mediaNanos(lane.next().startTicks());
  }

  private static long nextDurationNanos(Lane lane) {
    return lane.mediaNanos(lane.next().durationTicks());
  }
}
