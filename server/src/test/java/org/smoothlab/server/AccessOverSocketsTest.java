package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.access.Policies;
import org.smoothlab.server.origin.PointSettings;

/** The gate behind real sockets: what clients of others see. */
@Timeout(60)
class AccessOverSocketsTest {
  private static final String FILE =
      """
      users: users.htpasswd
      tokens:
        - name: encoder
          sha256: 815e9161a0f35719c4b5ad1e725fdc4dd254a555890f442e87bbf1eb16448819
      rules:
        - path: /**
          publish: [token:encoder, user:anna]
          watch: authenticated
          manage: user:anna
      """;
  private static final String USERS =
      """
      anna:$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2
      otto:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
      """;

  @TempDir Path folder;
  private ServerConfig config;
  private OriginServer server;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("users.htpasswd"), USERS);
    Path file = Files.writeString(folder.resolve("access.yaml"), FILE);
    config =
        ServerConfig.loopback(0)
            .withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true))
            .withAccessFile(file);
    server = OriginServer.start(config);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Clients.Speech.class)
  void jettysClientLogsInOverTls(Clients.Speech speech) throws Exception {
    HttpClient client = Clients.start(speech);
    ServerConfig overTls = config.withTls(TlsConfig.SelfSigned.loopback(0));
    try (OriginServer secure = OriginServer.start(overTls)) {
      URI points = secure.secureUrl().orElseThrow().resolve("/api/points");
      ContentResponse before = Clients.get(client, points);
      // It answers the challenge by itself, so the challenge must be one that others understand.
      client
          .getAuthenticationStore()
          .addAuthentication(new BasicAuthentication(points, "Smoothlab", "anna", "correct horse"));
      ContentResponse after = Clients.get(client, points);

      assertThat(before.getStatus()).isEqualTo(401);
      assertThat(before.getHeaders().getValuesList(HttpHeader.WWW_AUTHENTICATE))
          .containsExactly(
              "Basic realm=\"Smoothlab\", charset=\"UTF-8\"", "Bearer realm=\"Smoothlab\"");
      assertThat(after.getStatus()).isEqualTo(200);
    } finally {
      client.stop();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/points,otto,403",
    "/api/points,anna,200",
    "/metrics,otto,200",
    "/healthz,nobody,200",
    "/,nobody,200",
    "/live/a.isml/Manifest,otto,404",
    "/live/a.isml/Manifest,nobody,401",
  })
  void guardsThePagesOfTheServer(String path, String who, int status) throws Exception {
    HttpClient client = Clients.start(Clients.Speech.HTTP1);
    try {
      URI uri = server.url().resolve(path);
      var request = client.newRequest(uri).timeout(20, TimeUnit.SECONDS);
      if (!who.equals("nobody")) {
        request.headers(
            fields -> fields.put(HttpHeader.AUTHORIZATION, Policies.basic(who, "correct horse")));
      }
      assertThat(request.send().getStatus()).isEqualTo(status);
    } finally {
      client.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example", "Host: localhost\r\nX-Forwarded-For: 192.0.2.1",
        "Host: localhost\r\nForwarded: for=192.0.2.1", "Host: localhost\r\nVia: 1.1 proxy"
      })
  void doesNotTakeAProxyOrAnotherSitesPageForThisMachine(String host) throws Exception {
    ServerConfig open = ServerConfig.loopback(0).withOpenManagement();
    try (OriginServer demo = OriginServer.start(open);
        RawClient client = new RawClient(demo.url())) {
      client.send("GET /api/points HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readAnswer().status()).isEqualTo(200);
      client.send("GET /api/points HTTP/1.1\r\n" + host + "\r\n\r\n");
      assertThat(client.readAnswer().status()).isEqualTo(403);
      client.send("GET /metrics HTTP/1.1\r\n" + host + "\r\n\r\n");
      assertThat(client.readAnswer().status()).isEqualTo(403);
    }
  }

  @Test
  void refusesOpenManagementOnADoorToTheWorld() {
    ServerConfig open = ServerConfig.loopback(0).withHost("0.0.0.0").withOpenManagement();

    assertThatThrownBy(() -> OriginServer.start(open))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("on a loopback address only, not on 0.0.0.0");
  }

  @Test
  void doesNotStartWithAnAccessFileThatIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("wrong.yaml"), "rules:\n  - watch: anyone\n");

    assertThatThrownBy(() -> OriginServer.start(ServerConfig.loopback(0).withAccessFile(file)))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ":2: rules[0]: has no path");
  }

  @Test
  void answersBeforeTheBodyToWhoAsksWhetherToSendIt() throws Exception {
    try (RawClient client = new RawClient(server.url())) {
      client.send(
          String.join(
              "\r\n",
              "POST /live/a.isml/Streams(x) HTTP/1.1",
              "Host: localhost",
              "Expect: 100-continue",
              "Transfer-Encoding: chunked",
              "",
              ""));
      RawClient.Answer refused = client.readAnswer();

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers()).containsEntry("Connection", "close");
    }
    try (RawClient client = new RawClient(server.url())) {
      client.send(
          "POST /live/a.isml/Streams(x) HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
              + Policies.basic("anna", "correct horse")
              + "\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");

      assertThat(client.readAnswer().status()).isEqualTo(100);
    }
  }

  @Test
  void tellsTheProbeAndKeepsItsConnection() throws Exception {
    try (RawClient client = new RawClient(server.url())) {
      String head = "POST /live/a.isml/Streams(x) HTTP/1.1\r\nHost: localhost\r\n";
      client.send(head + "Content-Length: 0\r\n\r\n");
      assertThat(client.readAnswer().status()).isEqualTo(401);
      client.send(
          head + "Content-Length: 0\r\nAuthorization: Bearer " + Policies.TOKEN + "\r\n\r\n");
      assertThat(client.readAnswer().status()).isEqualTo(200);
    }
  }

  @Test
  void ffmpegPushesWithTheUserInItsUrl() throws Exception {
    String with = ffmpeg("http://anna:correct%20horse@127.0.0.1:" + server.url().getPort(), "with");
    // Without, it is refused; this FFmpeg does not read the answer, nor says a word.
    ffmpeg("http://127.0.0.1:" + server.url().getPort(), "without");

    assertThat(with).isEmpty();
    HttpClient client = Clients.start(Clients.Speech.HTTP1);
    try {
      assertThat(manifestStatus(client, "with")).isEqualTo(200);
      assertThat(manifestStatus(client, "without")).isEqualTo(404);
    } finally {
      client.stop();
    }
  }

  private int manifestStatus(HttpClient client, String name) throws Exception {
    return client
        .newRequest(server.url().resolve("/live/" + name + ".isml/Manifest"))
        .headers(
            fields -> fields.put(HttpHeader.AUTHORIZATION, Policies.basic("otto", "correct horse")))
        .timeout(20, TimeUnit.SECONDS)
        .send()
        .getStatus();
  }

  /** A system's own FFmpeg pushes four seconds; what it says. */
  private static String ffmpeg(String origin, String name) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner"));
    command.addAll(List.of("-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=25"));
    command.addAll(List.of("-t", "4", "-c:v", "libx264", "-preset", "ultrafast", "-g", "50"));
    command.addAll(List.of("-flags", "+global_header", "-movflags", "isml+frag_keyframe"));
    command.addAll(List.of("-f", "ismv", origin + "/live/" + name + ".isml/Streams(ffmpeg)"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
