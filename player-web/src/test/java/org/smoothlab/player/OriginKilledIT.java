package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.RealScheduler;

/**
 * Two origins with an encoder each, an edge that pulls from the first and has the second as its
 * backup, and a viewer at the edge: when the first origin is killed, no picture is missing and none
 * stands still. The viewer holds three fragments.
 */
@Execution(ExecutionMode.CONCURRENT)
class OriginKilledIT {
  private static final String POINT = "/live.isml";
  private static final int BACKLOG_FRAGMENTS = 6;
  private static final int TASK_COUNT_MAX = 10_000;
  private static final Duration A_WHILE = Duration.ofSeconds(60);

  /** Watched before the kill, and watched behind it: longer than all that was buffered. */
  private static final double BEFORE_MILLIS = 4_000;

  private static final double AFTER_MILLIS = 10_000;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  @TempDir private Path scratch;

  @AfterEach
  void stop() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  void showsEveryPictureWhileAnOriginIsKilled() throws Exception {
    Process first = origin();
    Process second = origin();
    URI firstUrl = LabCommand.awaitUrl(first);
    URI secondUrl = LabCommand.awaitUrl(second);
    encodeTo(List.of(firstUrl, secondUrl));
    OriginServer edge = edge(firstUrl, secondUrl);
    Browser browser = opened(Browser.start());
    browser.open(
        edge.url().resolve("/player/?url=" + POINT + "&engine=smoothlab&autoplay=1&muted=1"));
    assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
    pass(browser, BEFORE_MILLIS);

    first.destroyForcibly().onExit().join();
    Map<String, Object> state = pass(browser, AFTER_MILLIS);

    assertThat(state.get("stallCount")).as("stalls, %s", state).isEqualTo(0L);
    assertThat(state.get("errors")).isEqualTo(List.of());
    assertThat(counter(state, "outOfOrder")).isZero();
    assertThat(counter(state, "stampErrors")).isZero();
    long shown = counter(state, "framesShown");
    long missing = counter(state, "skipped") - counter(state, "skippedAtSwitch");
    assertThat(shown + counter(state, "missedCallbacks")).isGreaterThan(12 * 25);
    assertThat(missing).as("frames missing of %s, %s", shown, state).isLessThan(shown / 100 + 1);
    assertThat(browser.consoleErrors()).isEmpty();
  }

  private static Map<String, Object> pass(Browser browser, double millis) {
    double startMillis = browser.clockMillis();
    return browser.awaitState(
        "time passes", A_WHILE, _ -> browser.clockMillis() >= startMillis + millis);
  }

  private Process origin() throws IOException {
    Process process =
        LabCommand.start(
            scratch.resolve("origins.log"), "origin", "--port", "0", "--create-on-push");
    opened.push(process::destroyForcibly);
    return process;
  }

  private OriginServer edge(URI primary, URI backup) throws IOException {
    Path points = Files.createDirectory(scratch.resolve("points"));
    Files.writeString(
        points.resolve(POINT.substring(1)),
        """
        <?xml version="1.0" encoding="utf-8"?>
        <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
          <head>
            <meta name="sourceType" content="Pull"/>
            <meta name="publishing" content="Fragments"/>
            <meta name="startOnFirstRequest" content="true"/>
          </head>
          <body><par><ref src="%s"/><ref src="%s"/></par></body>
        </smil>
        """
            .formatted(primary.resolve(POINT), backup.resolve(POINT)));
    Path dist = Path.of(System.getProperty("smoothlab.dist", "dist")).toAbsolutePath();
    return opened(
        OriginServer.start(
            ServerConfig.loopback(0).withPlayerFolder(dist).withPointsFolder(points)));
  }

  /** One encoder for each origin, both on the same clock. */
  private void encodeTo(List<URI> origins) throws IOException {
    LoopClip clip =
        LoopClip.load(
            LiveEvent.modestLadder(),
            Path.of("target", "content").toAbsolutePath(),
            EncodeProgress.SILENT);
    Instant now = Instant.now();
    MediaStart start =
        MediaStart.clock(TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano())
            .withBacklog(BACKLOG_FRAGMENTS);
    Programme programme = Programme.endless(clip.tracks()).from(start);
    SocketTransport transport =
        opened(SocketTransport.start(SocketTransport.Settings.named("encoders")));
    RealScheduler scheduler = opened(new RealScheduler("encoders", TASK_COUNT_MAX));
    for (URI origin : origins) {
      EncoderDriver encoder =
          opened(
              new EncoderDriver(
                  new Encoder(EncoderPlan.of(programme, Target.onePost(POINT))),
                  new EncoderDriver.Links(origin, transport.on(scheduler), scheduler),
                  _ -> {}));
      encoder.start();
    }
  }

  private <T extends AutoCloseable> T opened(T made) {
    opened.push(made);
    return made;
  }

  private static long counter(Map<String, Object> state, String name) {
    return state.get("counters") instanceof Map<?, ?> counters
            && counters.get(name) instanceof Number number
        ? number.longValue()
        : -1;
  }
}
