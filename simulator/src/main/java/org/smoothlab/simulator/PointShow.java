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

/** One publishing point: its state, its settings, what comes in and goes out. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show state, streams and settings of a publishing point.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab point show /live/quay.isml",
      "  smoothlab point show http://127.0.0.1:8080/live/quay.isml --json"
    })
final class PointShow implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private NamedPoint point = new NamedPoint();

  @Option(names = "--json", description = "all of it as JSON on standard output")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    PrintWriter out = spec.commandLine().getOut();
    try (PointTarget.Place place = point.open()) {
      String resource = PointApi.escaped(place.path());
      JsonNode state = place.api().get(resource + "/state").path("state");
      ObjectNode all = (ObjectNode) place.api().get(resource + "/settings");
      all.set("state", state);
      if (!state.path("value").asString().equals("Idle")) {
        all.set("statistics", place.api().get(resource + "/statistics").path("statistics"));
      }
      if (json) {
        out.println(PointApi.pretty(all));
      } else {
        print(all, out);
      }
    }
    out.flush();
    return ExitCodes.GOOD;
  }

  private static void print(JsonNode all, PrintWriter out) {
    JsonNode state = all.path("state");
    out.printf(
        "%s  %s  %s%n",
        all.path("path").asString(), state.path("value").asString(), all.path("title").asString());
    if (state.has("lastError")) {
      out.printf(
          "error: %s %s%n",
          state.path("lastError").asString(), state.path("lastErrorMessage").asString(""));
    }
    for (JsonNode input : all.at("/statistics/inputStreams")) {
      out.printf(
          "stream %s: %s, from %s%n",
          input.path("id").asString(),
          input.path("state").asString(),
          input.at("/sources/0/properties/1/value").asString("nobody"));
      for (JsonNode track : input.path("tracks")) {
        out.printf(
            "  %-10s %9d bit/s of %9d, last %d, waits %s%n",
            track.path("name").asString(),
            track.path("incomingBitRate").asLong(),
            track.path("encodedBitRate").asLong(),
            track.path("incomingFragmentTimeStamp").asLong(),
            track.path("incomingFragmentWaitTime").asString());
      }
    }
    for (JsonNode alarm : all.at("/statistics/alarms")) {
      out.println("alarm: " + alarm.path("message").asString());
    }
    out.println(PointApi.pretty(all.path("settings")));
  }
}
