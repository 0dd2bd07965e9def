package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Removes a publishing point. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = {
      "Delete a publishing point, in whatever state it is. Its archives stay on the origin's disk."
    },
    footerHeading = "%nExample:%n",
    footer = "  smoothlab point delete /live/quay.isml")
final class PointDelete implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private NamedPoint point = new NamedPoint();

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    PrintWriter out = spec.commandLine().getOut();
    try (PointTarget.Place place = point.open()) {
      place.api().delete(place.path());
      out.println(place.path() + " is deleted");
      out.flush();
    }
    return ExitCodes.GOOD;
  }
}
