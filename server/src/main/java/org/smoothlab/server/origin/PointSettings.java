package org.smoothlab.server.origin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a publishing point behaves. Names and defaults are those of IIS Media Services where it has
 * the setting.
 *
 * @param title for people; may be empty
 * @param input where its streams come from, and what it does by itself
 * @param roles what it does with them
 * @param limits the bounds of the point
 */
public record PointSettings(String title, Input input, Roles roles, Limits limits) {
  /** Seconds in an {@code .isml} file are Uint32. */
  static final long UINT32_MAX = 0xffff_ffffL;

  /** What the dialog of IIS Manager begins with: push input, all roles on but mobile devices. */
  public static final PointSettings DEFAULT =
      new PointSettings("", Input.DEFAULT, Roles.DEFAULT, Limits.DEFAULT);

  /**
   * @param sourceType who opens the connections
   * @param peers of a pull point its sources, the first is the primary; of a push point where it
   *     pushes to
   * @param automation what happens without a command
   * @param oneSessionPerStreamId whether a second session with the stream id of a live one is
   *     refused; redundant encoders need false
   */
  public record Input(
      SourceType sourceType,
      List<Peer> peers,
      Automation automation,
      boolean oneSessionPerStreamId) {
    static final Input DEFAULT =
        new Input(SourceType.PUSH, List.of(), new Automation(false, false, 0, false), false);

    public Input {
      peers = List.copyOf(peers);
      if (sourceType == SourceType.PULL && peers.isEmpty()) {
        throw new IllegalArgumentException("sourceType Pull without a source to pull from");
      }
    }
  }

  /** Who opens the connections of a point's sources. */
  public enum SourceType {
    /** Sources POST to the point. */
    PUSH,
    /** The point GETs from its sources. */
    PULL
  }

  /**
   * Another publishing point.
   *
   * @param url of it, absolute
   * @param credentialName of the user and password for it, kept on the server; empty for none
   */
  public record Peer(String url, String credentialName) {}

  /**
   * @param autoStart whether the first request of any kind starts the point
   * @param autoRestartOnEncoderReconnect whether an encoder that comes after the end starts a new
   *     run; without {@code autoStart}, and on pull points, it has no effect
   * @param idleAfterSeconds without viewers and sources the point goes back to Idle; 0 = never
   * @param resume whether a run that the end of the process broke off goes on at the next start, if
   *     it was archived
   */
  public record Automation(
      boolean autoStart,
      boolean autoRestartOnEncoderReconnect,
      int idleAfterSeconds,
      boolean resume) {
    public Automation {
      requireRange("idleAfterSeconds", idleAfterSeconds, Integer.MAX_VALUE);
    }
  }

  /**
   * @param modules further outputs; {@code hls} is the one for mobile devices
   */
  public record Roles(
      ArchiveSettings archive,
      ClientConnections clientConnections,
      ServerConnections serverConnections,
      List<OutputModule> modules) {
    static final Roles DEFAULT =
        new Roles(
            ArchiveSettings.DEFAULT,
            new ClientConnections(true, Timing.DEFAULT, ManifestVersion.V2_0, Holding.DEFAULT),
            new ServerConnections(true, true),
            List.of());

    public Roles {
      modules = List.copyOf(modules);
      long idCount =
          modules.stream().map(module -> module.id().toLowerCase(Locale.ROOT)).distinct().count();
      if (idCount < modules.size()) {
        throw new IllegalArgumentException("two modules of one id");
      }
    }
  }

  /**
   * @param enabled whether viewers are served at all
   * @param timing look-ahead, window, memory and estimated length
   * @param clientManifestVersion which manifest is written
   * @param holding how long an answer may wait for what is about to come
   */
  public record ClientConnections(
      boolean enabled, Timing timing, ManifestVersion clientManifestVersion, Holding holding) {}

