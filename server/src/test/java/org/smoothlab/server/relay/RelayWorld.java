package org.smoothlab.server.relay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.smoothlab.server.origin.PointSettings;

/** Origins that relay to each other in virtual time: one thread, the same seed, the same run. */
final class RelayWorld {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000_000_000L;
  static final long LATENCY = MILLI;

  final Map<String, RelayHost> hosts = new LinkedHashMap<>();
  final SplittableRandom random;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long nowNanos;
  private long taskCount;

  private record Task(long atNanos, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime == 0 ? Long.compare(number, other.number) : byTime;
    }
  }

  RelayWorld(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A host of this name, which is also that of its origin. */
  RelayHost host(String name) {
    return hosts.computeIfAbsent(name, _ -> new RelayHost(this, name));
  }

  /** A host with one point, which is started. */
  RelayHost host(String name, PointSettings settings) {
    RelayHost host = host(name);
    host.addPoint(settings);
    return host;
  }

  long now() {
    return nowNanos;
  }

  Desk.Alarm at(long nanos, Runnable work) {
    Task task = new Task(Math.max(nanos, nowNanos), taskCount++, work);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  Desk.Alarm after(long nanos, Runnable work) {
    return at(nowNanos + nanos, work);
  }

  /** Lets time go by. */
  void run(long nanos) {
    long endNanos = nowNanos + nanos;
    for (Task next = tasks.peek(); next != null && next.atNanos <= endNanos; next = tasks.peek()) {
      tasks.remove();
      nowNanos = next.atNanos;
      next.work.run();
    }
    nowNanos = endNanos;
  }
}
