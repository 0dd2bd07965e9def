package org.smoothlab.server.access;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failed logins by something, and says how long its next ones are not looked at: nothing for
 * the first {@link #FREE_FAILURES}, then one second, then twice as long each time up to a bound.
 * Safe for threads.
 */
final class LoginThrottle {
  /** Failures that cost nothing: people mistype. */
  static final int FREE_FAILURES = 3;

  /** Without a failure for so long, all is forgotten. */
  static final long FORGET_NANOS = 900_000_000_000L;

  /**
   * Addresses or users that are counted at a time; at the bound the one whose last failure is
   * longest ago is forgotten, so that a flood of addresses costs memory for this many only.
   */
  static final int ENTRIES_MAX = 10_000;

  private static final long DELAY_NANOS_MIN = 1_000_000_000L;

  private record Failures(int count, long lastNanos, long blockedUntilNanos) {}

  /** In the order of the last failure, the oldest first. */
  private final Map<String, Failures> entries = new LinkedHashMap<>();

  private final long delayNanosMax;

  LoginThrottle(long delayNanosMax) {
    this.delayNanosMax = delayNanosMax;
  }

  /** How long logins are not looked at, from now on; 0: they are. */
  synchronized long waitNanos(String key, long nowNanos) {
    Failures failures = entries.get(key);
    return failures == null ? 0 : Math.max(0, failures.blockedUntilNanos() - nowNanos);
  }

  /** One more has failed; how long the next are not looked at. */
  synchronized long failed(String key, long nowNanos) {
    Failures before = entries.remove(key);
    int count =
        before == null || nowNanos - before.lastNanos() >= FORGET_NANOS ? 1 : before.count() + 1;
    long delayNanos = delayNanos(count);
    entries.put(key, new Failures(count, nowNanos, nowNanos + delayNanos));
    forget(nowNanos);
    return delayNanos;
  }

  /** The right one has come. */
  synchronized void succeeded(String key) {
    entries.remove(key);
  }

  synchronized int entryCount() {
    return entries.size();
  }

  private long delayNanos(int count) {
    int paid = count - FREE_FAILURES;
    if (paid <= 0) {
      return 0;
    }
    // 2^20 seconds are more than any bound: no overflow on the way to it.
    return Math.min(delayNanosMax, DELAY_NANOS_MIN << Math.min(paid - 1, 20));
  }

  private void forget(long nowNanos) {
    Iterator<Failures> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Failures failures = oldest.next();
      boolean over = nowNanos - failures.lastNanos() >= FORGET_NANOS;
      if (!over && entries.size() <= ENTRIES_MAX) {
        return;
      }
      oldest.remove();
    }
  }
}
