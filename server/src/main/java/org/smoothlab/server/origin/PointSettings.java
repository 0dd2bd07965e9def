package org.smoothlab.server.origin;

/**
 * How a publishing point behaves. Names and defaults are those of IIS Media Services where it has
 * the setting.
 *
 * @param title for people; may be empty
 * @param push how sources are taken
 * @param clientConnections what viewers get
 * @param limits the bounds of the point
 */
public record PointSettings(
    String title, Push push, ClientConnections clientConnections, Limits limits) {

  /** Push input, look-ahead 2, manifest 2.0, unlimited window, no auto-start. */
  public static final PointSettings DEFAULT =
      new PointSettings(
          "",
          new Push(false, false, false),
          new ClientConnections(true, Timing.DEFAULT, ManifestVersion.V2_0, Holding.DEFAULT),
          Limits.DEFAULT);

  /**
   * @param autoStart whether the first request of any kind starts the point
   * @param autoRestartOnEncoderReconnect whether an encoder that comes after the end starts a new
   *     run
   * @param oneSessionPerStreamId whether a second session with the stream id of a live one is
   *     refused; redundant encoders need false
   */
  public record Push(
      boolean autoStart, boolean autoRestartOnEncoderReconnect, boolean oneSessionPerStreamId) {}

  /**
   * @param enabled whether viewers are served at all
   * @param timing look-ahead, window and estimated length
   * @param clientManifestVersion which manifest is written
   * @param holding how long an answer may wait for what is about to come
   */
  public record ClientConnections(
      boolean enabled, Timing timing, ManifestVersion clientManifestVersion, Holding holding) {}

  /**
   * @param lookAheadChunks how many later fragments each fragment announces, 0..16
   * @param windowLengthSeconds the DVR window; 0 = everything that {@link Limits} lets it hold
   * @param estimatedDurationSeconds what the live manifest says as its duration; 0 = unknown
   */
  public record Timing(
      int lookAheadChunks, int windowLengthSeconds, long estimatedDurationSeconds) {
    static final Timing DEFAULT = new Timing(2, 0, 0);

    public Timing {
      requireRange("lookAheadChunks", lookAheadChunks, 16);
      requireRange("windowLengthSeconds", windowLengthSeconds, Integer.MAX_VALUE);
      // 10675199.02:48:05, the maximum of IIS Manager.
      requireRange("estimatedDurationSeconds", estimatedDurationSeconds, 922_337_203_685L);
    }
  }

  /**
   * @param fragmentPercent how long a request for an announced fragment may be held, in percent of
   *     a fragment's duration; 0 answers 412 at once, as [MS-SSTR] 2.2.6 has it
   * @param manifestNanos how long a request for the manifest of a starting point may be held
   */
  public record Holding(int fragmentPercent, long manifestNanos) {
    /** One and a half fragments, five seconds. */
    public static final Holding DEFAULT = new Holding(150, 5_000_000_000L);

    /** Every answer at once. */
    public static final Holding NONE = new Holding(0, 0);

    public Holding {
      requireRange("fragmentPercent", fragmentPercent, 1_000);
      requireRange("manifestNanos", manifestNanos, 60_000_000_000L);
    }
  }

  /** Version of the client manifest; 2.2 may fold runs of equal fragments. */
  public enum ManifestVersion {
    V2_0,
    V2_2
  }

  /**
   * What a point holds at most.
   *
   * @param sessionCountMax ingest sessions at a time; further ones are refused
   * @param trackCountMax tracks of a run; announces beyond are refused
   * @param bitrateBpsMax sum of the announced bitrates; announces beyond are refused
   * @param liveCacheBytesMax memory for fragments; at the bound the oldest leave and the window
   *     shrinks
   */
  public record Limits(
      int sessionCountMax, int trackCountMax, long bitrateBpsMax, long liveCacheBytesMax) {
    static final Limits DEFAULT = new Limits(64, 64, 1_000_000_000L, 1L << 30);

    public Limits {
      requireRange("sessionCountMax", sessionCountMax, 1 << 20);
      requireRange("trackCountMax", trackCountMax, 1 << 16);
      requireRange("bitrateBpsMax", bitrateBpsMax, Long.MAX_VALUE);
      requireRange("liveCacheBytesMax", liveCacheBytesMax, Long.MAX_VALUE);
    }
  }

  /** The same with another title. */
  public PointSettings withTitle(String newTitle) {
    return new PointSettings(newTitle, push, clientConnections, limits);
  }

  /** The same with other rules for sources. */
  public PointSettings withPush(Push newPush) {
    return new PointSettings(title, newPush, clientConnections, limits);
  }

  /** The same with auto-start on or off. */
  public PointSettings withAutoStart(boolean autoStart) {
    return withPush(
        new Push(autoStart, push.autoRestartOnEncoderReconnect, push.oneSessionPerStreamId));
  }

  /** The same with auto-restart on or off. */
  public PointSettings withAutoRestartOnEncoderReconnect(boolean autoRestart) {
    return withPush(new Push(push.autoStart, autoRestart, push.oneSessionPerStreamId));
  }

  /** The same with several sessions per stream id refused or allowed. */
  public PointSettings withOneSessionPerStreamId(boolean onlyOne) {
    return withPush(new Push(push.autoStart, push.autoRestartOnEncoderReconnect, onlyOne));
  }

  /** The same with other rules for viewers. */
  public PointSettings withClientConnections(ClientConnections newClientConnections) {
    return new PointSettings(title, push, newClientConnections, limits);
  }

  /** The same with viewers served or not. */
  public PointSettings withClientConnectionsEnabled(boolean enabled) {
    ClientConnections c = clientConnections;
    return withClientConnections(
        new ClientConnections(enabled, c.timing, c.clientManifestVersion, c.holding));
  }

  /** The same with another look-ahead, window or estimate. */
  public PointSettings withTiming(Timing timing) {
    ClientConnections c = clientConnections;
    return withClientConnections(
        new ClientConnections(c.enabled, timing, c.clientManifestVersion, c.holding));
  }

  /** The same with another look-ahead, 0..16. */
  public PointSettings withLookAheadChunks(int lookAheadChunks) {
    Timing t = clientConnections.timing;
    return withTiming(
        new Timing(lookAheadChunks, t.windowLengthSeconds, t.estimatedDurationSeconds));
  }

  /** The same with another DVR window; 0 = everything. */
  public PointSettings withWindowLengthSeconds(int windowLengthSeconds) {
    Timing t = clientConnections.timing;
    return withTiming(
        new Timing(t.lookAheadChunks, windowLengthSeconds, t.estimatedDurationSeconds));
  }

  /** The same with another estimated duration; 0 = unknown. */
  public PointSettings withEstimatedDurationSeconds(long estimatedDurationSeconds) {
    Timing t = clientConnections.timing;
    return withTiming(
        new Timing(t.lookAheadChunks, t.windowLengthSeconds, estimatedDurationSeconds));
  }

  /** The same with another manifest version. */
  public PointSettings withClientManifestVersion(ManifestVersion version) {
    ClientConnections c = clientConnections;
    return withClientConnections(new ClientConnections(c.enabled, c.timing, version, c.holding));
  }

  /** The same with other waits. */
  public PointSettings withHolding(Holding holding) {
    ClientConnections c = clientConnections;
    return withClientConnections(
        new ClientConnections(c.enabled, c.timing, c.clientManifestVersion, holding));
  }

  /** The same with other bounds. */
  public PointSettings withLimits(Limits newLimits) {
    return new PointSettings(title, push, clientConnections, newLimits);
  }

  private static void requireRange(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " out of 0.." + max + ": " + value);
    }
  }
}
