package org.smoothlab.simulator.net;

/**
 * What goes wrong inside a host. The network has no part in it: the worlds carry these out, on the
 * clock and the disk that they give to the host.
 */
public sealed interface HostFault extends Fault {
  /** The host. */
  String host();

  @Override
  default String target() {
    return host();
  }

  /**
   * The host's wall clock is set by so much, and stays so: NTP after a long outage, an operator's
   * hand. Elapsed time goes on as before.
   *
   * @param stepNanos forward, or back if negative
   */
  record ClockStep(String host, long stepNanos) implements HostFault {
    @Override
    public String words() {
      return "the clock of "
          + host
          + (stepNanos < 0 ? " steps back by " : " steps forward by ")
          + FaultWords.duration(Math.abs(stepNanos));
    }
  }

  /**
   * All clocks of the host run at another rate for {@code durationNanos}, as a bad crystal does.
   *
   * @param ppm millionths too fast, or too slow if negative; in -500 000..500 000
   */
  record ClockDrift(String host, long ppm, long durationNanos) implements HostFault {
    /** No crystal is that bad: beyond it a clock would nearly stand still. */
    public static final long PPM_MAX = 500_000;

    public ClockDrift {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
      if (Math.abs(ppm) > PPM_MAX) {
        throw new IllegalArgumentException("ppm out of -500000..500000: " + ppm);
      }
    }

    @Override
    public String words() {
      return "the clock of "
          + host
          + " runs "
          + Math.abs(ppm)
          + " ppm too "
          + (ppm < 0 ? "slow" : "fast")
          + FaultWords.lasting(durationNanos);
    }
  }

  /** Every write to the host's disk fails for {@code durationNanos}: no space left. Reads work. */
  record DiskFull(String host, long durationNanos) implements HostFault {
    public DiskFull {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String words() {
      return "the disk of " + host + " is full" + FaultWords.lasting(durationNanos);
    }
  }

  /**
   * The host's disk takes and gives no more than {@code bytesPerSecond} for {@code durationNanos}:
   * another tenant, a rebuilding array.
   *
   * @param bytesPerSecond at least 1
   */
  record DiskSlow(String host, long bytesPerSecond, long durationNanos) implements HostFault {
    public DiskSlow {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException("bytesPerSecond is below 1: " + bytesPerSecond);
      }
    }

    @Override
    public String words() {
      return "the disk of "
          + host
          + " moves no more than "
          + bytesPerSecond
          + " B/s"
          + FaultWords.lasting(durationNanos);
    }
  }
}
