package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.smoothlab.media.Timescale;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.ChunkLength;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderProfile;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.encoder.Lineup;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.RealScheduler;

/**
 * An encoder in this process that pushes CMAF chunks to an origin, as DASH-IF's ingest has it, and
 * a clock that knows when it captured what.
 */
final class ChunkedEvent implements AutoCloseable {
  private static final int TASKS_MAX = 10_000;
  private static final long READY_SECONDS_MAX = 30;

  private final URI point;
  private final EncoderClock clock = new EncoderClock(Timescale.SMOOTH);
  private final CompletableFuture<Optional<String>> trouble = new CompletableFuture<>();
  private final RealScheduler scheduler = new RealScheduler("encoder", TASKS_MAX);
  private final SocketTransport transport;
  private final EncoderDriver encoder;

  /**
   * @param length of chunks
   * @param gopsPerFragment length of a fragment in groups of pictures of 2 s
   */
  record Shape(ChunkLength length, int gopsPerFragment) {}

  private ChunkedEvent(URI origin, LoopClip clip, Shape shape) throws IOException {
    point = origin.resolve("/low-latency.isml");
    transport = SocketTransport.start(SocketTransport.Settings.named("encoder"));
    EncoderDriver.Links links = new EncoderDriver.Links(origin, transport.on(scheduler), scheduler);
    encoder = new EncoderDriver(new Encoder(plan(point, clip, shape)), links, this::hear);
  }

  /**
   * Starts it, and returns when the first fragment is over.
   *
   * @throws IOException if the origin does not take it
   */
  static ChunkedEvent start(URI origin, LoopClip clip, Shape shape)
      throws IOException, InterruptedException {
    ChunkedEvent event = new ChunkedEvent(origin, clip, shape);
    event.encoder.start();
    try {
      Optional<String> why = event.trouble.get(READY_SECONDS_MAX, TimeUnit.SECONDS);
      if (why.isPresent()) {
        throw new IOException("the encoder's stream was " + why.get());
      }
      return event;
    } catch (TimeoutException | ExecutionException notReady) {
      event.close();
      throw new IOException("the encoder has sent nothing whole", notReady);
    } catch (IOException | InterruptedException notReady) {
      event.close();
      throw notReady;
    }
  }

  /** The publishing point. */
  URI point() {
    return point;
  }

  EncoderClock clock() {
    return clock;
  }

  private static EncoderPlan plan(URI point, LoopClip clip, Shape shape) {
    EncoderProfile.Named dialect = EncoderProfile.DASH_IF.named().inChunksOf(shape.length());
    Instant now = Instant.now();
    long epochNanos = Math.addExact(TimeUnit.SECONDS.toNanos(now.getEpochSecond()), now.getNano());
    Programme programme =
        new Programme(
            Lineup.of(clip.tracks()),
            shape.gopsPerFragment(),
            MediaStart.epoch(epochNanos),
            Programme.ENDLESS);
    Target target = new Target(point.getPath(), "", "encoder", dialect.profile().layout());
    return new EncoderPlan(programme, target, dialect.delivery(), List.of());
  }

  private void hear(EncoderReport report) {
    switch (report) {
      case EncoderReport.ChunkSent sent -> clock.left(sent.track(), sent.time(), System.nanoTime());
      case EncoderReport.FragmentSent _ -> trouble.complete(Optional.empty());
      case EncoderReport.Refused refused ->
          trouble.complete(Optional.of("refused with " + refused.status() + ": " + refused.body()));
      case EncoderReport.Ended ended ->
          trouble.complete(Optional.of("ended with " + ended.status()));
      case EncoderReport.Announced _,
          EncoderReport.FragmentsLeftOut _,
          EncoderReport.Reconnecting _,
          EncoderReport.Broken _ -> {
        // Not the end: the encoder goes on by itself.
      }
    }
  }

  @Override
  public void close() throws IOException {
    encoder.close();
    try (transport;
        scheduler) {
      // Closed in the opposite order, each even if the other one fails.
    }
  }
}
