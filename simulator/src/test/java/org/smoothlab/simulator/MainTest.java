package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listsItsCommandsAndExitCodes() {
    assertThat(run("--help")).isEqualTo(ExitCodes.GOOD);

    assertThat(out.toString())
        .contains(
            "demo", "origin", "encode", "watch", "run", "proxy", "inspect", "bench", "load",
            "verify")
        .contains("Exit codes:")
        .contains("Examples:");
  }

  static Stream<String> commandsOfThisProgram() {
    return Stream.of(
        "demo", "origin", "encode", "watch", "run", "proxy", "inspect", "content", "point");
  }

  @ParameterizedTest
  @MethodSource("commandsOfThisProgram")
  void showsAnExampleForEachCommand(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitCodes.GOOD);

    assertThat(out.toString()).contains("Example").contains("  smoothlab " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "play", "--loud"})
  void callsWrongUsageWhatItIs(String arguments) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
        .isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString()).isNotBlank();
  }

  @Test
  void saysThatAnOriginWithNothingToServeNeedsAnOption() {
    assertThat(run("origin", "--port", "0")).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString()).contains("--points").contains("--create-on-push");
  }

  @Test
  void saysWhatAPublishingPointLooksLike() {
    assertThat(run("encode", "ftp://somewhere/else")).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString()).contains("http://127.0.0.1:8080/live/event.isml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "load", "verify"})
  void sendsCommandsOfACheckoutToTheLauncher(String command) {
    assertThat(run(command)).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString()).contains("./smoothlab " + command);
  }

  @Test
  void saysWhenATargetIsNotReachable() {
    // Port 1 of this machine: nobody listens there.
    assertThat(run("inspect", "http://127.0.0.1:1/live/a.isml/Manifest"))
        .isEqualTo(ExitCodes.UNREACHABLE);

    assertThat(err.toString()).contains("not reachable").contains("127.0.0.1:1");
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
