package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The proxy as a process of its own, driven over HTTP. */
@Timeout(60)
class ProxyCommandIT {
  @TempDir private Path scratch;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void takesFaultsOverHttpAndStopsCleanly() throws Exception {
    HttpServer target = target();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.smoothlab.simulator.Main",
                "proxy",
                "--to",
                "127.0.0.1:" + target.getAddress().getPort(),
                "--control",
                "0")
            .redirectError(scratch.resolve("talk").toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      URI proxy = URI.create(out.readLine());
      URI faults = URI.create(out.readLine());
      assertThat(get(proxy).body()).isEqualTo("here");

      assertThat(post(faults, "{status: target, code: 507, for: 1h}").statusCode()).isEqualTo(201);
      awaitStatus(proxy, 507);
      assertThat(get(faults).body())
          .contains("\"active\"")
          .contains("the requests to target are answered 507 for 60m");
      assertThat(post(faults, "{statsu: target}").body()).contains("found none of them");
      assertThat(post(faults, "[{\"disk-full\": \"target\", \"for\": \"1s\"}]").statusCode())
          .isEqualTo(400);

      HttpRequest delete = HttpRequest.newBuilder(faults).DELETE().build();
      assertThat(client.send(delete, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(204);
      assertThat(get(proxy).body()).isEqualTo("here");
      assertThat(get(faults.resolve("/stats")).body()).contains("\"requestsHit\"");
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      target.stop(0);
    }
    assertThat(Files.readAllLines(scratch.resolve("talk")))
        .anyMatch(line -> line.contains("struck  the requests to target"))
        .anyMatch(line -> line.contains("stopped: "));
  }

  @Test
  void saysWhatIsWrongWithItsArguments() throws IOException {
    StringWriter err = new StringWriter();
    Path file = Files.writeString(scratch.resolve("f.yaml"), "- {at: 1s, kill: somebody}\n");

    assertThat(run(err, "proxy", "--to", "8080")).isEqualTo(ExitCodes.USAGE);
    assertThat(run(err, "proxy", "--to", "127.0.0.1:1", "--listen", "70000"))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(run(err, "proxy", "--to", "127.0.0.1:1", "--faults", file.toString()))
        .isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString())
        .contains("--to wants an address such as 127.0.0.1:8080, not 8080")
        .contains("--listen out of 0..65535: 70000")
        .contains("f.yaml: faults[0].kill: expected a host (callers, target), found somebody");
  }

  private static int run(StringWriter err, String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  /** The fault strikes on the proxy's own clock, a moment behind the answer to its POST. */
  private void awaitStatus(URI proxy, int status) throws Exception {
    int got = get(proxy).statusCode();
    while (got != status) {
      got = get(proxy).statusCode();
    }
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(URI uri, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpServer target() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "here".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
