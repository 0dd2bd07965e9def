package org.smoothlab.simulator.viewer;

import java.util.OptionalLong;

/**
 * What the network carries: the lower of two exponentially weighted means, a fast one that sees a
 * drop soon and a slow one that does not believe in short peaks.
 *
 * <p>Downloads are pooled until a sample has 16 kB: small answers measure latency, not throughput.
 * Samples are weighted by their time on the wire.
 *
 * @see "hls.js ewma-bandwidth-estimator.ts and Shaka ewma_bandwidth_estimator.js use the same mean"
 */
final class ThroughputEstimate {
  private static final long SAMPLE_BYTES_MIN = 16_000;
  private static final double NANOS_PER_SECOND = 1e9;

  /** 800 Mbit/s: what came with its head in one packet says no more than "fast". */
  private static final long NANOS_PER_BYTE_MIN = 10;

  private final Mean fast = new Mean(4 * NANOS_PER_SECOND);
  private final Mean slow = new Mean(20 * NANOS_PER_SECOND);
  private long pooledBytes;
  private long pooledNanos;

  /**
   * A download is complete.
   *
   * @param transferNanos from the head of the answer to its last byte: an origin may hold a request
   *     until there is something to answer, which says nothing of the network
   */
  void add(long bodyBytes, long transferNanos) {
    pooledBytes += bodyBytes;
    pooledNanos += Math.max(transferNanos, bodyBytes * NANOS_PER_BYTE_MIN);
    if (pooledBytes < SAMPLE_BYTES_MIN) {
      return;
    }
    double sampleBps = pooledBytes * 8 * NANOS_PER_SECOND / pooledNanos;
    fast.add(sampleBps, (double) pooledNanos);
    slow.add(sampleBps, (double) pooledNanos);
    pooledBytes = 0;
    pooledNanos = 0;
  }

  /** Bits per second; empty before the first sample. */
  OptionalLong estimateBps() {
    return fast.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of((long) Math.min(fast.value(), slow.value()));
  }

  /** A mean whose memory halves with every half-life of observed time. */
  private static final class Mean {
    private final double halfLifeNanos;
    private double weighted;
    private double observedNanos;

    Mean(double halfLifeNanos) {
      this.halfLifeNanos = halfLifeNanos;
    }

    void add(double value, double weightNanos) {
      double keep = Math.pow(0.5, weightNanos / halfLifeNanos);
      weighted = value * (1 - keep) + keep * weighted;
      observedNanos += weightNanos;
    }

    boolean isEmpty() {
      return observedNanos == 0;
    }

    /** Without the bias of the zero it began with. */
    double value() {
      return weighted / (1 - Math.pow(0.5, observedNanos / halfLifeNanos));
    }
  }
}
