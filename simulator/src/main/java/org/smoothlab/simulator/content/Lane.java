package org.smoothlab.simulator.content;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Sample;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MalformedMediaException;

/** The samples of one track on their way into fragments. */
final class Lane {
  /** The clock of the grid. */
  static final Timescale CLOCK = Timescale.SMOOTH;

  /** Rounding to another clock makes times a little early. */
  static final long EARLY_TICKS = 1000;

  /** A last fragment below such a part of the others is a short one. */
  private static final long SHORT_PARTS = 4;

  private final TrackInfo track;
  private final boolean isPicture;
  private final long shiftTicks;
  private final FragmentCutter.Grid grid;
  private List<Sample> whole = List.of();
  private List<Sample> waiting = new ArrayList<>();
  private long delayTicks = Long.MIN_VALUE;
  private long index;

  /**
   * @param shownTicks when the track's time 0 is shown, on the track's clock
   */
  Lane(TrackInfo track, boolean isPicture, long shownTicks, FragmentCutter.Grid grid) {
    this.track = track;
    this.isPicture = isPicture;
    this.shiftTicks = shownTicks;
    this.grid = grid;
  }

  TrackInfo track() {
    return track;
  }

  /**
   * Takes a sample; what comes back is the fragment before the last one that is whole, or nothing
   * yet.
   */
  List<Sample> take(Sample arrived) throws MalformedMediaException {
    if (delayTicks == Long.MIN_VALUE) {
      // Pictures that come in another order are sent with offsets from the time they are shown, so
      // that decoding begins when showing does.
      delayTicks = isPicture ? arrived.compositionOffsetTicks() : 0;
    }
    Sample sample =
        new Sample(
            arrived.decodeTicks() + shiftTicks + delayTicks,
            arrived.durationTicks(),
            Math.toIntExact(arrived.compositionOffsetTicks() - delayTicks),
            arrived.sync() || !isPicture,
            arrived.data());
    boolean priming = sample.decodeTicks() < 0 && !isPicture;
    if (priming || sample.durationTicks() == 0) {
      return List.of();
    }
    List<Sample> ready = List.of();
    if (waiting.isEmpty()) {
      index = grid.indexAt(shown(sample));
    } else if (begins(sample)) {
      ready = whole;
      whole = List.copyOf(waiting);
      waiting = new ArrayList<>();
      index = grid.indexAt(shown(sample));
    }
    waiting.add(sample);
    return ready;
  }

  /** The fragments that are left: what would be the last one, if it is short, joins another. */
  List<List<Sample>> end() {
    long lengthTicks =
        CLOCK.rescaleFloor(
            waiting.stream().mapToLong(Sample::durationTicks).sum(), track.stream().timescale());
    if (lengthTicks * SHORT_PARTS >= grid.startTicks(1)) {
      return List.of(whole, List.copyOf(waiting));
    }
    List<Sample> joined = new ArrayList<>(whole);
    joined.addAll(waiting);
    return List.of(joined);
  }

  private boolean begins(Sample sample) throws MalformedMediaException {
    long shown = shown(sample);
    if (!isPicture) {
      return shown + EARLY_TICKS >= grid.startTicks(index + 1);
    }
    if (!grid.aligned()) {
      long lengthTicks = shown - shown(waiting.getFirst());
      return sample.sync() && lengthTicks * 4 >= grid.startTicks(1) * 3;
    }
    boolean due = shown + EARLY_TICKS >= grid.startTicks(index + 1);
    if (due && (!sample.sync() || shown - grid.startTicks(index + 1) > grid.frameTicks() / 2)) {
      throw new MalformedMediaException(
          "%s: no key frame at %d ticks, where all rungs were to have one"
              .formatted(track.id(), grid.startTicks(index + 1)));
    }
    return due;
  }

  private long shown(Sample sample) {
    return CLOCK.rescaleFloor(
        sample.decodeTicks() + sample.compositionOffsetTicks(), track.stream().timescale());
  }
}
