package org.smoothlab.simulator.time;

/** A task in its place: earlier time first, then earlier creation. */
final class ScheduledTask implements Task, Comparable<ScheduledTask> {
  final long atNanos;
  private final long sequence;
  private final Runnable action;
  private volatile boolean canceled;

  ScheduledTask(long atNanos, long sequence, Runnable action) {
    this.atNanos = atNanos;
    this.sequence = sequence;
    this.action = action;
  }

  boolean isCanceled() {
    return canceled;
  }

  void run() {
    if (!canceled) {
      action.run();
    }
  }

  @Override
  public void cancel() {
    canceled = true;
  }

  @Override
  public int compareTo(ScheduledTask other) {
    int byTime = Long.compare(atNanos, other.atNanos);
    return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(sequence);
  }
}
