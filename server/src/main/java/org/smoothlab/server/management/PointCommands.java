package org.smoothlab.server.management;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Commands to publishing points: to one point one at a time, in the order in which they came,
 * whoever sent them. Nothing runs here by itself: whoever asks after a command carries out what is
 * due of those before it, so that none is forgotten when its sender has gone.
 */
public final class PointCommands {
  /** Commands that wait for one point at most; one more is refused as locked. */
  static final int WAITING_COUNT_MAX = 64;

  /** A command may write to a disk: those to other points seldom wait for it. */
  private static final int LANE_COUNT = 64;

  private final long waitNanosMax;
  private final List<Lane> lanes;

  /**
   * @param waitNanosMax how long a command waits, for others and for the point's transient states;
   *     then it is refused as locked
   */
  public PointCommands(long waitNanosMax) {
    this.waitNanosMax = waitNanosMax;
    this.lanes = Stream.generate(Lane::new).limit(LANE_COUNT).toList();
  }

  /** What is to be done, called under the lock of its point until it is no longer pending. */
  public interface Command {
    /** Does what can be done now. */
    Progress proceed(long nowNanos);
  }

  /** How far a command has come. */
  public sealed interface Progress {
    /** It is carried out. */
    record Done() implements Progress {}

    /** The point is on its way: ask again when it has moved. */
    record Pending() implements Progress {}

    /** It cannot be. */
    record Refused(Problem problem) implements Progress {}
  }

  /** Puts a command behind those that wait for the point already. */
  public Ticket submit(String point, Command command, long nowNanos) {
    Lane lane = lanes.get(Math.floorMod(point.hashCode(), LANE_COUNT));
    Ticket ticket = new Ticket(lane, point, command, nowNanos + waitNanosMax);
    lane.locked(() -> lane.add(ticket));
    return ticket;
  }

  /** One command on its way. */
  public static final class Ticket {
    private final Lane lane;
    private final String point;
    private final Command command;
    private final long deadlineNanos;
    // Written under the lane's lock, and read after it was held.
    private Optional<Progress> outcome = Optional.empty();

    private Ticket(Lane lane, String point, Command command, long deadlineNanos) {
      this.lane = lane;
      this.point = point;
      this.command = command;
      this.deadlineNanos = deadlineNanos;
    }

    /** When there is an outcome in any case. */
    public long deadlineNanos() {
      return deadlineNanos;
    }

    /** How far it is: pending, or what it came to. */
    public Progress progress(long nowNanos) {
      lane.locked(() -> lane.carryOut(point, nowNanos));
      return outcome.orElseGet(Progress.Pending::new);
    }

    /** Takes the command back: nobody waits for it. What it has begun goes on. */
    public Progress giveUp() {
      lane.locked(() -> lane.leave(this));
      return outcome.orElseThrow();
    }

    private void settle(Progress progress) {
      outcome = Optional.of(progress);
    }
  }

  /** The points of one lock. */
  private static final class Lane {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Ticket>> byPoint = new HashMap<>();

    void locked(Runnable work) {
      lock.lock();
      try {
        work.run();
      } finally {
        lock.unlock();
      }
    }

    void add(Ticket ticket) {
      Deque<Ticket> waiting = byPoint.computeIfAbsent(ticket.point, _ -> new ArrayDeque<>());
      if (waiting.size() >= WAITING_COUNT_MAX) {
        ticket.settle(lockedOut(ticket.point + " has " + waiting.size() + " commands waiting"));
      } else {
        waiting.add(ticket);
      }
    }

    void carryOut(String point, long nowNanos) {
      Deque<Ticket> waiting = byPoint.getOrDefault(point, new ArrayDeque<>());
      while (!waiting.isEmpty()) {
        Ticket first = waiting.getFirst();
        Progress progress = first.command.proceed(nowNanos);
        if (progress instanceof Progress.Pending) {
          dropLate(waiting, nowNanos);
          if (waiting.contains(first)) {
            return;
          }
        } else {
          first.settle(progress);
          waiting.removeFirst();
        }
      }
      byPoint.remove(point);
    }

    private static void dropLate(Deque<Ticket> waiting, long nowNanos) {
      for (Ticket ticket : List.copyOf(waiting)) {
        if (nowNanos >= ticket.deadlineNanos) {
          waiting.remove(ticket);
          ticket.settle(lockedOut(ticket.point + " was busy for too long"));
        }
      }
    }

    void leave(Ticket ticket) {
      if (ticket.outcome.isEmpty()) {
        ticket.settle(lockedOut(ticket.point + " is busy"));
        Deque<Ticket> waiting = byPoint.getOrDefault(ticket.point, new ArrayDeque<>());
        waiting.remove(ticket);
        if (waiting.isEmpty()) {
          byPoint.remove(ticket.point);
        }
      }
    }

    private static Progress lockedOut(String why) {
      return new Progress.Refused(
          Problem.of(ManagementError.PUBLISHING_POINT_LOCKED, why + "; try again"));
    }
  }
}
