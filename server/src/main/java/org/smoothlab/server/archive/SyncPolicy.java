package org.smoothlab.server.archive;

/**
 * When what was written is made safe from a crash of the machine. Before an encoder is told that
 * its upload is complete, it is in any case.
 *
 * @param groupNanos what was written is safe at the latest so long after; all tracks of a point are
 *     made safe together. 0 makes each fragment safe by itself
 */
public record SyncPolicy(long groupNanos) {
  /** Twice a second. */
  public static final SyncPolicy DEFAULT = new SyncPolicy(500_000_000L);

  public SyncPolicy {
    if (groupNanos < 0 || groupNanos > 60_000_000_000L) {
      throw new IllegalArgumentException("groupNanos out of 0..60 s: " + groupNanos);
    }
  }
}
