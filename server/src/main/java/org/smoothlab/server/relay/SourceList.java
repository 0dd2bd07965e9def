package org.smoothlab.server.relay;

import java.util.Arrays;
import java.util.List;

/**
 * Which source of an ordered list is in use: some attempts at the same one, then the next, in a
 * circle. Attempts at one source are never closer than the retry time.
 *
 * @see "IIS Media Services, Syndicating Live Smooth Streams between servers"
 */
final class SourceList {
  private final List<PeerUrl> sources;
  private final RelaySettings.Pull settings;
  private final long[] attemptNanos;
  private int index;
  private int failureCount;

  /**
   * @param sources at least one, the primary first
   */
  SourceList(List<PeerUrl> sources, RelaySettings.Pull settings) {
    this.sources = List.copyOf(sources);
    this.settings = settings;
    this.attemptNanos = new long[sources.size()];
    Arrays.fill(attemptNanos, Long.MIN_VALUE);
  }

  PeerUrl current() {
    return sources.get(index);
  }

  PeerUrl primary() {
    return sources.getFirst();
  }

  int count() {
    return sources.size();
  }

  boolean hasBackups() {
    return sources.size() > 1;
  }

  boolean isAtPrimary() {
    return index == 0;
  }

  /** The current one is asked now. */
  void attempt(long nowNanos) {
    attemptNanos[index] = nowNanos;
  }

  /** The current one works. */
  void succeeded() {
    failureCount = 0;
  }

  /** The current one failed; when to make the next attempt, at the one that is then current. */
  long failed(long nowNanos) {
    if (failureCount >= settings.retryCount()) {
      return gaveUp(nowNanos);
    }
    failureCount++;
    return earliest(nowNanos);
  }

  /** The same without further attempts at the current one. */
  long gaveUp(long nowNanos) {
    failureCount = 0;
    index = (index + 1) % sources.size();
    return earliest(nowNanos);
  }

  /** Begins anew with the primary. */
  void returnToPrimary() {
    failureCount = 0;
    index = 0;
  }

  private long earliest(long nowNanos) {
    return attemptNanos[index] == Long.MIN_VALUE
        ? nowNanos
        : Math.max(nowNanos, attemptNanos[index] + settings.retryNanos());
  }
}