  /**
   * @param lookAheadChunks how many later fragments each fragment announces, 0..16
   * @param windowLengthSeconds the DVR window; 0 = everything that {@link Limits} lets it hold
   * @param liveCacheSeconds how much of it is kept in memory when an archive has the rest; never
   *     below the look-ahead and two fragments
   * @param estimatedDurationSeconds what the live manifest says as its duration, Uint32; 0 =
   *     unknown
   */
  public record Timing(
      int lookAheadChunks,
      int windowLengthSeconds,
      int liveCacheSeconds,
      long estimatedDurationSeconds) {
    static final Timing DEFAULT = new Timing(2, 0, 60, 0);

    public Timing {
      requireRange("lookAheadChunks", lookAheadChunks, 16);
      requireRange("windowLengthSeconds", windowLengthSeconds, Integer.MAX_VALUE);
      requireRange("liveCacheSeconds", liveCacheSeconds, Integer.MAX_VALUE);
      requireRange("estimatedDurationSeconds", estimatedDurationSeconds, UINT32_MAX);
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
   * @param enabled whether other servers get the streams
   * @param sendEndOfStreamOnStop whether a stop ends the streams of downstream servers, too; false
   *     lets them roll over to a backup
   */
  public record ServerConnections(boolean enabled, boolean sendEndOfStreamOnStop) {}

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
    public static final Limits DEFAULT = new Limits(64, 64, 1_000_000_000L, 1L << 30);

    public Limits {
      requireRange("sessionCountMax", sessionCountMax, 1 << 20);
      requireRange("trackCountMax", trackCountMax, 1 << 16);
      requireRange("bitrateBpsMax", bitrateBpsMax, Long.MAX_VALUE);
      requireRange("liveCacheBytesMax", liveCacheBytesMax, Long.MAX_VALUE);
    }
  }

  public Automation automation() {
    return input.automation;
  }

  /** Whether an encoder that comes after the end starts a new run. */
  public boolean restarts() {
    return input.sourceType == SourceType.PUSH
        && input.automation.autoStart
        && input.automation.autoRestartOnEncoderReconnect;
  }

  public ArchiveSettings archive() {
    return roles.archive;
  }

  public ClientConnections clientConnections() {
    return roles.clientConnections;
  }

  public ServerConnections serverConnections() {
    return roles.serverConnections;
  }

  public List<OutputModule> modules() {
    return roles.modules;
  }

  /** The output for mobile devices, if it is on. */
  public Optional<OutputModule.Hls> hls() {
    for (OutputModule module : roles.modules) {
      if (module.configuration() instanceof OutputModule.Hls hls) {
        return Optional.of(hls);
      }
    }
    return Optional.empty();
  }

  /** The same with another title. */
  public PointSettings withTitle(String newTitle) {
    return new PointSettings(newTitle, input, roles, limits);
  }

  /** The same with another input. */
  public PointSettings withInput(Input newInput) {
    return new PointSettings(title, newInput, roles, limits);
  }

  /** The same with other sources, or other destinations. */
  public PointSettings withPeers(SourceType sourceType, List<Peer> peers) {
    return withInput(new Input(sourceType, peers, input.automation, input.oneSessionPerStreamId));
  }

  /** The same with several sessions per stream id refused or allowed. */
  public PointSettings withOneSessionPerStreamId(boolean onlyOne) {
    return withInput(new Input(input.sourceType, input.peers, input.automation, onlyOne));
  }

  /** The same with other things that happen by themselves. */
  public PointSettings withAutomation(Automation automation) {
    return withInput(
        new Input(input.sourceType, input.peers, automation, input.oneSessionPerStreamId));
  }

  /** The same with auto-start on or off. */
  public PointSettings withAutoStart(boolean autoStart) {
    Automation a = input.automation;
    return withAutomation(
        new Automation(autoStart, a.autoRestartOnEncoderReconnect, a.idleAfterSeconds, a.resume));
  }

  /** The same with auto-restart on or off. */
  public PointSettings withAutoRestartOnEncoderReconnect(boolean autoRestart) {
    Automation a = input.automation;
    return withAutomation(new Automation(a.autoStart, autoRestart, a.idleAfterSeconds, a.resume));
  }

  /** The same with interrupted runs going on or not. */
  public PointSettings withResume(boolean resume) {
    Automation a = input.automation;
    return withAutomation(
        new Automation(a.autoStart, a.autoRestartOnEncoderReconnect, a.idleAfterSeconds, resume));
  }

  /** The same going back to Idle after another time; 0 = never. */
  public PointSettings withIdleAfterSeconds(int idleAfterSeconds) {
    Automation a = input.automation;
    return withAutomation(
        new Automation(a.autoStart, a.autoRestartOnEncoderReconnect, idleAfterSeconds, a.resume));
  }

  /** The same with other roles. */
  public PointSettings withRoles(Roles newRoles) {
    return new PointSettings(title, input, newRoles, limits);
  }

  /** The same with another archive. */
  public PointSettings withArchive(ArchiveSettings archive) {
    return withRoles(
        new Roles(archive, roles.clientConnections, roles.serverConnections, roles.modules));
  }

  /** The same with the archive on or off. */
  public PointSettings withArchiveEnabled(boolean enabled) {
    ArchiveSettings a = roles.archive;
    return withArchive(new ArchiveSettings(enabled, a.segmentLengthSeconds(), a.path(), a.disk()));
  }

  /** The same with other rules for viewers. */
  public PointSettings withClientConnections(ClientConnections newClientConnections) {
    return withRoles(
        new Roles(roles.archive, newClientConnections, roles.serverConnections, roles.modules));
  }

  /** The same with viewers served or not. */
  public PointSettings withClientConnectionsEnabled(boolean enabled) {
    ClientConnections c = roles.clientConnections;
    return withClientConnections(
        new ClientConnections(enabled, c.timing, c.clientManifestVersion, c.holding));
  }

  /** The same with other rules for servers. */
  public PointSettings withServerConnections(ServerConnections serverConnections) {
    return withRoles(
        new Roles(roles.archive, roles.clientConnections, serverConnections, roles.modules));
  }

  /** The same with other modules. */
  public PointSettings withModules(List<OutputModule> modules) {
    return withRoles(
        new Roles(roles.archive, roles.clientConnections, roles.serverConnections, modules));
  }

  /** The same with another look-ahead, window, memory or estimate. */
  public PointSettings withTiming(Timing timing) {
    ClientConnections c = roles.clientConnections;
    return withClientConnections(
        new ClientConnections(c.enabled, timing, c.clientManifestVersion, c.holding));
  }

  /** The same with another look-ahead, 0..16. */
  public PointSettings withLookAheadChunks(int lookAheadChunks) {
    Timing t = roles.clientConnections.timing;
    return withTiming(
        new Timing(
            lookAheadChunks,
            t.windowLengthSeconds,
            t.liveCacheSeconds,
            t.estimatedDurationSeconds));
  }

  /** The same with another DVR window; 0 = everything. */
  public PointSettings withWindowLengthSeconds(int windowLengthSeconds) {
    Timing t = roles.clientConnections.timing;
    return withTiming(
        new Timing(
            t.lookAheadChunks,
            windowLengthSeconds,
            t.liveCacheSeconds,
            t.estimatedDurationSeconds));
  }

  /** The same with another time in memory. */
  public PointSettings withLiveCacheSeconds(int liveCacheSeconds) {
    Timing t = roles.clientConnections.timing;
    return withTiming(
        new Timing(
            t.lookAheadChunks,
            t.windowLengthSeconds,
            liveCacheSeconds,
            t.estimatedDurationSeconds));
  }

  /** The same with another estimated duration; 0 = unknown. */
  public PointSettings withEstimatedDurationSeconds(long estimatedDurationSeconds) {
    Timing t = roles.clientConnections.timing;
    return withTiming(
        new Timing(
            t.lookAheadChunks,
            t.windowLengthSeconds,
            t.liveCacheSeconds,
            estimatedDurationSeconds));
  }

  /** The same with another manifest version. */
  public PointSettings withClientManifestVersion(ManifestVersion version) {
    ClientConnections c = roles.clientConnections;
    return withClientConnections(new ClientConnections(c.enabled, c.timing, version, c.holding));
  }

  /** The same with other waits. */
  public PointSettings withHolding(Holding holding) {
    ClientConnections c = roles.clientConnections;
    return withClientConnections(
        new ClientConnections(c.enabled, c.timing, c.clientManifestVersion, holding));
  }

  /** The same with other bounds. */
  public PointSettings withLimits(Limits newLimits) {
    return new PointSettings(title, input, roles, newLimits);
  }

  private static void requireRange(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " out of 0.." + max + ": " + value);
    }
  }
}
