package org.smoothlab.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.RealScheduler;

/** A live event of our own: an origin on a free port and an encoder that pushes to it. */
final class LiveEvent implements AutoCloseable {
  private static final String POINT = "/load.isml";
  private static final int WINDOW_SECONDS = 120;

  /** The encoder has that much at once; viewers begin three fragments behind what it publishes. */
  private static final int BACKLOG_FRAGMENTS = 8;

  private static final int ENCODER_TASKS_MAX = 10_000;
  private static final Duration READY_WAIT = Duration.ofSeconds(30);

  private final OriginServer origin;
  private final RealScheduler scheduler;
  private final SocketTransport transport;
  private final EncoderDriver encoder;

  private LiveEvent(
      OriginServer origin,
      RealScheduler scheduler,
      SocketTransport transport,
      EncoderDriver encoder) {
    this.origin = origin;
    this.scheduler = scheduler;
    this.transport = transport;
    this.encoder = encoder;
  }

  /**
   * Starts both, and returns when the encoder has sent what it has at once.
   *
   * @throws IOException if the origin does not start, or does not take the encoder's stream
   */
  static LiveEvent start(LoopClip clip) throws IOException, InterruptedException {
    PointSettings settings =
        PointSettings.DEFAULT.withAutoStart(true).withWindowLengthSeconds(WINDOW_SECONDS);
    OriginServer origin = OriginServer.start(ServerConfig.loopback(0).withCreateOnPush(settings));
    RealScheduler scheduler = new RealScheduler("encoder", ENCODER_TASKS_MAX);
    SocketTransport transport = SocketTransport.start(SocketTransport.Settings.named("encoder"));
    Readiness readiness = new Readiness(clip.tracks().size());
    EncoderDriver encoder =
        new EncoderDriver(
            new Encoder(plan(clip)),
            new EncoderDriver.Links(origin.url(), transport.on(scheduler), scheduler),
            readiness);
    LiveEvent event = new LiveEvent(origin, scheduler, transport, encoder);
    encoder.start();
    try {
      readiness.await();
      return event;
    } catch (IOException | InterruptedException notReady) {
      event.close();
      throw notReady;
    }
  }

  URI manifest() {
    return origin.url().resolve(POINT + "/Manifest");
  }

  /** Stops the encoder, then the origin. */
  @Override
  public void close() throws IOException {
    encoder.close();
    try (origin;
        transport;
        scheduler) {
      // Closed in the opposite order, each even if another one fails.
    }
  }

  private static EncoderPlan plan(LoopClip clip) {
    Instant now = Instant.now();
    long epochNanos = Math.addExact(TimeUnit.SECONDS.toNanos(now.getEpochSecond()), now.getNano());
    MediaStart start = MediaStart.clock(epochNanos).withBacklog(BACKLOG_FRAGMENTS);
    return EncoderPlan.of(Programme.endless(clip.tracks()).from(start), Target.onePost(POINT));
  }

  /** Waits until each track has sent what the encoder has at once. */
  private static final class Readiness implements Consumer<EncoderReport> {
    private final int trackCount;
    private final Map<TrackId, Integer> sentByTrack = new HashMap<>();
    private final CompletableFuture<Optional<String>> trouble = new CompletableFuture<>();

    Readiness(int trackCount) {
      this.trackCount = trackCount;
    }

    @Override
    public void accept(EncoderReport report) {
      switch (report) {
        case EncoderReport.FragmentSent sent -> {
          sentByTrack.merge(sent.track(), 1, Integer::sum);
          boolean allSent =
              sentByTrack.values().stream().filter(count -> count >= BACKLOG_FRAGMENTS).count()
                  == trackCount;
          if (allSent) {
            trouble.complete(Optional.empty());
          }
        }
        case EncoderReport.Refused refused ->
            trouble.complete(
                Optional.of("refused with " + refused.status() + ": " + refused.body()));
        case EncoderReport.Ended ended ->
            trouble.complete(Optional.of("ended with " + ended.status()));
        case EncoderReport.Announced _,
            EncoderReport.ChunkSent _,
            EncoderReport.FragmentsLeftOut _,
            EncoderReport.Reconnecting _,
            EncoderReport.Broken _ -> {
          // Not the end: the encoder goes on by itself.
        }
      }
    }

    void await() throws IOException, InterruptedException {
      try {
        Optional<String> why = trouble.get(READY_WAIT.toSeconds(), TimeUnit.SECONDS);
        if (why.isPresent()) {
          throw new IOException("the encoder's stream was " + why.get());
        }
      } catch (TimeoutException e) {
        throw new IOException("the encoder has sent too little in " + READY_WAIT, e);
      } catch (ExecutionException e) {
        throw new AssertionError("nobody fails this future", e);
      }
    }
  }
}
