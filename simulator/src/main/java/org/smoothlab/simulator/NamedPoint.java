package org.smoothlab.simulator;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The publishing point that a command is about, and which origin has it. */
final class NamedPoint {
  @Parameters(paramLabel = "POINT", description = "path or URL, ending in .isml")
  private String name = "";

  @Mixin private PointTarget target = new PointTarget();

  /** To be closed by whoever asked for it. */
  PointTarget.Place open() throws UsageException {
    return target.open(name);
  }
}
