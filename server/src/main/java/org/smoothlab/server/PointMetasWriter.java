package org.smoothlab.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.smooth.ServerManifest;
import org.smoothlab.media.smooth.ServerManifest.Meta;
import org.smoothlab.media.smooth.ServerManifest.Ref;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;

/**
 * Writes settings into the metas of an {@code .isml} file. Those of IIS are always there; what only
 * this origin has, and what IIS leaves out too, is there when it differs from its default.
 */
final class PointMetasWriter {
  private ServerManifest document;

  PointMetasWriter(ServerManifest before) {
    document = before;
  }

  ServerManifest write(PointSettings settings) {
    writeBasics(settings);
    writeRoles(settings);
    writeModules(settings);
    writeLimits(settings);
    writeRefs(settings.input().peers());
    return document;
  }

  private void writeBasics(PointSettings settings) {
    PointSettings.Automation automation = settings.automation();
    PointSettings.Timing timing = settings.clientConnections().timing();
    put("title", settings.title());
    put("module", "liveSmoothStreaming");
    put(
        "sourceType",
        switch (settings.input().sourceType()) {
          case PUSH -> "Push";
          case PULL -> "Pull";
        });
    put("publishing", publishing(settings));
    put("estimatedTime", timing.estimatedDurationSeconds());
    put("lookaheadChunks", timing.lookAheadChunks());
    put("manifestWindowLength", timing.windowLengthSeconds());
    put("startOnFirstRequest", Boolean.toString(automation.autoStart()));
    put("archiveSegmentLength", settings.archive().segmentLengthSeconds());
    put("restartOnEncoderReconnect", Boolean.toString(automation.autoRestartOnEncoderReconnect()));
    putUnless("x-lab-idleAfter", automation.idleAfterSeconds(), 0);
    putUnless("x-lab-resume", automation.resume(), false);
    putUnless("x-lab-oneSessionPerStreamId", settings.input().oneSessionPerStreamId(), false);
  }

  /** In the order of IIS Manager. */
  private static String publishing(PointSettings settings) {
    return Stream.of(
            settings.clientConnections().enabled() ? "Fragments" : "",
            settings.serverConnections().enabled() ? "Streams" : "",
            settings.archive().enabled() ? "Archives" : "")
        .filter(role -> !role.isEmpty())
        .collect(Collectors.joining(";"));
  }

  private void writeRoles(PointSettings settings) {
    ArchiveSettings archive = settings.archive();
    PointSettings.ClientConnections client = settings.clientConnections();
    PointSettings.Holding holding = client.holding();
    putUnless("archivePath", archive.path().folder(), "");
    putUnless("x-lab-useEventIdOnPath", archive.path().useEventId(), false);
    putUnless(
        "x-lab-archiveOnDiskFailure",
        switch (archive.disk().onFailure()) {
          case ERROR -> "Error";
          case CONTINUE -> "Continue";
        },
        "Error");
    putUnless("x-lab-archiveDiskBytesMax", archive.disk().bytesMax(), 0);
    putUnless("x-lab-liveCacheLength", client.timing().liveCacheSeconds(), 60);
    putUnless(
        "x-lab-clientManifestVersion",
        switch (client.clientManifestVersion()) {
          case V2_0 -> "2.0";
          case V2_2 -> "2.2";
        },
        "2.0");
    putUnless("x-lab-holdFragmentPercent", holding.fragmentPercent(), 150);
    putUnless(
        "x-lab-holdManifestMilliseconds",
        holding.manifestNanos() / PointMetas.NANOS_PER_MILLISECOND,
        5_000);
    putUnless(
        "x-lab-sendEndOfStreamOnStop", settings.serverConnections().sendEndOfStreamOnStop(), true);
  }

