package org.smoothlab.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.smoothlab.media.smooth.ServerManifest;
import org.smoothlab.media.smooth.ServerManifest.Meta;
import org.smoothlab.media.smooth.ServerManifest.Ref;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;

/**
 * The settings in the metas of an {@code .isml} file. Names and words are read without regard to
 * case. What IIS has no name for begins with {@code x-lab-}.
 */
final class PointMetas {
  static final String CREDENTIAL_NAME = "x-lab-credentialName";
  static final String MODULE = "x-lab-module-";
  static final String MODULE_NAME = "x-lab-moduleName-";
  static final String MODULE_XML = "x-lab-moduleXml-";
  static final String HLS_FORMAT = "m3u8-aapl";
  static final long NANOS_PER_MILLISECOND = 1_000_000L;

  private static final long UINT32_MAX = 0xffff_ffffL;

  private final ServerManifest document;

  PointMetas(ServerManifest document) {
    this.document = document;
  }

  /**
   * @throws IllegalArgumentException if a value is not right: the message names meta and value
   */
  PointSettings settings() {
    return new PointSettings(text("title"), input(), roles(), limits());
  }

  /** The same document with these settings, and with all that it has besides. */
  static ServerManifest write(PointSettings settings, ServerManifest before) {
    return new PointMetasWriter(before).write(settings);
  }

  /** What is valid, and has no effect here, or not the one that its author may expect. */
  List<String> notices() {
    List<String> notices = new ArrayList<>();
    boolean autoStart = readBoolean("startOnFirstRequest", false);
    if (readBoolean("restartOnEncoderReconnect", false) && !autoStart) {
      notices.add("restartOnEncoderReconnect has no effect without startOnFirstRequest");
    }
    boolean pushes = sourceType() == PointSettings.SourceType.PUSH;
    if (pushes && !publishes("streams") && !document.body().refs().isEmpty()) {
      notices.add("ref has no effect without Streams in publishing: nothing is pushed");
    }
    if (!text("formats").isBlank()) {
      notices.add("formats has no effect, this origin serves Smooth Streaming only");
    }
    if (!publishes("fragments")) {
      notices.add("publishing without Fragments: viewers are not served");
    }
    return notices;
  }

  private PointSettings.Input input() {
    return new PointSettings.Input(
        sourceType(),
        document.body().refs().stream().map(PointMetas::peer).toList(),
        new PointSettings.Automation(
            readBoolean("startOnFirstRequest", false),
            readBoolean("restartOnEncoderReconnect", false),
            (int) readNumber("x-lab-idleAfter", 0, Integer.MAX_VALUE),
            readBoolean("x-lab-resume", false)),
        readBoolean("x-lab-oneSessionPerStreamId", false));
  }

  private static PointSettings.Peer peer(Ref ref) {
    return new PointSettings.Peer(ref.src(), ref.textOf(CREDENTIAL_NAME));
  }

  private PointSettings.SourceType sourceType() {
    String sourceType = text("sourceType");
    if (sourceType.isEmpty()) {
      throw new IllegalArgumentException("meta sourceType is missing: expected Push or Pull");
    }
    return switch (lower(sourceType)) {
      case "push" -> PointSettings.SourceType.PUSH;
      case "pull" -> PointSettings.SourceType.PULL;
      default -> throw wrong("sourceType", "Push or Pull", sourceType);
    };
  }

  private PointSettings.Roles roles() {
    return new PointSettings.Roles(
        archive(),
        new PointSettings.ClientConnections(
            publishes("fragments"), timing(), manifestVersion(), holding()),
        new PointSettings.ServerConnections(
            publishes("streams"), readBoolean("x-lab-sendEndOfStreamOnStop", true)),
        modules());
  }

  private ArchiveSettings archive() {
    String onFailure = lower(text("x-lab-archiveOnDiskFailure"));
    return new ArchiveSettings(
        publishes("archives"),
        archiveSegmentLength(),
        new ArchiveSettings.Path(text("archivePath"), readBoolean("x-lab-useEventIdOnPath", false)),
        new ArchiveSettings.Disk(
            switch (onFailure) {
              case "", "error" -> ArchiveSettings.OnDiskFailure.ERROR;
              case "continue" -> ArchiveSettings.OnDiskFailure.CONTINUE;
              default -> throw wrong("x-lab-archiveOnDiskFailure", "Error or Continue", onFailure);
            },
            readNumber("x-lab-archiveDiskBytesMax", 0, Long.MAX_VALUE)));
  }

  private int archiveSegmentLength() {
    String name = "archiveSegmentLength";
    long seconds = readSeconds(name, 0);
    if (seconds != 0 && seconds < ArchiveSettings.SEGMENT_LENGTH_SECONDS_MIN) {
      throw wrong(name, "0 or a number from 10", text(name));
    }
    return (int) seconds;
  }

  private PointSettings.Timing timing() {
    return new PointSettings.Timing(
        (int) readNumber("lookaheadChunks", 2, 16),
        readSeconds("manifestWindowLength", 0),
        readSeconds("x-lab-liveCacheLength", 60),
        readNumber("estimatedTime", 0, UINT32_MAX));
  }

  private PointSettings.ManifestVersion manifestVersion() {
    String name = "x-lab-clientManifestVersion";
    return switch (text(name)) {
      case "", "2.0" -> PointSettings.ManifestVersion.V2_0;
      case "2.2" -> PointSettings.ManifestVersion.V2_2;
      default -> throw wrong(name, "2.0 or 2.2", text(name));
    };
  }

