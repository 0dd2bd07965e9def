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

/** All publishing points of an origin. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the publishing points of an origin that you may read, with their states.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab point list",
      "  smoothlab point list --url https://origin.example --user anna --json"
    })
final class PointList implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private PointTarget target = new PointTarget();

  @Option(names = "--json", description = "the list as JSON on standard output")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    PrintWriter out = spec.commandLine().getOut();
    try (PointApi api = target.open()) {
      JsonNode list = api.get(PointApi.COLLECTION);
      for (JsonNode entry : list.path("entries")) {
        String state = state(api, entry.path("path").asString());
        if (json) {
          ((ObjectNode) entry).put("state", state);
        } else {
          out.printf(
              "%-12s  %s  %s%n",
              state, entry.path("path").asString(), entry.path("title").asString());
        }
      }
      if (json) {
        out.println(PointApi.pretty(list));
      } else if (list.path("entries").isEmpty()) {
        spec.commandLine().getErr().println("no publishing points");
      }
    }
    out.flush();
    return ExitCodes.GOOD;
  }

  /** It may be deleted while it is listed. */
  private static String state(PointApi api, String path)
      throws IOException, InterruptedException, UsageException {
    try {
      return api.state(path);
    } catch (PointApi.Refusal gone) {
      return "gone";
    }
  }
}
