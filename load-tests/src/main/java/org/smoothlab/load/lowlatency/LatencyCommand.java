package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.Units;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.ChunkLength;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load latency}: how late parts and chunks are. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Measures, on this machine, from an encoder's frame to the first byte of its part or chunk at"
          + " a viewer: LL-HLS by hinted parts and blocking reloads over HTTP/2, LL-DASH by the"
          + " growing segment over HTTP/1.1.",
      "Fails when 99 of 100 are later than a chunk and 20 ms."
    })
public final class LatencyCommand implements Callable<Integer> {
  static final int UNREACHABLE = 3;

  private static final long ALLOWANCE_NANOS = 20_000_000;
  private static final int REQUEST_COUNT_MAX = 64;
  private static final int WARM_UP_CHUNKS = 20;

  @Option(
      names = "--chunk",
      paramLabel = "DURATION",
      converter = Units.DurationConverter.class,
      description = "length of the encoder's chunks",
      defaultValue = "200ms")
  private Duration chunk = Duration.ofMillis(200);

  @Option(names = "--chunks", paramLabel = "COUNT", description = "how many are measured, of each")
  private int chunkCount = 150;

  @Option(
      names = "--only",
      paramLabel = "hls|dash",
      description = "one of the two; without it, one after the other")
  private String only = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (chunkCount < 1 || !List.of("", "hls", "dash").contains(only)) {
      throw new ParameterException(
          spec.commandLine(), "chunks are 1 or more, only is hls or dash: " + only);
    }
    try {
      return measure();
    } catch (IOException notMeasured) {
      System.err.println("load latency: " + notMeasured.getMessage());
      return UNREACHABLE;
    }
  }

  private int measure() throws IOException, InterruptedException {
    LoopClip clip = LoopClip.load(Ladder.small(), contentFolder(), EncodeProgress.SILENT);
    ChunkedEvent.Shape shape = new ChunkedEvent.Shape(ChunkLength.ofNanos(chunk.toNanos()), 1);
    boolean kept = true;
    try (ServerProcess origin =
            ServerProcess.start(MeasuredOrigin.class, Integer.toString(REQUEST_COUNT_MAX));
        ChunkedEvent event = ChunkedEvent.start(origin.url(), clip, shape)) {
      if (!only.equals("dash")) {
        kept &= told("LL-HLS", hls(event), event.clock());
      }
      if (!only.equals("hls")) {
        kept &= told("LL-DASH", dash(event), event.clock());
      }
    }
    return kept ? 0 : 1;
  }

  private List<Arrival> hls(ChunkedEvent event) throws IOException, InterruptedException {
    try (LiveClient client = client(LiveClient.Version.HTTP_2)) {
      HlsWatch watch = new HlsWatch(client, System::nanoTime);
      URI playlist = watch.playlist(URI.create(event.point() + "/Manifest(format=m3u8-cmaf)"));
      return watch.watch(playlist, WARM_UP_CHUNKS + chunkCount);
    }
  }

  private List<Arrival> dash(ChunkedEvent event) throws IOException, InterruptedException {
    try (LiveClient client = client(LiveClient.Version.HTTP_1_1)) {
      URI mpd = URI.create(event.point() + "/Manifest(format=mpd-number-cmaf)");
      return new DashWatch(client, System::nanoTime, System::currentTimeMillis)
          .watch(mpd, WARM_UP_CHUNKS + chunkCount);
    }
  }

  private static LiveClient client(LiveClient.Version version) throws IOException {
    return LiveClient.start(version, new LiveClient.Bounds(4, REQUEST_COUNT_MAX));
  }

  // The first ones wait for classes to be loaded, here and there.
  private boolean told(String name, List<Arrival> all, EncoderClock clock) {
    List<Arrival> arrivals = all.subList(WARM_UP_CHUNKS, all.size());
    Distribution fromFirst =
        Distribution.of(
            arrivals.stream()
                .mapToLong(each -> each.arrivedNanos() - clock.capturedNanos(each.startNanos())));
    Distribution fromLast =
        Distribution.of(
            arrivals.stream()
                .mapToLong(each ->
                    each.arrivedNanos()
                        - clock.capturedNanos(each.startNanos() + each.durationNanos())));
    boolean kept = fromFirst.percentileNanos(99) <= chunk.toNanos() + ALLOWANCE_NANOS;
    System.out.println(name + ", first frame of a chunk to its first byte: " + fromFirst);
    System.out.println(name + ", last frame of a chunk to its first byte:  " + fromLast);
    System.out.println(
        "%s, 99 of 100 within a chunk and 20 ms: %s".formatted(name, kept ? "yes" : "NO"));
    return kept;
  }

  /** Where the launcher keeps the encoded test content. */
  static Path contentFolder() {
    return Path.of(System.getProperty("smoothlab.home", ""), ".smoothlab", "content");
  }
}
