package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayerFilesTest {
  @TempDir Path folder;
  private OriginServer server;

  @BeforeEach
  void serveAFolder() throws IOException {
    Path player = folder.resolve("player");
    Files.createDirectories(player.resolve("assets"));
    Files.createDirectories(player.resolve("empty"));
    Files.writeString(player.resolve("index.html"), "<!doctype html><title>Player</title>");
    Files.writeString(player.resolve("admin.html"), "<!doctype html><title>Points</title>");
    Files.writeString(player.resolve("assets/index-4f2a.js"), "let answer = 42;");
    Files.writeString(player.resolve("assets/index-4f2a.css"), "body{}");
    Files.writeString(player.resolve("icon.svg"), "<svg/>");
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(player.resolve("link.txt"), folder.resolve("secret.txt"));
    Files.createSymbolicLink(player.resolve("way-out"), folder);
    server = OriginServer.start(ServerConfig.loopback(0).withPlayerFolder(player));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/player/,text/html",
    "/player/index.html,text/html",
    "/player/assets/index-4f2a.js,text/javascript",
    "/player/assets/index-4f2a.css,text/css",
    "/player/icon.svg,image/svg+xml"
  })
  void servesFilesWithTheirMediaType(String path, String mediaType) throws IOException {
    RawClient.Answer answer = get(path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("Content-Type")).startsWith(mediaType);
    assertThat(answer.headers()).containsEntry("X-Content-Type-Options", "nosniff");
  }

  @Test
  void servesTheOperatorsPageFromTheSameFolder() throws IOException {
    assertThat(get("/admin/").body()).contains("<title>Points</title>");
    assertThat(get("/admin/assets/index-4f2a.js").headers())
        .containsEntry("Cache-Control", "public, max-age=31536000, immutable");
    assertThat(get("/admin/link.txt").status()).isEqualTo(404);
  }

  @Test
  void showsTheOperatorsPageToEverybodyButNothingOfTheServer() throws IOException {
    assertThat(get("/admin/").status()).isEqualTo(200);
    assertThat(get("/api/events").status()).isEqualTo(401);
    assertThat(get("/services/smoothstreaming/publishingpoints.isml/settings").status())
        .isEqualTo(401);
  }

  @Test
  void letsOthersShowThePlayerInTheirPagesButNotTheOperatorsPage() throws IOException {
    assertThat(get("/player/").headers())
        .containsEntry("Content-Security-Policy", "frame-ancestors *");
    assertThat(get("/admin/").headers())
        .containsEntry("Content-Security-Policy", "frame-ancestors 'none'");
  }

  @Test
  void letsHashedFilesBeKeptAndAsksAgainForTheOthers() throws IOException {
    assertThat(get("/player/assets/index-4f2a.js").headers())
        .containsEntry("Cache-Control", "public, max-age=31536000, immutable");
    assertThat(get("/player/").headers()).containsEntry("Cache-Control", "no-cache");
  }

  @Test
  void answersThatNothingChanged() throws IOException {
    String tag = get("/player/icon.svg").headers().get("ETag");

    try (RawClient client = new RawClient(server.url())) {
      client.send("GET /player/icon.svg HTTP/1.1\r\nHost: x\r\nIf-None-Match: " + tag + "\r\n\r\n");
      assertThat(client.readAnswer().status()).isEqualTo(304);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/player/../secret.txt",
        "/player/%2e%2e/secret.txt",
        "/player/..%2fsecret.txt",
        "/player/%2e%2e%2fsecret.txt",
        "/player/..%5csecret.txt",
        "/player/..;/secret.txt",
        "/player/%252e%252e/secret.txt",
        "/player//../../secret.txt",
        "/player/assets/../../secret.txt",
        "/player/./../secret.txt",
        "/player/link.txt",
        "/player/way-out/secret.txt",
        "/player/index.html%00.txt",
        "/player/%c0%ae%c0%ae/secret.txt"
      })
  void neverServesWhatLiesOutside(String path) throws IOException {
    RawClient.Answer answer = get(path);

    assertThat(answer.status()).isBetween(400, 404);
    assertThat(answer.body()).doesNotContain("secret\n").isNotEqualTo("secret");
  }

  @Test
  void listsNoFolder() throws IOException {
    assertThat(get("/player/empty/").status()).isBetween(403, 404);
    assertThat(get("/player/assets/").body()).doesNotContain("index-4f2a");
  }

  @Test
  void sendsTheRootToThePlayer() throws IOException {
    assertThat(get("/").status()).isEqualTo(302);
    assertThat(get("/").headers()).containsEntry("Location", "/player/");
    assertThat(get("/player").headers().get("Location")).endsWith("/player/");
  }

  @Test
  void allowsReadingOnly() throws IOException {
    try (RawClient client = new RawClient(server.url())) {
      client.send("DELETE /player/index.html HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readAnswer().status()).isBetween(404, 405);
    }
  }

  private RawClient.Answer get(String path) throws IOException {
    try (RawClient client = new RawClient(server.url())) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return client.readAnswer();
    }
  }
}
