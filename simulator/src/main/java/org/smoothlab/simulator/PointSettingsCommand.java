package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Shows or changes the settings of a publishing point. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show the settings of a publishing point as JSON; with options, change those and keep the"
          + " rest. Settings can be changed while the point is Idle."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab point settings /live/quay.isml",
      "  smoothlab point settings /live/quay.isml --window 30m --mobile",
      "  smoothlab point settings /live/quay.isml --set archive.segmentLength=30m --set hls.maxBitRate=3000000"
    })
final class PointSettingsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private SettingOptions options = new SettingOptions();
  @Mixin private NamedPoint point = new NamedPoint();

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    PrintWriter out = spec.commandLine().getOut();
    try (PointTarget.Place place = point.open()) {
      String resource = PointApi.escaped(place.path()) + "/settings";
      if (!options.isEmpty()) {
        ObjectNode settings = (ObjectNode) place.api().get(resource).path("settings");
        options.apply(settings, schema(place.api()));
        place.api().putSettings(place.path(), settings);
      }
      out.println(PointApi.pretty(place.api().get(resource).path("settings")));
      out.flush();
    }
    return ExitCodes.GOOD;
  }

  /** The settings that this origin knows. */
  static SettingSchema schema(PointApi api)
      throws IOException, InterruptedException, UsageException {
    return new SettingSchema(api.get("/services/smoothstreaming/openapi.json"));
  }
}
