package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.RealScheduler;

/**
 * One origin pushes to fifty targets, ten of which are dead and ten slow: the other thirty get
 * every fragment, and how long it takes is told as a figure. Both processes have had a short event
 * before, so that the figure is that of a server and not that of the start of a Java machine.
 */
class FanOutIT {
  /** Of each track; {@code ./smoothlab verify --soak} sends thirty, which is a minute. */
  private static final int FRAGMENT_COUNT = Boolean.getBoolean("test.soak") ? 30 : 4;

  private static final int REHEARSED_COUNT = 3;
  private static final int GOOD_COUNT = 30;
  private static final int SLOW_COUNT = 10;
  private static final int DEAD_COUNT = 10;
  private static final long PATIENCE_SECONDS = 120;
  private static final Pattern DIRECT_BYTES =
      Pattern.compile("(?m)^smoothlab_memory_bytes\\{area=\"direct\"} (\\S+)$");

  @TempDir Path scratch;

  private final Map<PushReceiver.Key, Long> sentNanos = new ConcurrentHashMap<>();

  @Test
  void reachesGoodTargetsBesideDeadAndSlowOnes() throws Exception {
    try (PushReceiver receiver = PushReceiver.start()) {
      List<PushReceiver.Target> good = new ArrayList<>();
      List<URI> all = new ArrayList<>();
      for (int i = 0; i < DEAD_COUNT; i++) {
        all.add(URI.create("http://127.0.0.1:" + LabProcess.freePort() + "/live/dead.isml"));
      }
      for (int i = 0; i < SLOW_COUNT; i++) {
        all.add(receiver.open("slow" + i, true).point());
      }
      for (int i = 0; i < GOOD_COUNT; i++) {
        good.add(receiver.open("good" + i, false));
      }
      good.forEach(target -> all.add(target.point()));

      long directBytes;
      try (LabServer origin = new LabServer(scratch, "origin", "Push", all)) {
        List<PushReceiver.Target> before = new ArrayList<>();
        for (int i = 0; i < GOOD_COUNT; i++) {
          before.add(receiver.open("before" + i, false));
        }
        URI rehearsal =
            origin.also(
                "/live/before.isml",
                "Push",
                before.stream().map(PushReceiver.Target::point).toList());
        origin.start(scratch.resolve("log"));
        encodeTo(rehearsal, REHEARSED_COUNT);
        for (PushReceiver.Target target : before) {
          target.await(sentNanos.keySet(), PATIENCE_SECONDS);
        }
        sentNanos.clear();
        encodeTo(origin.point(), FRAGMENT_COUNT);
        for (PushReceiver.Target target : good) {
          target.await(sentNanos.keySet(), PATIENCE_SECONDS);
        }

        directBytes = directBytes(origin.point());
      }
      // What slow targets have not got yet is held once, and not for each of them.
      long sentBytes = sentNanos.keySet().stream().mapToLong(PushReceiver.Key::sizeBytes).sum();
      assertThat(directBytes).isBetween(1L, GOOD_COUNT * sentBytes);
      tell(good, directBytes);
    }
  }

  private void encodeTo(URI point, int fragmentCount) throws Exception {
    Path content = Path.of("target", ".smoothlab", "content").toAbsolutePath();
    List<ClipTrack> tracks = LoopClip.load(Ladder.small(), content, EncodeProgress.SILENT).tracks();
    EncoderPlan plan =
        EncoderPlan.of(
            Programme.endless(tracks).ofFragments(fragmentCount), Target.onePost(point.getPath()));
    CountDownLatch over = new CountDownLatch(1);
    try (SocketTransport transport =
            SocketTransport.start(SocketTransport.Settings.named("encoder"));
        RealScheduler scheduler = new RealScheduler("encoder", 10_000);
        EncoderDriver encoder =
            new EncoderDriver(
                new Encoder(plan),
                new EncoderDriver.Links(point.resolve("/"), transport.on(scheduler), scheduler),
                report -> hear(report, over))) {
      encoder.start();
      assertThat(over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(sentNanos).hasSize(fragmentCount * tracks.size());
  }

  private void hear(EncoderReport report, CountDownLatch over) {
    if (report instanceof EncoderReport.FragmentSent sent) {
      sentNanos.put(
          new PushReceiver.Key(sent.time().startTicks(), sent.sizeBytes()), System.nanoTime());
    } else if (report instanceof EncoderReport.Ended) {
      over.countDown();
    }
  }

  private static long directBytes(URI point) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String metrics =
          http.send(
                  HttpRequest.newBuilder(point.resolve("/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      Matcher held = DIRECT_BYTES.matcher(metrics);
      assertThat(held.find()).as(metrics).isTrue();
      return (long) Double.parseDouble(held.group(1));
    }
  }

  private void tell(List<PushReceiver.Target> good, long directBytes) {
    System.out.printf(
        "fan-out targets=%d dead=%d slow=%d direct=%d KB; first fragments: %s;"
            + " all others: %s%n",
        DEAD_COUNT + SLOW_COUNT + GOOD_COUNT,
        DEAD_COUNT,
        SLOW_COUNT,
        directBytes / 1000,
        delays(good, startTicks -> startTicks == 0),
        delays(good, startTicks -> startTicks > 0));
  }

  private String delays(List<PushReceiver.Target> good, LongPredicate startsAt) {
    List<Long> micros =
        good.stream()
            .flatMap(target -> target.wholeNanos().entrySet().stream())
            .filter(whole -> startsAt.test(whole.getKey().startTicks()))
            .map(whole -> (whole.getValue() - sentNanos.getOrDefault(whole.getKey(), 0L)) / 1_000)
            .sorted()
            .toList();
    return "fragments=%d p50=%.1f ms p99=%.1f ms max=%.1f ms"
        .formatted(
            micros.size(),
            micros.get((micros.size() - 1) / 2) / 1e3,
            micros.get((int) Math.ceil(0.99 * micros.size()) - 1) / 1e3,
            micros.getLast() / 1e3);
  }
}
