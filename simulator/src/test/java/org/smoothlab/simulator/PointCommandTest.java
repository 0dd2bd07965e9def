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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.TlsConfig;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The point commands as an operator types them, against a real origin. */
class PointCommandTest {
  private static final String POINT = "/live/quay.isml";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private OriginServer server;

  @BeforeEach
  void startOrigin() throws IOException {
    server = OriginServer.start(ServerConfig.loopback(0).withOpenManagement());
  }

  @AfterEach
  void stopOrigin() {
    server.close();
  }

  private int run(String command, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 4];
    all[0] = "point";
    all[1] = command;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[all.length - 2] = "--url";
    all[all.length - 1] = server.url().toString();
    return commandLine.execute(all);
  }

  private JsonNode json() {
    return PointApi.json().readTree(out.toString());
  }

  @Test
  void takesAPointThroughItsLife() {
    assertThat(run("create", POINT, "--title", "Quay camera")).isZero();
    assertThat(out.toString()).contains("live/quay.isml is Idle");

    assertThat(run("list")).isZero();
    assertThat(out.toString()).contains("Idle", POINT, "Quay camera");

    assertThat(run("start", POINT)).isZero();
    assertThat(out.toString()).contains("/live/quay.isml is Starting");

    assertThat(run("show", POINT)).isZero();
    assertThat(out.toString()).startsWith("/live/quay.isml  Starting  Quay camera");

    assertThat(run("stop", POINT)).isZero();
    assertThat(out.toString()).contains("is Stopped");

    assertThat(run("shutdown", POINT)).isZero();
    assertThat(out.toString()).contains("is Idle");

    assertThat(run("delete", POINT)).isZero();
    assertThat(out.toString()).contains("is deleted");

    assertThat(run("list")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("no publishing points");
  }

  @Test
  void createsWhatTheDialogOfIisManagerWould() {
    assertThat(run("create", POINT, "--json")).isZero();

    JsonNode settings = json().path("settings");
    assertThat(settings.at("/archive/enabled").asBoolean()).isTrue();
    assertThat(settings.at("/clientConnections/enabled").asBoolean()).isTrue();
    assertThat(settings.at("/serverConnections/enabled").asBoolean()).isTrue();
    assertThat(settings.path("autoStart").asBoolean()).isFalse();
  }

  @Test
  void setsWhatIsGivenAndKeepsTheRest() {
    run("create", POINT, "--title", "Quay", "--auto-start", "--restart", "--no-archive");

    assertThat(
            run(
                "settings",
                POINT,
                "--window",
                "30m",
                "--mobile",
                "--set",
                "hls.maxBitRate=3000000",
                "--set",
                "archive.segmentLength=1h",
                "--set",
                "clientConnections.clientManifestVersion=2.2",
                "--set",
                "laboratory.idleAfter=PT5M",
                "--set",
                "estimatedDuration=2h"))
        .isZero();

    JsonNode settings = json();
    assertThat(settings.path("title").asString()).isEqualTo("Quay");
    assertThat(settings.path("autoStart").asBoolean()).isTrue();
    assertThat(settings.path("autoRestartOnEncoderReconnect").asBoolean()).isTrue();
    assertThat(settings.path("estimatedDuration").asString()).isEqualTo("PT2H");
    assertThat(settings.at("/archive/enabled").asBoolean()).isFalse();
    assertThat(settings.at("/archive/segmentLength").asString()).isEqualTo("PT1H");
    assertThat(settings.at("/clientConnections/windowLength").asString()).isEqualTo("PT30M");
    assertThat(settings.at("/clientConnections/clientManifestVersion").asString()).isEqualTo("2.2");
    assertThat(settings.at("/modules/0/id").asString()).isEqualTo("hls");
    assertThat(settings.at("/modules/0/hls/maxBitRate").asLong()).isEqualTo(3_000_000);
    assertThat(settings.at("/laboratory/idleAfter").asString()).isEqualTo("PT5M");

    assertThat(run("settings", POINT, "--no-mobile")).isZero();
    assertThat(json().has("modules")).isFalse();
    assertThat(json().at("/clientConnections/windowLength").asString()).isEqualTo("PT30M");
  }

  @Test
  void makesAPullPointOutOfUrls() {
    assertThat(
            run(
                "create",
                POINT,
                "--json",
                "--pull",
                "http://a.example/x.isml",
                "--pull",
                "http://b.example/x.isml"))
        .isZero();

    assertThat(json().at("/settings/sourceType").asString()).isEqualTo("Pull");
    assertThat(json().at("/settings/pullFrom/1/url").asString())
        .isEqualTo("http://b.example/x.isml");
  }

  @Test
  void takesAPointByItsUrl() {
    run("create", "/live/a b é.isml");

    String url = server.url() + "live/a%20b%20%C3%A9.isml";
    assertThat(run("show", url, "--json")).isZero();
    assertThat(json().path("path").asString()).isEqualTo("/live/a b é.isml");
    assertThat(run("start", "live/a b é.isml")).isZero();
  }

  @Test
  void repeatsWhatTheOriginSaysWhenItRefuses() {
    run("create", POINT);

    assertThat(run("create", POINT)).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("already", "0x8088002B");
    assertThat(run("stop", POINT)).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("is Idle and cannot become Stopped", "0x80880028");
    assertThat(run("show", "/no/such.isml")).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("no publishing point at /no/such.isml");
    run("start", POINT);
    assertThat(run("settings", POINT, "--title", "x")).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("0x80880029");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          colour=red                    | no setting colour; there are title
          archive.colour=red            | no setting archive.colour; there are enabled
          archive=true                  | is a group
          autoStart=yes                 | expected true or false
          lookAheadChunks=many          | expected a whole number
          lookAheadChunks=17            | 0x80880026
          clientConnections.windowLength=soon | not a duration
          sourceType=Both               | Push or Pull
          """)
  void callsWrongSettingsWrongUsage(String set, String message) {
    int exitCode = run("create", POINT, "--set", set);

    assertThat(exitCode).as(() -> err.toString()).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"quay", "/live/quay.ism", "/a/../b.isml", "/live/a.isml/b.isml"})
  void callsWrongPathsWrongUsage(String path) {
    assertThat(run("create", path)).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString()).contains(".isml");
  }

  @Test
  void saysWhenNobodyIsThere() {
    // Port 1 of this machine: nobody listens there.
    assertThat(run("show", "http://127.0.0.1:1/live/a.isml")).isEqualTo(ExitCodes.UNREACHABLE);

    assertThat(err.toString()).contains("not reachable: 127.0.0.1:1");
  }

  @Test
  void logsInWhereManagementIsClosed() throws IOException {
    Path access = folder.resolve("access.yaml");
    Files.writeString(
        access,
        """
        tokens:
          - name: operator
            sha256: %s
        rules:
          - path: /**
            manage: token:operator
        """
            .formatted(
                org.smoothlab.server.access.Accounts.tokenHash("operator-token-0123456789")));
    server.close();
    server =
        OriginServer.start(
            ServerConfig.loopback(0)
                .withAccessFile(access)
                .withTls(TlsConfig.SelfSigned.loopback(0)));

    assertThat(run("list")).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("--user or --token", "0x80880022");
    assertThat(run("list", "--token", "operator-token-0123456789")).isZero();
    String secure = server.secureUrl().orElseThrow() + "live/quay.isml";
    assertThat(run("create", secure, "--token", "operator-token-0123456789", "--trust-all"))
        .isZero();
    assertThat(run("list", "--user", "anna:wrong")).isEqualTo(ExitCodes.FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"create", "list", "show", "start", "stop", "shutdown", "delete", "settings"})
  void showsAnExampleForEachCommand(String command) {
    out.getBuffer().setLength(0);
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));

    assertThat(commandLine.execute("point", command, "--help")).isZero();
    assertThat(out.toString()).contains("  smoothlab point " + command);
  }
}
