package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Timescale;

/**
 * The camera's side of an encoder: which media time is captured when, and which time is written on
 * it. The rate of its clock decides the first, setting the clock changes only the second. All POSTs
 * of an encoder share one.
 */
final class Capture {
  private static final long NANOS_PER_TICK =
      Timescale.NANOS.ticksPerSecond() / Timescale.SMOOTH.ticksPerSecond();
  private static final long MILLION = 1_000_000;
  private static final long RATE_PPM_MAX = 2_000_000_000;

  private final Programme programme;
  private final Pace pace;
  private final List<Step> steps = new ArrayList<>();
  private long sinceNanos;
  private long sinceTicks;
  private long ratePpm;

  Capture(Programme programme, Pace pace, long startNanos) {
    this.programme = programme;
    this.pace = pace;
    this.ratePpm = nominalPpm();
    begin(startNanos);
  }

  /** Media from {@code fromTicks} on is written with so much more added to its times. */
  private record Step(long fromTicks, long byTicks) {}

  /**
   * Begins the programme, or begins it again: at its first media time, with a clock that is set.
   */
  void begin(long startNanos) {
    sinceNanos = startNanos;
    sinceTicks = programme.start().captureTicks();
    steps.clear();
  }

  /** From now on the clock runs so many millionths faster than the pace wants it to. */
  void drift(long nowNanos, long byPpm) {
    sinceTicks = pacedTicksAt(nowNanos);
    sinceNanos = nowNanos;
    ratePpm = Math.clamp(nominalPpm() + nominalPpm() / 1000 * byPpm / 1000, 1, RATE_PPM_MAX);
  }

  /** The clock is set: what begins to be captured after now is written with other times. */
  void step(long nowNanos, long byNanos) {
    long nextFragment = fragmentAt(nowNanos) + 1;
    steps.add(new Step(nextFragment * programme.fragmentTicks(), byNanos / NANOS_PER_TICK));
  }

  /** What is added to a media time when it is written. */
  long offsetTicks(long mediaTicks) {
    long offset = programme.start().offsetTicks();
    for (Step step : steps) {
      offset += mediaTicks >= step.fromTicks() ? step.byTicks() : 0;
    }
    return offset;
  }

  /** Media time at which the programme begins. */
  long firstTicks() {
    return firstFragment() * programme.fragmentTicks();
  }

  /** Wall time at which a media time is captured, if nothing drifts; since 1970-01-01 UTC. */
  long epochNanos(long mediaTicks) {
    MediaStart start = programme.start();
    return start.epochNanos() + (mediaTicks - start.captureTicks()) * NANOS_PER_TICK;
  }

  /** The programme's first fragment. */
  long firstFragment() {
    MediaStart start = programme.start();
    long capturing = start.captureTicks() / programme.fragmentTicks();
    return Math.max(0, capturing - start.backlogFragments());
  }

  /** The fragment that is being captured. */
  long fragmentAt(long nowNanos) {
    return ticksAt(nowNanos) / programme.fragmentTicks();
  }

  /** The media time that is being captured; the first one, always, if there is no pace. */
  long ticksAt(long nowNanos) {
    return switch (pace) {
      case Pace.Unpaced() -> firstTicks();
      case Pace.Paced _ -> pacedTicksAt(nowNanos);
    };
  }

  /** When a media time is captured; {@link Long#MIN_VALUE}, always, if there is no pace. */
  long dueNanos(long mediaTicks) {
    return switch (pace) {
      case Pace.Unpaced() -> Long.MIN_VALUE;
      case Pace.Paced _ -> {
        // In two parts, here and below: days of nanoseconds times a million do not fit a long.
        long aheadNanos = (mediaTicks - sinceTicks) * NANOS_PER_TICK;
        yield sinceNanos
            + Math.floorDiv(aheadNanos, ratePpm) * MILLION
            + Math.ceilDiv(Math.floorMod(aheadNanos, ratePpm) * MILLION, ratePpm);
      }
    };
  }

  private long pacedTicksAt(long nowNanos) {
    long passedNanos = nowNanos - sinceNanos;
    long capturedNanos =
        Math.floorDiv(passedNanos, MILLION) * ratePpm
            + Math.floorMod(passedNanos, MILLION) * ratePpm / MILLION;
    return sinceTicks + capturedNanos / NANOS_PER_TICK;
  }

  private long nominalPpm() {
    return switch (pace) {
      case Pace.Unpaced() -> MILLION;
      case Pace.Paced(int partsPerMillion, _) -> partsPerMillion;
    };
  }
}
