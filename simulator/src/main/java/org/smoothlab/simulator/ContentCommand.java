package org.smoothlab.simulator;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Encodes the test content ahead of its first use. */
@Command(
    name = "content",
    mixinStandardHelpOptions = true,
    description = {
      "Encode the test content now, so that the first demo starts at once.",
      "Prints the file it is kept in; does nothing if it is there already."
    },
    footerHeading = "%nExample:%n",
    footer = "  smoothlab content")
final class ContentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    spec.commandLine()
        .getOut()
        .println(LoopClip.prepare(Ladder.standard(), ContentCache.folder(), EncodeProgress.SILENT));
    return ExitCodes.GOOD;
  }
}
