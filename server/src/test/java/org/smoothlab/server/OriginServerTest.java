package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginServerTest {
  @TempDir Path folder;

  @Test
  void listensOnAFreePortAndLeavesNothingBehind() throws Exception {
    OriginServer server = OriginServer.start(ServerConfig.loopback(0));
    int port = server.url().getPort();
    try (server;
        RawClient client = new RawClient(server.url())) {
      client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      RawClient.Answer answer = client.readAnswer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("ok\n");
    }

    // The port can be had again at once, by exactly the address it was on.
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("VirtualThreadPool") || name.contains("Connector"));
  }

  @Test
  void namesThePortAndTheRemedyWhenItIsInUse() throws Exception {
    try (OriginServer first = OriginServer.start(ServerConfig.loopback(0))) {
      int port = first.url().getPort();

      assertThatThrownBy(() -> OriginServer.start(ServerConfig.loopback(port)))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot listen on 127.0.0.1:"
                  + port
                  + ": the port is in use or the address is not this machine's. Stop the other"
                  + " program, or choose another port (0 picks a free one)");
    }
  }

  @Test
  void opensNothingWhenAFileIsWrong() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "rules: 7\n");
    Path archive = folder.resolve("archive");

    assertThatThrownBy(() ->
            OriginServer.start(
                ServerConfig.loopback(0).withArchiveFolder(archive).withAccessFile(wrong)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(wrong + ":1: rules: ");
    assertThat(archive).doesNotExist();
  }

  @Test
  void closesTwiceWithoutHarm() throws Exception {
    OriginServer server = OriginServer.start(ServerConfig.loopback(0));

    server.close();
    server.close();

    assertThatThrownBy(() -> new RawClient(server.url()).close()).isInstanceOf(IOException.class);
  }

  @Test
  void makesPointsOfTheFilesInItsFolder() throws Exception {
    Files.createDirectory(folder.resolve("live"));
    Files.writeString(
        folder.resolve("live/quay.isml"),
        """
        <smil xmlns="http://www.w3.org/2001/SMIL20/Language"><head>
          <meta name="title" content="Quay &quot;1&quot;"/>
          <meta name="sourceType" content="Push"/>
        </head><body/></smil>
        """);

    try (OriginServer server =
            OriginServer.start(
                ServerConfig.loopback(0).withPointsFolder(folder).withOpenManagement());
        RawClient client = new RawClient(server.url())) {
      client.send("GET /api/points HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(client.readAnswer().body())
          .isEqualTo(
              "{\"points\":[{\"path\":\"/live/quay.isml\",\"title\":\"Quay \\\"1\\\"\","
                  + "\"state\":\"IDLE\"}]}\n");
    }
  }

  @Test
  void doesNotStartWithAPointFileThatIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("bad.isml"), "<smil/>");

    assertThatThrownBy(() -> OriginServer.start(ServerConfig.loopback(0).withPointsFolder(folder)))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": meta sourceType is missing: expected Push or Pull");
  }

  @Test
  void saysWhenThePlayerIsNotThere() {
    Path none = folder.resolve("none");

    assertThatThrownBy(() -> OriginServer.start(ServerConfig.loopback(0).withPlayerFolder(none)))
        .isInstanceOf(IOException.class)
        .hasMessage("no player at " + none + ": not a folder");
  }
}
