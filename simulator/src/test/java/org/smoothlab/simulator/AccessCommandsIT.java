package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import picocli.CommandLine;

/** From a password to a picture, as an operator does it. */
class AccessCommandsIT {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void makesAnAccessFileThatLetsInWhomItShould() throws IOException {
    Path file = writeAccessFile();
    assertThat(run("access", "check", file.toString())).isZero();
    assertThat(out.toString().strip()).isEqualTo("good: 1 rules, 1 users, 1 tokens, 1 keys");
    assertThat(run("access", "check", file.toString(), "--path", "/live/a.isml")).isZero();
    assertThat(out.toString()).contains("publish      user:anna, signed by k1");

    ServerConfig config =
        ServerConfig.loopback(0)
            .withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true))
            .withAccessFile(file);
    try (OriginServer server = OriginServer.start(config)) {
      String point = server.url() + "live/a.isml";
      String[] encode = {"encode", point, "--for", "40s", "--rate", "max"};
      String[] watch = {"watch", point, "--for", "3s"};

      assertThat(run(encode)).isEqualTo(ExitCodes.FAILED);
      assertThat(err.toString()).contains("refused with 401");
      assertThat(run(with(encode, "--user", "anna:correct horse"))).isZero();
      assertThat(run(watch)).isEqualTo(ExitCodes.FAILED);
      assertThat(run(with(watch, "--token", token))).isZero();
      assertThat(run("watch", sign(file, point), "--for", "3s")).isZero();
      assertThat(run("watch", sign(file, point, "--query"), "--for", "3s")).isZero();
    }
  }

  private String token = "";

  private Path writeAccessFile() throws IOException {
    InputStream console = System.in;
    System.setIn(new ByteArrayInputStream("correct horse\n".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(run("access", "hash", "anna", "--cost", "5")).isZero();
    } finally {
      System.setIn(console);
    }
    Files.writeString(folder.resolve("users.htpasswd"), out.toString());
    assertThat(run("access", "token", "wall")).isZero();
    String tokens = out.toString();
    token = tokens.lines().toList().get(1).substring(2);
    assertThat(run("access", "key", "k1")).isZero();
    return Files.writeString(
        folder.resolve("access.yaml"),
        "users: users.htpasswd\ntokens:\n"
            + tokens
            + "keys:\n"
            + out
            + "rules:\n  - path: /**\n    publish: user:anna\n    watch: token:wall\n");
  }

  private String sign(Path file, String url, String... more) {
    String[] command = {
      "access", "sign", url, "--access", file.toString(), "--key", "k1", "--for", "1h"
    };
    assertThat(run(with(command, more))).isZero();
    return out.toString().strip();
  }

  @Test
  void saysWhatIsWrongInOneLine() throws IOException {
    Path file = writeAccessFile();

    assertThat(run("access", "check", folder.resolve("none.yaml").toString()))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(
            run(
                "access",
                "sign",
                "http://x/live/a.isml",
                "--access",
                file.toString(),
                "--key",
                "k9",
                "--for",
                "1h"))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("no such file").contains("no key k9 in ");
  }

  private static String[] with(String[] command, String... more) {
    String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
