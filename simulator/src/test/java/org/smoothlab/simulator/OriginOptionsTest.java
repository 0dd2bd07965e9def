package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.PointSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class OriginOptionsTest {
  @Command
  private static final class Tool {
    @Mixin private final OriginOptions options = new OriginOptions();
  }

  private static PointSettings template(String... arguments) throws UsageException {
    Tool tool = new Tool();
    new CommandLine(tool).parseArgs(arguments);
    return tool.options.pointTemplate();
  }

  @Test
  void makesPointsThatStartAndRestartByThemselves() throws UsageException {
    assertThat(template())
        .isEqualTo(
            PointSettings.DEFAULT
                .withAutoStart(true)
                .withAutoRestartOnEncoderReconnect(true)
                .withWindowLengthSeconds(600));
  }

  @Test
  void makesPointsAsToldOnTheCommandLine() throws UsageException {
    PointSettings settings = template("--dvr", "1h", "--look-ahead", "3", "--idle-after", "90s");
    assertThat(settings.clientConnections().timing().windowLengthSeconds()).isEqualTo(3_600);
    assertThat(settings.clientConnections().timing().lookAheadChunks()).isEqualTo(3);
    assertThat(settings.automation().idleAfterSeconds()).isEqualTo(90);
  }

  @Test
  void namesTheOptionThatIsOutOfRange() {
    assertThatThrownBy(() -> template("--look-ahead", "17"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("lookAheadChunks out of 0..16: 17");
  }
}
