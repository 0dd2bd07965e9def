package org.smoothlab.player;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.content.Rung;
import org.smoothlab.simulator.encoder.ChunkLength;
import org.smoothlab.simulator.encoder.Delivery;
import org.smoothlab.simulator.encoder.Dialect;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.Lineup;
import org.smoothlab.simulator.encoder.LineupPlan;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.RealScheduler;

/** An origin with the page, and one encoder that pushes {@code /live.isml} on the clock. */
final class LiveEvent implements AutoCloseable {
  static final String POINT = "/live.isml";

  /**
   * Half a minute to seek back in is there from the start; with twice as much, the origin would not
   * believe that media time is the time of day.
   */
  private static final int BACKLOG_FRAGMENTS = 18;

  private static final long FRAGMENT_NANOS = 2_000_000_000L;
  private static final int TASK_COUNT_MAX = 10_000;

  private final OriginServer origin;
  private final SocketTransport transport;
  private final RealScheduler scheduler;
  private final EncoderDriver encoder;

  private LiveEvent(
      OriginServer origin,
      SocketTransport transport,
      RealScheduler scheduler,
      EncoderDriver encoder) {
    this.origin = origin;
    this.transport = transport;
    this.scheduler = scheduler;
    this.encoder = encoder;
  }

  /**
   * Two rungs that a machine without a graphics card decodes and paints with ease: the tests are
   * about engines, not about processors.
   */
  static Ladder modestLadder() {
    return new Ladder(
        List.of(new Rung(640, 360, 800_000), new Rung(320, 180, 250_000)), 64_000, 20);
  }

  /**
   * Starts both; the clip is encoded the first time, some seconds, and kept in {@code target}.
   *
   * @param port 0 for a free one
   */
  static LiveEvent start(Ladder ladder, int port) throws IOException {
    return start(ladder, port, LineupPlan.PLAIN);
  }

  /** The same with tracks beside the ladder. */
  static LiveEvent start(Ladder ladder, int port, LineupPlan plan) throws IOException {
    return start(ladder, port, plan, PointSettings.DEFAULT);
  }

  /** The same at a point with other settings. */
  static LiveEvent start(Ladder ladder, int port, LineupPlan plan, PointSettings settings)
      throws IOException {
    return start(ladder, port, plan, settings, Delivery.standard());
  }

  /** Two modest rungs and their sound, in chunks that leave as soon as they are captured. */
  static LiveEvent inChunks(Duration length, PointSettings settings) throws IOException {
    Dialect chunked = Dialect.piff().inChunksOf(ChunkLength.ofNanos(length.toNanos()));
    return start(modestLadder(), 0, LineupPlan.PLAIN, settings, Delivery.standard().in(chunked));
  }

  private static LiveEvent start(
      Ladder ladder, int port, LineupPlan plan, PointSettings settings, Delivery delivery)
      throws IOException {
    Path content = Path.of("target", "content").toAbsolutePath();
    LoopClip clip = LoopClip.load(ladder, content, EncodeProgress.SILENT);
    List<ClipTrack> tracks = clip.with(plan.extras(), content);
    Lineup lineup = plan.lineup(tracks, FRAGMENT_NANOS);
    Path dist = Path.of(System.getProperty("smoothlab.dist", "dist")).toAbsolutePath();
    OriginServer origin =
        OriginServer.start(
            ServerConfig.loopback(port).withPlayerFolder(dist).withCreateOnPush(settings));
    SocketTransport transport = SocketTransport.start(SocketTransport.Settings.named("encoder"));
    RealScheduler scheduler = new RealScheduler("encoder", TASK_COUNT_MAX);
    EncoderDriver encoder =
        new EncoderDriver(
            new Encoder(EncoderPlan.of(programme(lineup), Target.onePost(POINT)).by(delivery)),
            new EncoderDriver.Links(origin.url(), transport.on(scheduler), scheduler),
            _ -> {});
    encoder.start();
    return new LiveEvent(origin, transport, scheduler, encoder);
  }

  private static Programme programme(Lineup lineup) {
    Instant now = Instant.now();
    long epochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    MediaStart start = MediaStart.clock(epochNanos).withBacklog(BACKLOG_FRAGMENTS);
    return Programme.endless(lineup.tracks()).with(lineup).from(start);
  }

  /** The page at this event with an engine, playing without sound. */
  URI page(String engine) {
    return page("", "&engine=" + engine + "&autoplay=1&muted=1");
  }

  /** A page of the player's folder at this event; {@code more} is the rest of the query. */
  URI page(String file, String more) {
    return origin.url().resolve("/player/" + file + "?url=" + POINT + more);
  }

  /** Ends the broadcast properly; viewers then see an end of stream. */
  void end() {
    encoder.stop();
  }

  @Override
  public void close() throws IOException {
    encoder.close();
    scheduler.close();
    transport.close();
    origin.close();
  }
}
