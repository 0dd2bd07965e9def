package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a publishing point. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Create a publishing point, which is Idle then. What is not given is as in the dialog of IIS"
          + " Manager: push input, viewers, servers and archive on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab point create /live/quay.isml --title 'Quay camera' --auto-start --restart",
      "  smoothlab point create /live/edge.isml --pull http://origin.example/live/quay.isml --no-archive"
    })
final class PointCreate implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private SettingOptions options = new SettingOptions();
  @Mixin private NamedPoint point = new NamedPoint();

  @Option(names = "--json", description = "the settings as stored, as JSON on standard output")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    try (PointTarget.Place place = point.open()) {
      ObjectNode settings = PointApi.json().createObjectNode();
      settings.put("sourceType", "Push").putObject("serverConnections").put("enabled", true);
      options.apply(settings, PointSettingsCommand.schema(place.api()));
      JsonNode created = place.api().create(place.path(), settings);
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          json
              ? PointApi.pretty(created)
              : place.api().origin().resolve(PointApi.escaped(place.path())) + " is Idle");
      out.flush();
    }
    return ExitCodes.GOOD;
  }
}
