package org.smoothlab.simulator.encoder;

import org.smoothlab.media.Timescale;

/** The camera's side of an encoder: which media time is captured when. Fixed once it runs. */
final class Capture {
  private static final long NANOS_PER_TICK =
      Timescale.NANOS.ticksPerSecond() / Timescale.SMOOTH.ticksPerSecond();
  private static final long PERMILLE = 1000;

  private final Programme programme;
  private final Pace pace;
  private final long startNanos;

  Capture(Programme programme, Pace pace, long startNanos) {
    this.programme = programme;
    this.pace = pace;
    this.startNanos = startNanos;
  }

  /** The programme's first fragment. */
  long firstFragment() {
    MediaStart start = programme.start();
    long capturing = start.captureTicks() / programme.fragmentTicks();
    return Math.max(0, capturing - start.backlogFragments());
  }

  /** The fragment that is being captured. */
  long fragmentAt(long nowNanos) {
    return switch (pace) {
      case Pace.Unpaced() -> firstFragment();
      case Pace.Paced(int permille, _) -> {
        long passedTicks = (nowNanos - startNanos) / NANOS_PER_TICK * permille / PERMILLE;
        yield (programme.start().captureTicks() + passedTicks) / programme.fragmentTicks();
      }
    };
  }

  /** When a media time is captured; {@link Long#MIN_VALUE}, always, if there is no pace. */
  long dueNanos(long mediaTicks) {
    return switch (pace) {
      case Pace.Unpaced() -> Long.MIN_VALUE;
      case Pace.Paced(int permille, _) -> {
        long aheadTicks = mediaTicks - programme.start().captureTicks();
        yield startNanos + Math.ceilDiv(aheadTicks * NANOS_PER_TICK * PERMILLE, permille);
      }
    };
  }
}
