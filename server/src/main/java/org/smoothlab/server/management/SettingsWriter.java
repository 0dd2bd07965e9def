package org.smoothlab.server.management;

import java.util.List;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;

/**
 * A point's settings as a document. What IIS leaves out of its answers is left out while it has its
 * default; what it always writes is always written.
 */
final class SettingsWriter {
  private final PointSettings settings;
  private final boolean showsSecrets;

  private SettingsWriter(PointSettings settings, boolean showsSecrets) {
    this.settings = settings;
    this.showsSecrets = showsSecrets;
  }

  /**
   * @param showsSecrets whether the content key is in it
   */
  static Value.Group write(PointSettings settings, boolean showsSecrets) {
    return new SettingsWriter(settings, showsSecrets).write();
  }

  private Value.Group write() {
    PointSettings.Timing timing = settings.clientConnections().timing();
    Value.Builder out =
        new Value.Builder()
            .with("Title", settings.title())
            .with("SourceType", SettingsWords.of(settings.input().sourceType()));
    if (timing.estimatedDurationSeconds() != 0) {
      out.with("EstimatedDuration", Scalars.duration(timing.estimatedDurationSeconds()));
    }
    out.with("AutoStart", settings.automation().autoStart())
        .with(
            "AutoRestartOnEncoderReconnect", settings.automation().autoRestartOnEncoderReconnect())
        .with("LookAheadChunks", timing.lookAheadChunks())
        .with("Archive", archive())
        .with("ClientConnections", clientConnections())
        .with("ServerConnections", serverConnections())
        .withUnlessEmpty(peersName(), peers())
        .withUnlessEmpty("Modules", settings.modules().stream().map(this::module).toList());
    Value.Group laboratory = laboratory();
    if (!laboratory.fields().isEmpty()) {
      out.with("Laboratory", laboratory);
    }
    return out.build();
  }

  private Value.Group archive() {
    ArchiveSettings archive = settings.archive();
    Value.Builder out = new Value.Builder().with("enabled", archive.enabled());
    if (archive.segmentLengthSeconds() != 0) {
      out.with("SegmentLength", Scalars.duration(archive.segmentLengthSeconds()));
    }
    return out.with(
            "Path",
            new Value.Builder()
                .with("useEventIdOnPath", archive.path().useEventId())
                .withUnlessEmpty("folder", archive.path().folder())
                .build())
        .build();
  }

  private Value.Group clientConnections() {
    PointSettings.ClientConnections clients = settings.clientConnections();
    PointSettings.Timing timing = clients.timing();
    Value.Builder out = new Value.Builder().with("enabled", clients.enabled());
    if (timing.windowLengthSeconds() != 0) {
      out.with("WindowLength", Scalars.duration(timing.windowLengthSeconds()));
    }
    if (timing.liveCacheSeconds()
        != PointSettings.DEFAULT.clientConnections().timing().liveCacheSeconds()) {
      out.with("LiveCacheLength", Scalars.duration(timing.liveCacheSeconds()));
    }
    return out.with("ClientManifestVersion", SettingsWords.of(clients.clientManifestVersion()))
        .build();
  }

  private Value.Group serverConnections() {
    PointSettings.ServerConnections servers = settings.serverConnections();
    return new Value.Builder()
        .with("enabled", servers.enabled())
        .with("SendEndOfStreamOnStop", servers.sendEndOfStreamOnStop())
        .build();
  }

  private String peersName() {
    return switch (settings.input().sourceType()) {
      case PUSH -> "PushTo";
      case PULL -> "PullFrom";
    };
  }

  private List<Value.Group> peers() {
    return settings.input().peers().stream()
        .map(peer ->
            new Value.Builder()
                .with("url", peer.url())
                .withUnlessEmpty("credentialName", peer.credentialName())
                .build())
        .toList();
  }

  private Value.Group module(OutputModule module) {
    Value.Builder out =
        new Value.Builder()
            .with("id", module.id())
            .with("type", SettingsWords.of(module.kind()))
            .withUnlessEmpty("name", module.name());
    switch (module.configuration()) {
      case OutputModule.Hls hls -> out.with("HLS", hls(hls));
      case OutputModule.Unknown(String xml) -> out.withUnlessEmpty("content", xml);
    }
    return out.build();
  }

  private Value.Group hls(OutputModule.Hls hls) {
    OutputModule.Encryption encryption = hls.encryption();
    Value.Builder written = new Value.Builder().with("enabled", encryption.enabled());
    if (encryption.enabled() && showsSecrets) {
      written.with("Key", encryption.keyHex());
    }
    return new Value.Builder()
        .with("SegmentLength", Scalars.duration(hls.segmentLengthSeconds()))
        .with("MaxBitRate", hls.maxBitRateBps())
        .with("AllowCaching", hls.playlist().allowCaching())
        .with("BackwardCompatible", hls.playlist().backwardCompatible())
        .with("IncludeCodecs", hls.playlist().includeCodecs())
        .with("Encryption", written.build())
        .build();
  }

  private Value.Group laboratory() {
    Value.Builder out = new Value.Builder();
    if (settings.input().oneSessionPerStreamId()) {
      out.with("OneSessionPerStreamId", true);
    }
    if (settings.automation().idleAfterSeconds() != 0) {
      out.with("IdleAfter", Scalars.duration(settings.automation().idleAfterSeconds()));
    }
    if (settings.automation().resume()) {
      out.with("Resume", true);
    }
    ArchiveSettings.Disk disk = settings.archive().disk();
    if (disk.onFailure() != ArchiveSettings.OnDiskFailure.ERROR) {
      out.with("OnDiskFailure", SettingsWords.of(disk.onFailure()));
    }
    if (disk.bytesMax() != 0) {
      out.with("DiskBytesMax", disk.bytesMax());
    }
    String keyUrl = settings.hls().map(hls -> hls.encryption().keyUrl()).orElse("");
    return out.withUnlessEmpty("KeyUrl", keyUrl).build();
  }
}
