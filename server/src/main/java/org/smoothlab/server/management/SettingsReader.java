package org.smoothlab.server.management;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;

/**
 * A document's settings as a point has them. A document says everything: what it leaves out gets
 * its default, but for the content key, which readers are not shown, and for what the API has no
 * word for.
 */
final class SettingsReader {
  private static final long SECONDS_MAX = 0xffff_ffffL;
  private static final int TEXT_CHARS_MAX = 1_024;
  private static final int PEER_COUNT_MAX = 64;
  private static final Pattern POINT_URL =
      Pattern.compile("(?i)https?://[^\\s/?#@]+(?:/[^\\s/?#]+)*/[^\\s/?#]+\\.isml");
  private static final Pattern KEY = Pattern.compile("[0-9A-Fa-f]{32}");

  private final Value.Group in;
  private final PointSettings before;

  private SettingsReader(Value.Group in, PointSettings before) {
    this.in = in;
    this.before = before;
  }

  /**
   * @param before what holds until now; {@link PointSettings#DEFAULT} for a new point
   */
  static PointSettings read(Value.Group in, PointSettings before) throws ProblemException {
    return new SettingsReader(in, before).read();
  }

  private PointSettings read() throws ProblemException {
    PointSettings.Roles roles =
        new PointSettings.Roles(archive(), clientConnections(), serverConnections(), modules());
    return new PointSettings(text(in, "Title"), input(), roles, before.limits());
  }

  private PointSettings.Input input() throws ProblemException {
    PointSettings.SourceType type = SettingsWords.sourceType(in.text("SourceType").orElse("Push"));
    Value.Group laboratory = group(in, "Laboratory");
    PointSettings.Automation automation =
        new PointSettings.Automation(
            flag(in, "AutoStart", false),
            flag(in, "AutoRestartOnEncoderReconnect", false),
            (int) seconds(laboratory, "IdleAfter", 0, Integer.MAX_VALUE),
            flag(laboratory, "Resume", false));
    return new PointSettings.Input(
        type, peers(type), automation, flag(laboratory, "OneSessionPerStreamId", false));
  }

  private List<PointSettings.Peer> peers(PointSettings.SourceType type) throws ProblemException {
    boolean pulls = in.fields().containsKey("PullFrom");
    boolean pushes = in.fields().containsKey("PushTo");
    if (pulls && pushes) {
      throw ProblemException.schema("Settings holds both PullFrom and PushTo, expected one");
    }
    boolean isPull = type == PointSettings.SourceType.PULL;
    if (isPull && !pulls) {
      throw ProblemException.data("SourceType Pull needs at least one URL in PullFrom");
    }
    if (isPull ? pushes : pulls) {
      throw ProblemException.data(
          "%s does not go with SourceType %s"
              .formatted(pulls ? "PullFrom" : "PushTo", SettingsWords.of(type)));
    }
    List<Value.Group> items = in.items(pulls ? "PullFrom" : "PushTo");
    if ((pulls || pushes) && items.isEmpty()) {
      throw ProblemException.schema("PublishingPoints lacks PublishingPoint");
    }
    if (items.size() > PEER_COUNT_MAX) {
      throw ProblemException.data("PublishingPoints: more than " + PEER_COUNT_MAX);
    }
    List<PointSettings.Peer> peers = new ArrayList<>();
    for (Value.Group item : items) {
      peers.add(peer(item));
    }
    return peers;
  }

  private static PointSettings.Peer peer(Value.Group item) throws ProblemException {
    String url = text(item, "url");
    if (!POINT_URL.matcher(url).matches()) {
      throw Scalars.wrong(
          "PublishingPoint", "a URL such as http://server/live/event.isml, without user", url);
    }
    return new PointSettings.Peer(url, text(item, "credentialName"));
  }

  private ArchiveSettings archive() throws ProblemException {
    Value.Group archive = group(in, "Archive");
    long segment = seconds(archive, "SegmentLength", 0, Integer.MAX_VALUE);
    if (segment != 0 && segment < ArchiveSettings.SEGMENT_LENGTH_SECONDS_MIN) {
      throw Scalars.wrong(
          "SegmentLength",
          "PT0S, or from " + Scalars.duration(ArchiveSettings.SEGMENT_LENGTH_SECONDS_MIN),
          Scalars.duration(segment));
    }
    Value.Group path = group(archive, "Path");
    String folder = text(path, "folder");
    if (List.of(folder.split("[/\\\\]", -1)).contains("..")) {
      throw Scalars.wrong("Path", "a folder without dot segments", folder);
    }
    Value.Group laboratory = group(in, "Laboratory");
    ArchiveSettings.Disk disk =
        new ArchiveSettings.Disk(
            SettingsWords.onDiskFailure(laboratory.text("OnDiskFailure").orElse("Error")),
            number(laboratory, "DiskBytesMax", 0, Long.MAX_VALUE));
    return new ArchiveSettings(
        flag(archive, "enabled", false),
        (int) segment,
        new ArchiveSettings.Path(folder, flag(path, "useEventIdOnPath", false)),
        disk);
  }

