package org.smoothlab.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The usual settings as options of their own, and every other by its name. */
final class SettingOptions {
  @Option(names = "--title", paramLabel = "TEXT", description = "for people")
  private Optional<String> title = Optional.empty();

  @Option(
      names = "--auto-start",
      negatable = true,
      description = "start at the first request of a viewer or an encoder")
  private @Nullable Boolean autoStart;

  @Option(
      names = "--restart",
      negatable = true,
      description = "begin anew when an encoder comes after the end; needs --auto-start")
  private @Nullable Boolean restart;

  @Option(names = "--archive", negatable = true, description = "write runs to disk")
  private @Nullable Boolean archive;

  @Option(names = "--viewers", negatable = true, description = "serve viewers")
  private @Nullable Boolean viewers;

  @Option(names = "--mobile", negatable = true, description = "output for mobile devices")
  private @Nullable Boolean mobile;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      converter = Units.DurationConverter.class,
      description = "DVR window; 0s is everything")
  private Optional<Duration> window = Optional.empty();

  @Option(
      names = "--look-ahead",
      paramLabel = "COUNT",
      description = "fragments that each answer announces, 0..16")
  private Optional<Integer> lookAhead = Optional.empty();

  @Option(
      names = "--pull",
      paramLabel = "URL",
      description = "pull from this publishing point; again for a failover")
  private List<String> pull = List.of();

  @Option(
      names = "--push-to",
      paramLabel = "URL",
      description = "push to this publishing point; again for another")
  private List<String> pushTo = List.of();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = {
        "any setting by its name in the JSON form, with dots between groups:",
        "archive.segmentLength=30m, clientConnections.clientManifestVersion=2.2, hls.maxBitRate=3000000"
      })
  private Map<String, String> set = new LinkedHashMap<>();

  /** Whether nothing is to be changed. */
  boolean isEmpty() {
    return title.isEmpty()
        && autoStart == null
        && restart == null
        && archive == null
        && viewers == null
        && mobile == null
        && window.isEmpty()
        && lookAhead.isEmpty()
        && pull.isEmpty()
        && pushTo.isEmpty()
        && set.isEmpty();
  }

  /**
   * Puts what was given into settings.
   *
   * @param schema of the settings, as the origin describes them
   */
  void apply(ObjectNode settings, SettingSchema schema) throws UsageException {
    title.ifPresent(text -> settings.put("title", text));
    flag(settings, "autoStart", autoStart);
    flag(settings, "autoRestartOnEncoderReconnect", restart);
    flag(settings.withObject("/archive"), "enabled", archive, true);
    flag(settings.withObject("/clientConnections"), "enabled", viewers, true);
    window.ifPresent(
        time -> settings.withObject("/clientConnections").put("windowLength", time.toString()));
    lookAhead.ifPresent(count -> settings.put("lookAheadChunks", count));
    peers(settings);
    if (mobile != null) {
      switchMobile(settings, mobile);
    }
    for (Map.Entry<String, String> entry : set.entrySet()) {
      schema.set(settings, entry.getKey(), entry.getValue());
    }
  }

  private static void flag(ObjectNode of, String name, @Nullable Boolean flag) {
    if (flag != null) {
      of.put(name, flag);
    }
  }

  private static void flag(ObjectNode of, String name, @Nullable Boolean flag, boolean otherwise) {
    if (flag != null) {
      of.put(name, flag);
    } else if (!of.has(name)) {
      of.put(name, otherwise);
    }
  }

  private void peers(ObjectNode settings) throws UsageException {
    if (!pull.isEmpty() && !pushTo.isEmpty()) {
      throw new UsageException("a point that pulls cannot push: --pull or --push-to");
    }
    if (!pull.isEmpty()) {
      settings.put("sourceType", "Pull");
      settings.remove("pushTo");
      settings.set("pullFrom", list(settings.arrayNode(), pull));
    }
    if (!pushTo.isEmpty()) {
      settings.put("sourceType", "Push");
      settings.remove("pullFrom");
      settings.set("pushTo", list(settings.arrayNode(), pushTo));
    }
  }

  private static ArrayNode list(ArrayNode array, List<String> urls) {
    urls.forEach(url -> array.addObject().put("url", url));
    return array;
  }

  private static void switchMobile(ObjectNode settings, boolean on) {
    ArrayNode modules = settings.withArray("/modules");
    boolean isOn = false;
    for (int i = modules.size() - 1; i >= 0; i--) {
      JsonNode module = modules.get(i);
      boolean isHls = module.path("id").asString("").equals("hls");
      isOn |= isHls;
      if (isHls && !on) {
        modules.remove(i);
      }
    }
    if (on && !isOn) {
      SettingSchema.addHls(modules);
    }
    if (modules.isEmpty()) {
      settings.remove("modules");
    }
  }
}
