package org.smoothlab.server.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;

/**
 * Where a run is cut into segments: at the first key frame of its leading track at or behind each
 * multiple of the length, for all tracks at the same time. The first video track leads; where there
 * is none, the first track of all.
 */
final class SegmentCuts {
  /** Encoders round: a start this little before the cut is meant to be at the cut. */
  private static final long SAME_NANOS = 5_000_000;

  /** Media time in nanoseconds ends here; such times stay in the newest segment. */
  private static final long SECONDS_MAX = Long.MAX_VALUE / 2_000_000_000L;

  private final long segmentNanos;
  private final List<Long> cutNanos = new ArrayList<>();
  private Optional<TrackId> leader = Optional.empty();
  private boolean videoLeads;
  private Optional<Long> originNanos = Optional.empty();

  /**
   * @param segmentNanos 0 for no cuts at all
   */
  SegmentCuts(long segmentNanos) {
    this.segmentNanos = segmentNanos;
  }

  /** As the journal of a run has them; the next one is counted from the last. */
  static SegmentCuts restored(long segmentNanos, List<RunJournal.Entry> entries) {
    SegmentCuts cuts = new SegmentCuts(segmentNanos);
    for (RunJournal.Entry entry : entries) {
      if (entry instanceof RunJournal.Entry.Cut(int _, long mediaNanos)) {
        cuts.cutNanos.add(mediaNanos);
        cuts.originNanos = Optional.of(mediaNanos - cuts.cutNanos.size() * segmentNanos);
      }
    }
    return cuts;
  }

  int newestSegment() {
    return cutNanos.size() + 1;
  }

  /** Where the newest segment begins; only behind the first cut. */
  long newestCutNanos() {
    return cutNanos.getLast();
  }

  /** Whether this fragment begins a new segment, which is the newest from then on. */
  boolean begins(TrackInfo track, Fragment fragment) {
    if (segmentNanos == 0 || !leads(track)) {
      return false;
    }
    long nanos = nanos(track, fragment.time().startTicks());
    if (originNanos.isEmpty()) {
      originNanos = Optional.of(nanos);
    }
    long dueNanos = originNanos.get() + newestSegment() * segmentNanos;
    if (nanos < dueNanos || !fragment.samples().startsWithSync()) {
      return false;
    }
    // A source that jumps hours ahead makes one cut, not one for each length in between.
    originNanos = Optional.of(nanos - newestSegment() * segmentNanos);
    cutNanos.add(nanos);
    return true;
  }

  private boolean leads(TrackInfo track) {
    boolean video = track.stream().kind() == StreamKind.VIDEO;
    boolean sparse = !track.stream().sparse().parentName().isEmpty();
    if (!sparse && (leader.isEmpty() || (video && !videoLeads))) {
      leader = Optional.of(track.id());
      videoLeads = video;
    }
    return leader.isPresent() && leader.get().equals(track.id());
  }

  /** The segment in which a fragment belongs, from 1. */
  int segmentOf(TrackInfo track, FragmentTime time) {
    long nanos = nanos(track, time.startTicks());
    int segment = newestSegment();
    while (segment > 1 && nanos < cutNanos.get(segment - 2) - SAME_NANOS) {
      segment--;
    }
    return segment;
  }

  private static long nanos(TrackInfo track, long ticks) {
    Timescale clock = track.stream().timescale();
    long wholeSeconds = Math.floorDiv(ticks, clock.ticksPerSecond());
    return Math.abs(wholeSeconds) > SECONDS_MAX
        ? Long.MAX_VALUE / 2
        : Timescale.NANOS.rescaleFloor(ticks, clock);
  }
}