  private PointSettings.Holding holding() {
    PointSettings.Holding whenMissing = PointSettings.Holding.DEFAULT;
    return new PointSettings.Holding(
        (int) readNumber("x-lab-holdFragmentPercent", whenMissing.fragmentPercent(), 1_000),
        NANOS_PER_MILLISECOND
            * readNumber(
                "x-lab-holdManifestMilliseconds",
                whenMissing.manifestNanos() / NANOS_PER_MILLISECOND,
                60_000));
  }

  private List<OutputModule> modules() {
    List<OutputModule> modules = new ArrayList<>();
    if (formats(text("formats")).anyMatch(HLS_FORMAT::equalsIgnoreCase)) {
      modules.add(hls());
    }
    for (Meta meta : document.head().metas()) {
      if (lower(meta.name()).startsWith(lower(MODULE))) {
        modules.add(module(meta));
      }
    }
    return modules;
  }

  /** A module that this origin does not know, as a management client brought it. */
  private OutputModule module(Meta meta) {
    String id = meta.name().substring(MODULE.length());
    OutputModule.Kind kind =
        switch (lower(meta.content().strip())) {
          case "sink" -> OutputModule.Kind.SINK;
          case "source" -> OutputModule.Kind.SOURCE;
          default -> throw wrong(meta.name(), "sink or source", meta.content());
        };
    return new OutputModule(
        id, kind, text(MODULE_NAME + id), new OutputModule.Unknown(text(MODULE_XML + id)));
  }

  static Stream<String> formats(String content) {
    return Stream.of(content.split("[;,]", -1))
        .map(String::strip)
        .filter(format -> !format.isEmpty());
  }

  private OutputModule hls() {
    OutputModule.Hls whenMissing = OutputModule.Hls.DEFAULT;
    String length = "m3u8-aapl-segmentlength";
    long seconds = readNumber(length, whenMissing.segmentLengthSeconds(), Integer.MAX_VALUE);
    if (seconds < 2) {
      throw wrong(length, "a number from 2", text(length));
    }
    String bitRate = "m3u8-aapl-maxbitrate";
    long maxBitRateBps = readNumber(bitRate, whenMissing.maxBitRateBps(), UINT32_MAX);
    if (maxBitRateBps == 0) {
      throw wrong(bitRate, "a number from 1", text(bitRate));
    }
    return new OutputModule(
        OutputModule.HLS_ID,
        OutputModule.Kind.SINK,
        OutputModule.HLS.name(),
        new OutputModule.Hls(
            (int) seconds,
            maxBitRateBps,
            new OutputModule.Playlist(
                readBoolean("m3u8-aapl-allowcaching", whenMissing.playlist().allowCaching()),
                readBoolean("m3u8-aapl-backwardcompatible", false),
                readBoolean("x-lab-m3u8-aapl-includecodecs", false)),
            encryption()));
  }

  private OutputModule.Encryption encryption() {
    boolean enabled = readBoolean("m3u8-aapl-enableencryption", false);
    String key = text("x-lab-m3u8-aapl-key");
    // The value is not shown: it is a secret, even when it is wrong.
    if ((enabled || !key.isEmpty()) && !key.matches("[0-9A-Fa-f]{32}")) {
      throw new IllegalArgumentException(
          "meta x-lab-m3u8-aapl-key: expected 32 hexadecimal digits");
    }
    return new OutputModule.Encryption(enabled, key, text("x-lab-m3u8-aapl-keyuri"));
  }

  private PointSettings.Limits limits() {
    PointSettings.Limits whenMissing = PointSettings.Limits.DEFAULT;
    return new PointSettings.Limits(
        (int) readNumber("x-lab-sessionCountMax", whenMissing.sessionCountMax(), 1 << 20),
        (int) readNumber("x-lab-trackCountMax", whenMissing.trackCountMax(), 1 << 16),
        readNumber("x-lab-bitrateBpsMax", whenMissing.bitrateBpsMax(), Long.MAX_VALUE),
        readNumber("x-lab-liveCacheBytesMax", whenMissing.liveCacheBytesMax(), Long.MAX_VALUE));
  }

  /** Joined by {@code ;} in the files, by commas in the documents. */
  private boolean publishes(String role) {
    return Stream.of(text("publishing").split("[;,]", -1))
        .map(String::strip)
        .anyMatch(role::equalsIgnoreCase);
  }

  private String text(String name) {
    return document.meta(name).orElse("");
  }

  private boolean readBoolean(String name, boolean whenMissing) {
    String content = text(name).strip();
    return switch (lower(content)) {
      case "" -> {
        if (document.meta(name).isPresent()) {
          throw wrong(name, "true or false", content);
        }
        yield whenMissing;
      }
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, "true or false", content);
    };
  }

  /** Uint32 in the file; more than 68 years are as good as 68. */
  private int readSeconds(String name, int whenMissing) {
    return (int) Math.min(readNumber(name, whenMissing, UINT32_MAX), Integer.MAX_VALUE);
  }

  private long readNumber(String name, long whenMissing, long max) {
    String content = document.meta(name).orElse(Long.toString(whenMissing)).strip();
    // Nineteen digits hold every long; the largest of them compare as texts.
    boolean fits =
        content.matches("[0-9]{1,18}")
            || (content.matches("[0-9]{19}")
                && content.compareTo(Long.toString(Long.MAX_VALUE)) <= 0);
    if (!fits || Long.parseLong(content) > max) {
      throw wrong(name, "a number in 0.." + max, content);
    }
    return Long.parseLong(content);
  }

  private static IllegalArgumentException wrong(String name, String expected, String found) {
    return new IllegalArgumentException(
        "meta " + name + ": expected " + expected + ", found \"" + found + "\"");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