  private PointSettings.ClientConnections clientConnections() throws ProblemException {
    Value.Group clients = group(in, "ClientConnections");
    PointSettings.Timing usual = PointSettings.DEFAULT.clientConnections().timing();
    PointSettings.Timing timing =
        new PointSettings.Timing(
            (int) number(in, "LookAheadChunks", usual.lookAheadChunks(), 16),
            (int) seconds(clients, "WindowLength", 0, Integer.MAX_VALUE),
            (int) seconds(clients, "LiveCacheLength", usual.liveCacheSeconds(), Integer.MAX_VALUE),
            seconds(in, "EstimatedDuration", 0, SECONDS_MAX));
    return new PointSettings.ClientConnections(
        flag(clients, "enabled", false),
        timing,
        SettingsWords.manifestVersion(clients.text("ClientManifestVersion").orElse("2.0")),
        before.clientConnections().holding());
  }

  private PointSettings.ServerConnections serverConnections() throws ProblemException {
    Value.Group servers = group(in, "ServerConnections");
    return new PointSettings.ServerConnections(
        flag(servers, "enabled", false), flag(servers, "SendEndOfStreamOnStop", true));
  }

  private List<OutputModule> modules() throws ProblemException {
    List<OutputModule> modules = new ArrayList<>();
    for (Value.Group item : in.items("Modules")) {
      OutputModule module = module(item);
      if (modules.stream().anyMatch(other -> other.id().equals(module.id()))) {
        throw ProblemException.data("Modules: more than one of id " + Scalars.shown(module.id()));
      }
      modules.add(module);
    }
    return modules;
  }

  private OutputModule module(Value.Group item) throws ProblemException {
    String id = text(item, "id");
    if (id.isEmpty()) {
      throw Scalars.wrong("Module@id", "a name such as hls", id);
    }
    OutputModule.Kind kind = SettingsWords.moduleKind(text(item, "type"));
    boolean isHls = id.equals(OutputModule.HLS_ID);
    if (isHls ? item.fields().containsKey("content") : item.group("HLS").isPresent()) {
      throw ProblemException.schema("Module " + Scalars.shown(id) + " holds an unknown element");
    }
    if (isHls && kind != OutputModule.Kind.SINK) {
      throw Scalars.wrong("Module@type", "sink for hls", text(item, "type"));
    }
    OutputModule.Configuration configuration =
        isHls ? hls(group(item, "HLS")) : new OutputModule.Unknown(item.text("content").orElse(""));
    return new OutputModule(id, kind, text(item, "name"), configuration);
  }

  private OutputModule.Hls hls(Value.Group hls) throws ProblemException {
    OutputModule.Hls usual = OutputModule.Hls.DEFAULT;
    long segment = seconds(hls, "SegmentLength", usual.segmentLengthSeconds(), 3_600);
    if (segment < 2) {
      throw Scalars.wrong("HLS SegmentLength", "at least PT2S", Scalars.duration(segment));
    }
    long rate = number(hls, "MaxBitRate", usual.maxBitRateBps(), 0xffff_ffffL);
    if (rate < 1) {
      throw Scalars.wrong("MaxBitRate", "at least 1", Long.toString(rate));
    }
    OutputModule.Playlist playlist =
        new OutputModule.Playlist(
            flag(hls, "AllowCaching", usual.playlist().allowCaching()),
            flag(hls, "BackwardCompatible", usual.playlist().backwardCompatible()),
            flag(hls, "IncludeCodecs", usual.playlist().includeCodecs()));
    return new OutputModule.Hls((int) segment, rate, playlist, encryption(hls));
  }

  /** Who cannot see the key sends the settings back without it: then the old one stays. */
  private OutputModule.Encryption encryption(Value.Group hls) throws ProblemException {
    Value.Group encryption = group(hls, "Encryption");
    String keyUrl = text(group(in, "Laboratory"), "KeyUrl");
    if (!flag(encryption, "enabled", false)) {
      return new OutputModule.Encryption(false, "", keyUrl);
    }
    Optional<String> given = encryption.text("Key");
    String key =
        given.isPresent()
            ? given.get()
            : before.hls().map(old -> old.encryption().keyHex()).orElse("");
    if (!KEY.matcher(key).matches()) {
      // What came may be nearly a key: it is not repeated in an answer that logs may keep.
      throw ProblemException.data("Key: expected 32 hexadecimal digits");
    }
    return new OutputModule.Encryption(true, key, keyUrl);
  }

  // ---- single values

  private static final Value.Group NOTHING = new Value.Builder().build();

  private static Value.Group group(Value.Group of, String name) {
    return of.group(name).orElse(NOTHING);
  }

  private static String text(Value.Group of, String name) throws ProblemException {
    String text = of.text(name).orElse("");
    if (text.length() > TEXT_CHARS_MAX) {
      throw Scalars.wrong(name, "at most " + TEXT_CHARS_MAX + " characters", text);
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw Scalars.wrong(name, "a text without control characters", text);
    }
    return text;
  }

  private static boolean flag(Value.Group of, String name, boolean otherwise) {
    return of.text(name).map(Boolean::parseBoolean).orElse(otherwise);
  }

  private static long number(Value.Group of, String name, long otherwise, long max)
      throws ProblemException {
    Optional<String> text = of.text(name);
    return text.isPresent() ? Scalars.number(name, text.get(), max) : otherwise;
  }

  private static long seconds(Value.Group of, String name, long otherwise, long max)
      throws ProblemException {
    Optional<String> text = of.text(name);
    return text.isPresent() ? Scalars.seconds(name, text.get(), max) : otherwise;
  }
}
