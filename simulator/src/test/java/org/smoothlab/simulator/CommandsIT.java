package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import picocli.CommandLine;

/** The commands as a user types them, against a real origin. */
class CommandsIT {
  private static final Path SCENARIOS = Path.of(System.getProperty("smoothlab.scenarios"));

  @TempDir private Path scratch;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private OriginServer server;

  @BeforeEach
  void startOrigin() throws IOException {
    server =
        OriginServer.start(
            ServerConfig.loopback(0).withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true)));
  }

  @AfterEach
  void stopOrigin() {
    server.close();
  }

  @Test
  void encodesAnEventToItsEndWhichCanThenBeInspectedAndWatched() {
    assertThat(run("encode", point(), "--for", "40s", "--rate", "max")).isZero();
    assertThat(err.toString()).contains("connected").contains("ended, answered 200");

    assertThat(run("inspect", point() + "/Manifest")).isZero();
    assertThat(out.toString()).contains("<SmoothStreamingMedia").doesNotContain("IsLive=\"TRUE\"");

    String start = out.toString().replaceFirst("(?s).*?<c t=\"(\\d+)\".*", "$1");
    assertThat(run("inspect", point() + "/QualityLevels(250000)/Fragments(video=" + start + ")"))
        .isZero();
    assertThat(out.toString()).contains("moof").contains("tfxd").contains("tfrf").contains("mdat");

    assertThat(run("watch", point(), "--viewers", "3", "--for", "4s", "--json")).isZero();
    assertThat(out.toString()).contains("\"viewers\"").contains("\"viewer-3\"");
  }

  @Test
  void endsWithOneWhenTheOriginRefuses() {
    assertThat(run("encode", point(), "--for", "4s", "--rate", "max", "--fault", "no-header"))
        .isEqualTo(ExitCodes.FAILED);

    assertThat(err.toString()).contains("refused with 412");
  }

  @Test
  void endsWithThreeWhenNobodyIsThere() {
    // Port 1 of this machine: nobody listens there.
    assertThat(run("encode", "http://127.0.0.1:1/live/a.isml", "--for", "4s"))
        .isEqualTo(ExitCodes.UNREACHABLE);
    assertThat(run("watch", "http://127.0.0.1:1/live/a.isml")).isEqualTo(ExitCodes.UNREACHABLE);
  }

  @Test
  void createsAPointFeedsItAndLeavesItAloneWhenItIsServed() throws Exception {
    try (OriginServer managed = OriginServer.start(ServerConfig.loopback(0).withOpenManagement())) {
      String point = managed.url() + "live/made.isml";
      String source =
          Path.of("..", "media", "src", "test", "resources", "vectors", "ffmpeg-ismv.ismv")
              .toString();
      assertThat(run("encode", "/create", "/id:a", "/rate:1000", point, source)).isZero();
      assertThat(err.toString())
          .contains("made.isml: created", "made.isml: started", "Streams(a-stream0): ended");
      assertThat(run("encode", "--create", "--check-free", point, source))
          .isEqualTo(ExitCodes.FAILED);
      assertThat(err.toString()).contains("is being served");
    }
  }

  @Test
  void runsAScenarioTwiceWithTheSameTrace() throws IOException {
    String file = SCENARIOS.resolve("first-light.yaml").toString();
    Path first = scratch.resolve("first.jsonl");
    Path second = scratch.resolve("second.jsonl");

    assertThat(run("run", file, "--virtual", "--seed", "7", "--trace", first.toString())).isZero();
    assertThat(run("run", file, "--virtual", "--seed", "7", "--trace", second.toString())).isZero();

    assertThat(out.toString()).contains("passed: first-light").contains("replay: smoothlab run");
    assertThat(Files.size(first)).isGreaterThan(1000);
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void namesWhatIsWrongInAScenario() throws IOException {
    Path file = Files.writeString(scratch.resolve("wrong.yaml"), "name: x\nduration: soon\n");

    assertThat(run("run", file.toString())).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString()).contains("wrong.yaml").contains("soon");
  }

  private String point() {
    return server.url() + "live/event.isml";
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
