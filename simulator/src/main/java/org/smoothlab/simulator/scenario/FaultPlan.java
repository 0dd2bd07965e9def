package org.smoothlab.simulator.scenario;

import java.util.SplittableRandom;
import org.smoothlab.simulator.net.Fault;

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

  /** What happens. Bytes up to {@code withinBytes} pass first, as many as the seed says. */
  public sealed interface Strike {
    /** See {@link Fault.DropConnection}. */
    record Drop(String host, long withinBytes) implements Strike {}

    /** See {@link Fault.KillNode}. */
    record Kill(String host, long withinBytes, long downNanos) implements Strike {}

    /** See {@link Fault.Partition}. */
    record Partition(String host, long durationNanos) implements Strike {}

    /** See {@link Fault.SlowLink}. */
    record Slow(String link, long capacityBps, long durationNanos) implements Strike {}
  }

  /** What the seed made of it. */
  record Drawn(long atNanos, Fault fault) {}

  /** Draws from {@code random}, always as many numbers. */
  Drawn draw(SplittableRandom random) {
    long atNanos = fromNanos + random.nextLong(toNanos - fromNanos + 1);
    long draw = random.nextLong() >>> 1;
    Fault fault =
        switch (strike) {
          case Strike.Drop(String host, long withinBytes) ->
              new Fault.DropConnection(host, draw % (withinBytes + 1));
          case Strike.Kill(String host, long withinBytes, long downNanos) ->
              new Fault.KillNode(host, draw % (withinBytes + 1), downNanos);
          case Strike.Partition(String host, long durationNanos) ->
              new Fault.Partition(host, durationNanos);
          case Strike.Slow(String link, long capacityBps, long durationNanos) ->
              new Fault.SlowLink(link, capacityBps, durationNanos);
        };
    return new Drawn(atNanos, fault);
  }
}
