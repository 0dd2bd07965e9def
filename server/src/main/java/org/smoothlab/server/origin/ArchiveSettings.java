package org.smoothlab.server.origin;

/**
 * What of a publishing point is written to disk, and where.
 *
 * @param enabled whether runs are written to disk
 * @param segmentLengthSeconds a new presentation each time, from 10; 0 = one for the whole run
 * @param path where
 * @param disk how much, and what if not
 */
public record ArchiveSettings(boolean enabled, int segmentLengthSeconds, Path path, Disk disk) {
  /** Shorter segments are refused. */
  public static final int SEGMENT_LENGTH_SECONDS_MIN = 10;

  /** On, one presentation for the whole run, in the server's folder. */
  public static final ArchiveSettings DEFAULT =
      new ArchiveSettings(true, 0, new Path("", false), new Disk(OnDiskFailure.ERROR, 0));

  public ArchiveSettings {
    if (segmentLengthSeconds != 0 && segmentLengthSeconds < SEGMENT_LENGTH_SECONDS_MIN) {
      throw new IllegalArgumentException(
          "segmentLengthSeconds neither 0 nor from 10: " + segmentLengthSeconds);
    }
  }

  /**
   * @param folder overrides the archive folder of the server; empty does not
   * @param useEventId whether the event id names the folder of a run, not its start time
   */
  public record Path(String folder, boolean useEventId) {}

  /**
   * @param onFailure what happens when the disk is full or fails
   * @param bytesMax disk space of all runs of the point, the oldest leave first; 0 = no bound
   */
  public record Disk(OnDiskFailure onFailure, long bytesMax) {
    public Disk {
      if (bytesMax < 0) {
        throw new IllegalArgumentException("bytesMax below 0: " + bytesMax);
      }
    }
  }

  /** What a point does when its archive cannot be written. */
  public enum OnDiskFailure {
    /** It fails. */
    ERROR,
    /** It goes on without an archive. */
    CONTINUE
  }
}
