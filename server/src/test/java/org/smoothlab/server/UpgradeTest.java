package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.server.origin.PointSettings;

/**
 * Clients that would rather speak HTTP/2: the one of the JDK, whose head is sent here, offers
 * {@code Upgrade: h2c} on every cleartext connection, also with a live body behind it.
 */
@Timeout(60)
class UpgradeTest {
  private static final String POINT = "/live/news.isml";

  private static final String OFFER =
      """
      Connection: Upgrade, HTTP2-Settings
      HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA
      Upgrade: h2c
      """
          .replace("\n", "\r\n");

  private FfmpegRecording recording;
  private OriginServer server;

  @BeforeEach
  void start() throws IOException {
    recording = FfmpegRecording.load();
    server =
        OriginServer.start(
            ServerConfig.loopback(0).withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void takesALiveBodyBehindAnOfferToUpgrade() throws Exception {
    try (RawClient encoder = new RawClient(server.url())) {
      encoder.send(
          "POST "
              + POINT
              + "/Streams(one) HTTP/1.1\r\n"
              + OFFER
              + "Host: x\r\nTransfer-encoding: chunked\r\nUser-Agent: Java-http-client/25.0.3\r\n\r\n");
      encoder.sendChunk(event());
      encoder.sendLastChunk();

      assertThat(encoder.readAnswer().status()).isEqualTo(200);
    }
    try (RawClient viewer = new RawClient(server.url())) {
      viewer.send("GET " + POINT + "/Manifest HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(viewer.readAnswer().body())
          .contains("<c t=\"0\"")
          .doesNotContain("IsLive=\"TRUE\"");
    }
  }

  @Test
  void answersAnOfferToUpgradeInPlace() throws Exception {
    try (RawClient viewer = new RawClient(server.url())) {
      viewer.send("GET /healthz HTTP/1.1\r\nHost: x\r\n" + OFFER + "\r\n");

      assertThat(viewer.readAnswer().status()).isEqualTo(200);
    }
  }

  /** RFC 9113, 3.3 and 3.4: the client's preface and an empty SETTINGS, at once. */
  @Test
  void speaksHttp2ToThoseWhoKnowIt() throws Exception {
    try (Socket viewer = new Socket(server.url().getHost(), server.url().getPort())) {
      viewer
          .getOutputStream()
          .write(
              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                  .getBytes(StandardCharsets.ISO_8859_1));

      byte[] frame = viewer.getInputStream().readNBytes(9);

      assertThat(frame[3]).as("SETTINGS").isEqualTo((byte) 4);
      assertThat(frame[4]).as("not an acknowledgement").isZero();
    }
  }

  private byte[] event() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(recording.announce);
    recording.seconds.forEach(bytes::writeBytes);
    bytes.writeBytes(recording.end);
    return bytes.toByteArray();
  }
}
