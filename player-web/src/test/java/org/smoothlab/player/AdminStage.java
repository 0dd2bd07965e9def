package org.smoothlab.player;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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

/** An origin with the operators' page, and encoders that come when they are told to. */
final class AdminStage implements AutoCloseable {
  /** What is there already when the page opens. */
  private static final int BACKLOG_FRAGMENTS = 12;

  private static final int TASK_COUNT_MAX = 10_000;

  private final OriginServer origin;
  private final SocketTransport transport;
  private final RealScheduler scheduler;

  private AdminStage(OriginServer origin, SocketTransport transport, RealScheduler scheduler) {
    this.origin = origin;
    this.transport = transport;
    this.scheduler = scheduler;
  }

  /** An origin on the loopback interface, as {@code more} wants it. */
  static AdminStage start(UnaryOperator<ServerConfig> more) throws IOException {
    Path dist = Path.of(System.getProperty("smoothlab.dist", "dist")).toAbsolutePath();
    ServerConfig config = ServerConfig.loopback(0).withPlayerFolder(dist);
    return new AdminStage(
        OriginServer.start(more.apply(config)),
        SocketTransport.start(SocketTransport.Settings.named("encoder")),
        new RealScheduler("encoder", TASK_COUNT_MAX));
  }

  /** An encoder that pushes on the clock from now on. */
  EncoderDriver push(String point) throws IOException {
    LoopClip clip =
        LoopClip.load(
            LiveEvent.modestLadder(),
            Path.of("target", "content").toAbsolutePath(),
            EncodeProgress.SILENT);
    Instant now = Instant.now();
    long epochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    MediaStart start = MediaStart.clock(epochNanos).withBacklog(BACKLOG_FRAGMENTS);
    Programme programme = Programme.endless(clip.tracks()).from(start);
    EncoderDriver encoder =
        new EncoderDriver(
            new Encoder(EncoderPlan.of(programme, Target.onePost(point))),
            new EncoderDriver.Links(origin.url(), transport.on(scheduler), scheduler),
            _ -> {});
    encoder.start();
    return encoder;
  }

  URI page() {
    return origin.url().resolve("/admin/");
  }

  /** A viewer's page at a point. */
  URI player(String point) {
    return origin.url().resolve("/player/?url=" + point + "&autoplay=1&muted=1");
  }

  /** The origin goes away, as if its machine did. */
  void stopOrigin() {
    origin.close();
  }

  @Override
  public void close() throws IOException {
    scheduler.close();
    transport.close();
    origin.close();
  }
}