  private void writeModules(PointSettings settings) {
    Optional<OutputModule.Hls> hls = settings.hls();
    String otherFormats =
        PointMetas.formats(document.meta("formats").orElse(""))
            .filter(format -> !format.equalsIgnoreCase(PointMetas.HLS_FORMAT))
            .collect(Collectors.joining(";"));
    String hlsFormat = hls.isPresent() ? PointMetas.HLS_FORMAT : "";
    putUnless(
        "formats",
        hlsFormat.isEmpty() || otherFormats.isEmpty()
            ? hlsFormat + otherFormats
            : hlsFormat + ";" + otherFormats,
        "");
    removeAllThatBeginWith("m3u8-aapl-");
    removeAllThatBeginWith("x-lab-m3u8-aapl-");
    hls.ifPresent(this::writeHls);
    removeAllThatBeginWith(PointMetas.MODULE);
    removeAllThatBeginWith(PointMetas.MODULE_NAME);
    removeAllThatBeginWith(PointMetas.MODULE_XML);
    for (OutputModule module : settings.modules()) {
      if (module.configuration() instanceof OutputModule.Unknown(String xml)) {
        put(
            PointMetas.MODULE + module.id(),
            switch (module.kind()) {
              case SINK -> "sink";
              case SOURCE -> "source";
            });
        putUnless(PointMetas.MODULE_NAME + module.id(), module.name(), "");
        putUnless(PointMetas.MODULE_XML + module.id(), xml, "");
      }
    }
  }

  private void writeHls(OutputModule.Hls hls) {
    OutputModule.Encryption encryption = hls.encryption();
    put("m3u8-aapl-segmentlength", hls.segmentLengthSeconds());
    put("m3u8-aapl-maxbitrate", hls.maxBitRateBps());
    put("m3u8-aapl-allowcaching", Boolean.toString(hls.playlist().allowCaching()));
    put("m3u8-aapl-backwardcompatible", Boolean.toString(hls.playlist().backwardCompatible()));
    put("m3u8-aapl-enableencryption", Boolean.toString(encryption.enabled()));
    putUnless("x-lab-m3u8-aapl-includecodecs", hls.playlist().includeCodecs(), false);
    putUnless("x-lab-m3u8-aapl-key", encryption.keyHex(), "");
    putUnless("x-lab-m3u8-aapl-keyuri", encryption.keyUrl(), "");
  }

  private void writeLimits(PointSettings settings) {
    PointSettings.Limits limits = settings.limits();
    PointSettings.Limits usual = PointSettings.Limits.DEFAULT;
    putUnless("x-lab-sessionCountMax", limits.sessionCountMax(), usual.sessionCountMax());
    putUnless("x-lab-trackCountMax", limits.trackCountMax(), usual.trackCountMax());
    putUnless("x-lab-bitrateBpsMax", limits.bitrateBpsMax(), usual.bitrateBpsMax());
    putUnless("x-lab-liveCacheBytesMax", limits.liveCacheBytesMax(), usual.liveCacheBytesMax());
  }

  /** A point that was there keeps what else its element says. */
  private void writeRefs(List<PointSettings.Peer> peers) {
    List<Ref> before = document.body().refs();
    document = document.withRefs(peers.stream().map(peer -> ref(peer, before)).toList());
  }

  private static Ref ref(PointSettings.Peer peer, List<Ref> before) {
    Stream<CustomAttribute> others =
        before.stream()
            .filter(ref -> ref.src().equals(peer.url()))
            .limit(1)
            .flatMap(ref -> ref.attributes().stream())
            .filter(attribute -> !attribute.name().equalsIgnoreCase(PointMetas.CREDENTIAL_NAME));
    Stream<CustomAttribute> credential =
        peer.credentialName().isEmpty()
            ? Stream.empty()
            : Stream.of(new CustomAttribute(PointMetas.CREDENTIAL_NAME, peer.credentialName()));
    return new Ref(peer.url(), Stream.concat(others, credential).toList());
  }

  private void put(String name, long value) {
    put(name, Long.toString(value));
  }

  private void put(String name, String content) {
    document = document.withMeta(name, content);
  }

  private void putUnless(String name, boolean value, boolean usual) {
    putUnless(name, Boolean.toString(value), Boolean.toString(usual));
  }

  private void putUnless(String name, long value, long usual) {
    putUnless(name, Long.toString(value), Long.toString(usual));
  }

  private void putUnless(String name, String content, String usual) {
    document =
        content.equals(usual) ? document.withoutMeta(name) : document.withMeta(name, content);
  }

  private void removeAllThatBeginWith(String prefix) {
    String lower = prefix.toLowerCase(Locale.ROOT);
    for (Meta meta : document.head().metas()) {
      if (meta.name().toLowerCase(Locale.ROOT).startsWith(lower)) {
        document = document.withoutMeta(meta.name());
      }
    }
  }
}
