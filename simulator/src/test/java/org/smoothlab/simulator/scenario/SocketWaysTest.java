package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.simulator.time.RealScheduler;
import org.smoothlab.simulator.time.VirtualScheduler;

/** Three hosts whose ways are watched: nothing runs on them. */
@Timeout(30)
class SocketWaysTest {
  private static final String PLACES =
      """
      name: places
      duration: 10s
      links:
        near: {latency: 1ms}
        far: {capacity: [{for: 5s, rate: 0bps}, {for: 1h, rate: 100Mbps}]}
      origins:
        hub: {link: near, points: {/live/event.isml: {pushTo: [lisbon, oslo]}}}
        lisbon: {link: far, points: {/live/event.isml: {}}}
        oslo: {link: near, points: {/live/event.isml: {}}}
      encoders:
        camera: {link: near, origin: hub}
      """;

  private final RealScheduler real = new RealScheduler("ways", 1_000);
  private SocketWays ways;

  @BeforeEach
  void open() throws Exception {
    ways = new SocketWays(ScenarioReader.read("places.yaml", PLACES).topology(), real, 1);
  }

  @AfterEach
  void close() throws IOException {
    ways.close();
    real.close();
  }

  @Test
  void leadsOverTheLinksOfBothHosts() {
    assertThat(ways.over("far")).hasSize(1).isEqualTo(ways.to("lisbon"));
    assertThat(ways.over("near")).hasSize(3);
  }

  @Test
  void carriesNothingBeforeTheLinkDoes() throws Exception {
    VirtualScheduler time = new VirtualScheduler();
    try (ServerSocket lisbon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ways.lead("lisbon", (InetSocketAddress) lisbon.getLocalSocketAddress());
      ways.follow(time);
      URI uri = ways.uri("hub", "lisbon");
      try (Socket caller = new Socket(uri.getHost(), uri.getPort());
          Socket server = lisbon.accept()) {
        caller.getOutputStream().write(new byte[100_000]);

        time.runUntil(5_000_000_000L, 100);

        assertThat(server.getInputStream().readNBytes(100_000)).hasSize(100_000);
      }
    }
  }

  @Test
  void knowsWhoseConnectionAnOriginHas() throws Exception {
    try (ServerSocket oslo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ways.lead("oslo", (InetSocketAddress) oslo.getLocalSocketAddress());
      URI uri = ways.uri("hub", "oslo");
      try (Socket caller = new Socket(uri.getHost(), uri.getPort());
          Socket server = oslo.accept()) {
        caller.getOutputStream().write(1);
        assertThat(server.getInputStream().read()).isEqualTo(1);

        String remote = "127.0.0.1:" + server.getPort();
        assertThat(ways.caller("oslo", remote)).isEqualTo("hub");
        assertThat(ways.caller("lisbon", remote)).isEqualTo(remote);
        assertThat(ways.caller("oslo", "127.0.0.1:1")).isEqualTo("127.0.0.1:1");
      }
    }
  }

  @Test
  void namesOriginsAndNotPorts() {
    String port = Integer.toString(ways.uri("hub", "oslo").getPort());

    assertThat(ways.named("http://127.0.0.1:" + port + "/a.isml: reset by 127.0.0.1:1"))
        .isEqualTo("http://oslo/a.isml: reset by 127.0.0.1:1");
  }
}
