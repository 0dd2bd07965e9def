package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.ChunkLength;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load blocked}: what held requests cost, and how soon they are answered. */
@Command(
    name = "blocked",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Lets one origin hold many blocking reloads of one playlist of low-latency HLS, and tells what"
          + " each takes of its heap beside what Jetty alone takes for it, and how long after the"
          + " part each is answered.",
      "Fails when one takes 1 KB or more, or is answered later than 50 ms after the part."
    })
public final class BlockedCommand implements Callable<Integer> {
  private static final long CHUNK_NANOS = 200_000_000;
  private static final long ANSWER_NANOS_MAX = 50_000_000;
  private static final int HEAP_BYTES_MAX = 1024;
  private static final int STREAMS_PER_CONNECTION = 128;
  private static final int REQUEST_COUNT_MAX = 20_000;
  private static final long ROUND_SECONDS_MAX = 60;
  private static final int GROWN_LINES_MAX = 12;

  @Option(names = "--requests", paramLabel = "COUNT", description = "held at a time, 1..20000")
  private int requestCount = 10_000;

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description =
          "times that answers are timed; the first show a server that is not compiled yet")
  private int roundCount = 8;

  @Option(
      names = "--http1",
      description = "over as many connections of HTTP/1.1, instead of 128 to one of HTTP/2")
  private boolean http1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (requestCount < 1 || requestCount > REQUEST_COUNT_MAX || roundCount < 1) {
      throw new ParameterException(
          spec.commandLine(), "requests are 1.." + REQUEST_COUNT_MAX + ", rounds 1 or more");
    }
    try {
      return measure();
    } catch (IOException notMeasured) {
      System.err.println("load blocked: " + notMeasured.getMessage());
      return LatencyCommand.UNREACHABLE;
    }
  }

  private int measure() throws IOException, InterruptedException {
    long jettyBytes = bytesOfJetty();
    System.out.printf("heap of a held request, Jetty alone: %d B%n", jettyBytes);
    LoopClip clip =
        LoopClip.load(Ladder.small(), LatencyCommand.contentFolder(), EncodeProgress.SILENT);
    boolean soon = at(clip, 1, (client, playlist, _, clock) -> answers(client, playlist, clock));
    // Who waits for the next segment of 12 s waits long enough to be counted.
    boolean small =
        at(
            clip,
            6,
            (client, playlist, origin, _) -> {
              long originBytes = bytesOfOrigin(client, playlist, origin);
              long ownBytes = originBytes - jettyBytes;
              System.out.printf(
                  "heap of a held request, origin: %d B, beside Jetty's %d B%n",
                  originBytes, ownBytes);
              return ownBytes < HEAP_BYTES_MAX;
            });
    return soon && small ? 0 : 1;
  }

  /** Something that is measured at an origin. */
  private interface Measurement {
    boolean take(LiveClient client, URI playlist, ServerProcess origin, EncoderClock clock)
        throws IOException, InterruptedException;
  }

  private boolean at(LoopClip clip, int gopsPerFragment, Measurement measurement)
      throws IOException, InterruptedException {
    ChunkedEvent.Shape shape =
        new ChunkedEvent.Shape(ChunkLength.ofNanos(CHUNK_NANOS), gopsPerFragment);
    try (ServerProcess origin =
            ServerProcess.start(MeasuredOrigin.class, Integer.toString(requestCount));
        ChunkedEvent event = ChunkedEvent.start(origin.url(), clip, shape);
        LiveClient client = client()) {
      URI playlist =
          new HlsWatch(client, System::nanoTime)
              .playlist(URI.create(event.point() + "/Manifest(format=m3u8-cmaf)"));
      return measurement.take(client, playlist, origin, event.clock());
    }
  }

  // The first round, which nobody counts, opens connections and loads classes.
  private boolean answers(LiveClient client, URI playlist, EncoderClock clock)
      throws IOException, InterruptedException {
    if (http1) {
      return answers(
          client, playlist, clock, uri -> BlockedRound.send(client.client(), uri, requestCount));
    }
    try (FrameClient frames = FrameClient.connect(playlist, connectionCount())) {
      return answers(
          client,
          playlist,
          clock,
          uri -> {
            BlockedRound round = new BlockedRound(requestCount);
            frames.send(round, uri);
            return round;
          });
    }
  }

  /** Who asks for this very often, and leaves it at that. */
  private interface Askers {
    BlockedRound ask(URI uri) throws IOException, InterruptedException;
  }

  private boolean answers(LiveClient client, URI playlist, EncoderClock clock, Askers askers)
      throws IOException, InterruptedException {
    boolean soon = true;
    for (int round = 0; round <= roundCount; round++) {
      BlockedRound sent = askers.ask(next(client, playlist));
      long[] answered = sent.await(ROUND_SECONDS_MAX).sorted().toArray();
      long capturedNanos = clock.lastCapturedNanos(answered[0]);
      if (round > 0) {
        Distribution late =
            Distribution.of(Arrays.stream(answered).map(nanos -> nanos - capturedNanos));
        System.out.println("round " + round + ", last frame of the part to the answers: " + late);
        soon &= late.maxNanos() <= ANSWER_NANOS_MAX;
      }
    }
    System.out.println("all answers within 50 ms of the part: " + (soon ? "yes" : "NO"));
    return soon;
  }

  private BlockedRound block(LiveClient client, URI playlist)
      throws IOException, InterruptedException {
    return BlockedRound.send(client.client(), next(client, playlist), requestCount);
  }

  /** What is not there yet. */
  private static URI next(LiveClient client, URI playlist)
      throws IOException, InterruptedException {
    LowLatencyPlaylist now = LowLatencyPlaylist.read(client.textSoon(playlist));
    // Two after the last whole one is as far ahead as may be asked for.
    String directive = LowLatencyPlaylist.firstPartQuery(now.nextSegment() + 1);
    return HlsWatch.withQuery(playlist, directive);
  }

  private long bytesOfOrigin(LiveClient client, URI playlist, ServerProcess origin)
      throws IOException, InterruptedException {
    // Connections are opened, and classes are loaded, before anything is counted.
    block(client, playlist).await(ROUND_SECONDS_MAX);
    HeapHistogram before = origin.heap();
    // Behind the beginning of a segment there is most time until that of the next.
    LowLatencyPlaylist now = LowLatencyPlaylist.read(client.text(playlist));
    client.text(HlsWatch.withQuery(playlist, LowLatencyPlaylist.firstPartQuery(now.nextSegment())));
    BlockedRound held = block(client, playlist);
    HeapHistogram after = origin.heap();
    requireHeld(held);
    held.await(ROUND_SECONDS_MAX);
    System.out.println("heap of the origin, of one of " + requestCount + " held requests:");
    after.mostGrown(before, requestCount, GROWN_LINES_MAX).forEach(System.out::println);
    return (after.totalBytes() - before.totalBytes()) / requestCount;
  }

  private long bytesOfJetty() throws IOException, InterruptedException {
    try (ServerProcess jetty = ServerProcess.start(HoldingServer.class);
        LiveClient client = client()) {
      URI release = jetty.url().resolve("/Manifest(video,format=m3u8-cmaf)");
      URI hold = HlsWatch.withQuery(release, LowLatencyPlaylist.firstPartQuery(1));
      hold(client, hold, release);
      HeapHistogram before = jetty.heap();
      BlockedRound held = BlockedRound.send(client.client(), hold, requestCount);
      HeapHistogram after = jetty.heap();
      requireHeld(held);
      release(client, release, held);
      return (after.totalBytes() - before.totalBytes()) / requestCount;
    }
  }

  private void hold(LiveClient client, URI hold, URI release)
      throws IOException, InterruptedException {
    release(client, release, BlockedRound.send(client.client(), hold, requestCount));
  }

  private static void release(LiveClient client, URI release, BlockedRound round)
      throws IOException, InterruptedException {
    // Some are still on their way when the first release comes.
    while (round.heldCount() > 0) {
      client.text(release);
    }
    round.await(ROUND_SECONDS_MAX);
  }

  private void requireHeld(BlockedRound round) throws IOException {
    if (round.heldCount() < requestCount) {
      throw new IOException(
          "only %d of %d requests were held while the heap was counted"
              .formatted(round.heldCount(), requestCount));
    }
  }

  private int connectionCount() {
    return http1 ? requestCount : Math.ceilDiv(requestCount, STREAMS_PER_CONNECTION);
  }

  private LiveClient client() throws IOException {
    LiveClient.Version version = http1 ? LiveClient.Version.HTTP_1_1 : LiveClient.Version.HTTP_2;
    // One more for the playlist.
    return LiveClient.start(
        version, new LiveClient.Bounds(connectionCount() + 1, requestCount + 1));
  }
}
