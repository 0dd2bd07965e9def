package org.smoothlab.simulator.scenario;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.RequestFault;

/**
 * A fault as planned: where the plan leaves room, the seed decides.
 *
 * @param fromNanos earliest moment, since the start of the run
 * @param toNanos latest moment
 */
public record FaultPlan(long fromNanos, long toNanos, Strike strike) {
  public FaultPlan {
    if (fromNanos < 0 || toNanos < fromNanos) {
      throw new IllegalArgumentException("not a span of time: " + fromNanos + ".." + toNanos);
    }
  }

  /** What happens. */
  public sealed interface Strike {
    /**
     * This fault, its own chances drawn from the seed.
     *
     * @param withinBytes so many bytes of a body pass first at the most, as many as the seed says;
     *     0 leaves the fault as it is
     */
    record Planned(Fault fault, long withinBytes) implements Strike {
      public Planned {
        if (withinBytes < 0) {
          throw new IllegalArgumentException("withinBytes is negative: " + withinBytes);
        }
      }

      /** Nothing is left to the seed but what the fault itself leaves to it. */
      static Planned exactly(Fault fault) {
        return new Planned(fault, 0);
      }
    }

    /**
     * One of these, for a time within a span: the seed says which and how long.
     *
     * @param choices at least one
     */
    record OneOf(List<Choice> choices, long shortestNanos, long longestNanos) implements Strike {
      public OneOf {
        choices = List.copyOf(choices);
        if (choices.isEmpty() || shortestNanos < 0 || longestNanos < shortestNanos) {
          throw new IllegalArgumentException(
              choices.size() + " choices for " + shortestNanos + ".." + longestNanos);
        }
      }
    }

    /** A kind of fault and the host, or the link, that it would hit. */
    record Choice(FaultKind kind, String target) {}
  }

  /** What the seed made of it. */
  public record Drawn(long atNanos, Fault fault) {}

  /**
   * Draws from {@code random}, whatever the plan always once: plans before this one in a file do
   * not change what becomes of it as long as their number is the same.
   */
  Drawn draw(SplittableRandom random) {
    SplittableRandom own = random.split();
    long atNanos = fromNanos + own.nextLong(toNanos - fromNanos + 1);
    return new Drawn(atNanos, fault(own));
  }

  /**
   * The same where no more than {@code bytesMax} pass before it strikes: what waits for bytes that
   * are never sent would never strike.
   */
  FaultPlan withinAtMost(long bytesMax) {
    return strike instanceof Strike.Planned(Fault fault, long withinBytes) && withinBytes > bytesMax
        ? new FaultPlan(fromNanos, toNanos, new Strike.Planned(fault, bytesMax))
        : this;
  }

  /** Whether a host may be killed by it. */
  boolean mayKill(String host) {
    return switch (strike) {
      case Strike.Planned(Fault fault, long _) ->
          fault instanceof Fault.KillNode kill && kill.host().equals(host);
      case Strike.OneOf(List<Strike.Choice> choices, long _, long _) ->
          choices.contains(new Strike.Choice(FaultKind.KILL, host));
    };
  }

  /** Where who calls a host may arrive by it; empty if where it is wanted. No chance plans it. */
  Optional<String> misleads(String host) {
    return strike instanceof Strike.Planned(Fault.WrongTarget wrong, long _)
            && wrong.host().equals(host)
        ? Optional.of(wrong.instead())
        : Optional.empty();
  }

  /** Whether answers may come by it that no origin has given. */
  boolean mayForge() {
    return switch (strike) {
      case Strike.Planned(Fault fault, long _) ->
          fault instanceof RequestFault.StaleAnswer || fault instanceof RequestFault.WrongAnswer;
      case Strike.OneOf(List<Strike.Choice> choices, long _, long _) ->
          choices.stream()
              .anyMatch(
                  one -> one.kind() == FaultKind.STALE || one.kind() == FaultKind.WRONG_ANSWER);
    };
  }

  private Fault fault(SplittableRandom own) {
    return switch (strike) {
      case Strike.Planned(Fault fault, long withinBytes) -> {
        Fault seeded = fault.seeded(own.nextLong());
        yield withinBytes == 0 ? seeded : seeded.after(own.nextLong(withinBytes + 1));
      }
      case Strike.OneOf(List<Strike.Choice> choices, long shortestNanos, long longestNanos) -> {
        Strike.Choice choice = choices.get(own.nextInt(choices.size()));
        long durationNanos = shortestNanos + own.nextLong(longestNanos - shortestNanos + 1);
        yield choice.kind().draw(choice.target(), durationNanos, own);
      }
    };
  }
}
