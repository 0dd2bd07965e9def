package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;

/**
 * Processes are killed in a chain of encoders, origins and edges. Downstream nothing is missing,
 * repeated or out of order, and how long it takes until the next new fragment is told as a figure.
 */
class FailoverIT {
  /** Of each kind; {@code ./smoothlab verify --soak} kills 13, which makes 52. */
  private static final int KILL_COUNT =
      Integer.getInteger("test.kills.failover", Boolean.getBoolean("test.soak") ? 13 : 1);

  private static final String STREAM = "event";
  private static final int VIDEO_TRACK = 1;
  private static final long FRAGMENT_TICKS = 20_000_000;

  /** When a new fragment must be there at last; how soon it is, is a figure and no test. */
  private static final long PATIENCE_SECONDS = 60;

  /** The kill comes somewhere within a fragment's time. */
  private static final long FRAGMENT_NANOS = 2_000_000_000L;

  @TempDir Path scratch;

  /** What is killed. */
  private enum Kind {
    ENCODER_OF_A_PAIR,
    ORIGIN_WITH_BACKUP,
    EDGE,
    PUSH_TARGET
  }

  @Test
  void losesNothingDownstreamWhenProcessesAreKilled() throws Exception {
    // The content is encoded once, before many ask for it at a time.
    Path content = Path.of("target", ".smoothlab", "content").toAbsolutePath();
    LoopClip.load(Ladder.small(), content, EncodeProgress.SILENT);
    Map<Kind, List<Long>> figures = new TreeMap<>();
    try (ExecutorService lanes = Executors.newFixedThreadPool(Kind.values().length)) {
      Map<Kind, Future<List<Long>>> runs = new TreeMap<>();
      for (Kind kind : Kind.values()) {
        runs.put(kind, lanes.submit(run(kind)));
      }
      for (Map.Entry<Kind, Future<List<Long>>> run : runs.entrySet()) {
        figures.put(run.getKey(), run.getValue().get());
      }
    }
    figures.forEach(FailoverIT::tell);
    assertThat(figures.values()).allMatch(times -> times.size() == KILL_COUNT);
  }

  private Callable<List<Long>> run(Kind kind) {
    return () -> {
      try (Chain chain = new Chain(kind)) {
        return chain.killAndJudge();
      }
    };
  }

  private static void tell(Kind kind, List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    System.out.printf(
        "failover %s kills=%d p50=%d ms p99=%d ms max=%d ms%n",
        kind,
        sorted.size(),
        sorted.get((sorted.size() - 1) / 2) / 1_000_000,
        sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1) / 1_000_000,
        sorted.getLast() / 1_000_000);
  }

  /** Everything of one kind of kill: who is there, who is killed, who watches. */
  private final class Chain implements AutoCloseable {
    private final Kind kind;
    private final Path folder;
    private final Path log;
    private final SplittableRandom random;
    private final List<LabServer> servers = new ArrayList<>();
    private final Deque<LabProcess> encoders = new ArrayDeque<>();
    private final LabServer downstream;

    Chain(Kind kind) throws IOException {
      this.kind = kind;
      this.folder = Files.createDirectory(scratch.resolve(kind.name()));
      this.log = folder.resolve("log");
      this.random = new SplittableRandom(kind.name().hashCode());
      switch (kind) {
        case ENCODER_OF_A_PAIR, EDGE -> {
          LabServer origin = server("origin", "Push", List.of());
          downstream = server("edge", "Pull", List.of(origin));
          encodeTo(origin);
          encodeTo(origin);
        }
        case ORIGIN_WITH_BACKUP -> {
          LabServer first = server("first", "Push", List.of());
          LabServer second = server("second", "Push", List.of());
          downstream = server("edge", "Pull", List.of(first, second));
          encodeTo(first);
          encodeTo(second);
        }
        case PUSH_TARGET -> {
          LabServer target = server("target", "Push", List.of());
          LabServer origin = server("origin", "Push", List.of(target));
          downstream = target;
          encodeTo(origin);
          encodeTo(origin);
        }
        default -> throw new AssertionError(kind);
      }
    }

    private LabServer server(String name, String sourceType, List<LabServer> peers)
        throws IOException {
      LabServer server =
          new LabServer(folder, name, sourceType, peers.stream().map(LabServer::point).toList());
      servers.add(server);
      server.start(log);
      return server;
    }

    private void encodeTo(LabServer origin) throws IOException {
      encoders.addLast(
          LabProcess.start(
              log,
              "encode",
              origin.point().toString(),
              "--ladder",
              "small",
              "--start",
              "clock",
              "--backlog",
              "2",
              "--stream",
              STREAM));
    }

    List<Long> killAndJudge() throws Exception {
      List<Long> nanos = new ArrayList<>();
      try (FeedWatch watch = FeedWatch.start(downstream.point(), STREAM, VIDEO_TRACK)) {
        watch.awaitBehind(Long.MIN_VALUE, PATIENCE_SECONDS);
        for (int i = 0; i < KILL_COUNT; i++) {
          // Everybody who takes over must have had its time to join.
          watch.awaitBehind(newest(watch) + FRAGMENT_TICKS, PATIENCE_SECONDS);
          LockSupport.parkNanos(random.nextLong(FRAGMENT_NANOS));
          long before = newest(watch);
          long killedNanos = System.nanoTime();
          killNext(i);
          FeedWatch.Arrival next = watch.awaitBehind(before, PATIENCE_SECONDS);
          nanos.add(next.atNanos() - killedNanos);
        }
        watch.awaitBehind(newest(watch) + FRAGMENT_TICKS, PATIENCE_SECONDS);
      }
      for (LabProcess encoder : encoders) {
        encoder.stop();
      }
      judge();
      return nanos;
    }

    private static long newest(FeedWatch watch) {
      return watch.newestTicks().orElseThrow();
    }

    private void killNext(int index) throws Exception {
      switch (kind) {
        case ENCODER_OF_A_PAIR -> {
          encoders.removeFirst().kill();
          encodeTo(servers.getFirst());
        }
        case ORIGIN_WITH_BACKUP -> servers.get(index % 2).killAndStart(log);
        case EDGE, PUSH_TARGET -> downstream.killAndStart(log);
      }
    }

    /** From the first fragment that anybody saw to the last one: each once, in order. */
    private void judge() throws Exception {
      URI manifest = URI.create(downstream.point() + "/Manifest");
      awaitEnd(manifest);
      PublishedEvent event = new PublishedEvent(manifest);
      for (StreamIndex stream : event.manifest().streams()) {
        List<FragmentTime> chunks = stream.chunks();
        for (int i = 1; i < chunks.size(); i++) {
          assertThat(chunks.get(i).startTicks())
              .describedAs("%s: %s behind fragment %d", kind, stream.info().name(), i - 1)
              .isEqualTo(chunks.get(i - 1).endTicks());
        }
        assertThat(chunks).hasSizeGreaterThan(KILL_COUNT);
      }
      for (PublishedEvent.Track track : event.fetchAll()) {
        for (int i = 0; i < track.served().size(); i++) {
          assertThat(track.fragment(i).time()).isEqualTo(track.stream().chunks().get(i));
        }
      }
    }

    @Override
    public void close() {
      encoders.forEach(LabProcess::close);
      servers.forEach(LabServer::close);
    }
  }

  private static void awaitEnd(URI manifest) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadlineNanos) {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(manifest).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200 && !answer.body().contains("IsLive=\"TRUE\"")) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    throw new AssertionError("still live: " + manifest);
  }
}
