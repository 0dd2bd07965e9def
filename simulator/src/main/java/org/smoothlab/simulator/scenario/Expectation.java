package org.smoothlab.simulator.scenario;

import java.util.List;
import java.util.Optional;
import org.smoothlab.simulator.trace.ViewerScore;

/** What must hold when the run is over. */
public sealed interface Expectation {
  /**
   * The same with so much more time for what is to come soon, also for the next picture; what must
   * not happen at all is as before.
   */
  default Expectation allowing(long moreNanos) {
    return switch (this) {
      case EdgeWithin(long nanos) -> new EdgeWithin(later(nanos, moreNanos));
      case FailoverWithin(long nanos) -> new FailoverWithin(later(nanos, moreNanos));
      case StartupAtMost(long nanos) -> new StartupAtMost(later(nanos, moreNanos));
      case StalledAtMost(long nanos) -> new StalledAtMost(later(nanos, moreNanos));
      case MissingAtMost _, IrregularAtMost _, PlayedAtLeast _, ArchivesEqual _ -> this;
    };
  }

  // What never fails may be as patient as a long is.
  private static long later(long nanos, long moreNanos) {
    return nanos > Long.MAX_VALUE - moreNanos ? Long.MAX_VALUE : nanos + moreNanos;
  }

  /** What must hold for every viewer. */
  sealed interface OfViewers extends Expectation
      permits IrregularAtMost, StartupAtMost, StalledAtMost, PlayedAtLeast {
    /** What did not hold, in words; empty when all is well. */
    Optional<String> unmet(ViewerScore score);
  }

  /** What must hold for the publishing points: their owners are named in what did not. */
  sealed interface OfPoints extends Expectation
      permits MissingAtMost, EdgeWithin, FailoverWithin, ArchivesEqual {}

  /**
   * So many fragments, which some point of an event has taken in, another one lacks between its
   * first and its last.
   */
  record MissingAtMost(long count) implements OfPoints {}

  /**
   * When the faults have been over for so long, each point that has a path to an encoder shows what
   * any point of the event takes in, and not later than this.
   */
  record EdgeWithin(long nanos) implements OfPoints {}

  /** Behind a kill or a restart the next new fragment comes within this time. */
  record FailoverWithin(long nanos) implements OfPoints {}

  /**
   * What these origins have recorded is the same at the end, file by file and byte by byte.
   *
   * @param origins at least two
   */
  record ArchivesEqual(List<String> origins) implements OfPoints {
    public ArchivesEqual {
      origins = List.copyOf(origins);
    }
  }

  /**
   * At most so many breaches of the protocol; missing, repeated or disordered fragments are some.
   */
  record IrregularAtMost(long count) implements OfViewers {
    @Override
    public Optional<String> unmet(ViewerScore score) {
      return fail(
          score.irregular().count() > count,
          "irregular "
              + score.irregular().count()
              + ", expected at most "
              + count
              + ": "
              + String.join("; ", score.irregular().first()));
    }
  }

  /** The first picture comes, and within this time. */
  record StartupAtMost(long nanos) implements OfViewers {
    @Override
    public Optional<String> unmet(ViewerScore score) {
      return score.startupNanos().isEmpty()
          ? Optional.of("no picture at all")
          : fail(
              score.startupNanos().getAsLong() > nanos,
              "startup "
                  + millis(score.startupNanos().getAsLong())
                  + ", expected at most "
                  + millis(nanos));
    }
  }

  /** The picture stands at most so long in all. */
  record StalledAtMost(long nanos) implements OfViewers {
    @Override
    public Optional<String> unmet(ViewerScore score) {
      return fail(
          score.stalls().totalNanos() > nanos,
          "stalled " + millis(score.stalls().totalNanos()) + ", expected at most " + millis(nanos));
    }
  }

  /** At least so much media is played. */
  record PlayedAtLeast(long nanos) implements OfViewers {
    @Override
    public Optional<String> unmet(ViewerScore score) {
      return fail(
          score.played().nanos() < nanos,
          "played " + millis(score.played().nanos()) + ", expected at least " + millis(nanos));
    }
  }

  private static Optional<String> fail(boolean broken, String message) {
    return broken ? Optional.of(message) : Optional.empty();
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + " ms";
  }
}
