package org.smoothlab.simulator;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.HurriedScheduler;
import org.smoothlab.simulator.time.RealScheduler;
import org.smoothlab.simulator.trace.ViewerEvent;
import org.smoothlab.simulator.viewer.Viewer;
import org.smoothlab.simulator.viewer.ViewerDriver;
import org.smoothlab.simulator.viewer.ViewerSettings;

/**
 * Two encoders, each a process of its own, feed one publishing point; one of them is killed in the
 * middle of a fragment, at a byte that the seed chooses. Viewers and the manifest must not notice.
 */
class KilledEncoderIT {
  private static final int SEED_COUNT =
      Integer.getInteger("test.seeds.kills", Boolean.getBoolean("test.soak") ? 20 : 4);

  /** Each run is mostly waiting for its event to pass: some go side by side. */
  private static final int SIDE_BY_SIDE = 4;

  /** Ten times as fast as life: fragments of 200 ms. */
  private static final int HURRY = 10;

  private static final long FRAGMENT_TICKS = 20_000_000;

  /** About three fragments of all tracks: the kill comes in the middle of the event. */
  private static final int KILL_BYTES_MAX = 350_000;

  /** What the survivor sends alone before the event ends. */
  private static final int ALONE_FRAGMENTS = 4;

  private static final int LOOK_AHEAD = 2;
  private static final int TASK_COUNT_MAX = 100_000;

  /** Everything is over long before; a machine that needs longer has another problem. */
  private static final long DEADLINE_SECONDS = 60;

  /** What {@code Process} tells of one that was killed with SIGKILL. */
  private static final int KILLED = 128 + 9;

  private OriginServer server;
  private RealScheduler scheduler;
  private SocketTransport sockets;

  /**
   * One encoder.
   *
   * @param talk what it says on standard error
   */
  private record EncoderProcess(Process process, BufferedReader talk) {
    void awaitConnected() throws IOException {
      for (String line = talk.readLine(); line != null; line = talk.readLine()) {
        if (line.contains("connected")) {
          return;
        }
      }
      throw new AssertionError("an encoder left before it was connected");
    }

    void kill() {
      process.destroyForcibly().onExit().join();
    }

    /** As Ctrl-C: the event ends properly. */
    void stop() throws InterruptedException {
      // Not Process.destroy, which closes what it still has to say.
      process.toHandle().destroy();
      awaitGoodEnd();
    }

    void awaitGoodEnd() throws InterruptedException {
      assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(talk.lines().collect(joining("\n")))
          .contains("ended, answered 200")
          .doesNotContain("lost");
    }
  }

  /**
   * Both encoders of one event.
   *
   * @param point URL of the publishing point
   */
  private record Twins(URI point, EncoderProcess victim, EncoderProcess survivor)
      implements AutoCloseable {
    URI manifest() {
      return URI.create(point + "/Manifest");
    }

    @Override
    public void close() {
      victim.process().destroyForcibly();
      survivor.process().destroyForcibly();
    }
  }

  @BeforeEach
  void startOrigin() throws IOException {
    server =
        OriginServer.start(
            ServerConfig.loopback(0).withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true)));
    scheduler = new RealScheduler("viewers", TASK_COUNT_MAX);
    sockets = SocketTransport.start(SocketTransport.Settings.named("viewers"));
  }

  @AfterEach
  void stopOrigin() throws IOException {
    sockets.close();
    scheduler.close();
    server.close();
  }

  @Test
  void losesAndRepeatsNothingWhenATwinIsKilledInTheMiddleOfAFragment() throws Exception {
    // The content is encoded once, before many ask for it at a time.
    encoder(point("content"), "--for", "2s").awaitGoodEnd();
    try (ExecutorService lanes = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      List<Callable<Void>> runs = new ArrayList<>();
      for (long seed = 1; seed <= SEED_COUNT; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        URI point = point("seed-" + seed);
        runs.add(() -> killOne(point, random));
      }
      for (Future<Void> run : lanes.invokeAll(runs)) {
        run.get();
      }
    }
  }

  private Void killOne(URI point, SplittableRandom random) throws Exception {
    Witness witness = new Witness();
    try (KillSwitch killSwitch = KillSwitch.start(address());
        Twins twins = startTwins(point, killSwitch, random.nextBoolean())) {
      watch(twins.manifest(), witness);
      await(witness.reached(1), "the first picture of " + point);
      // Who is behind may not have delivered anything yet: it would not be missed.
      await(killSwitch.delivered(), "the first fragment of the victim at " + point);
      killSwitch.arm(random.nextInt(KILL_BYTES_MAX), twins.victim()::kill);
      await(killSwitch.killed(), "the kill at " + point);
      CountDownLatch wentOn =
          witness.reached(newestTicks(twins.manifest()) + ALONE_FRAGMENTS * FRAGMENT_TICKS);
      assertThat(twins.victim().process().exitValue()).isEqualTo(KILLED);
      assertThat(killSwitch.passed().endsInsideFragment()).isTrue();
      assertThat(killSwitch.passed().wholeFragmentCount()).isPositive();

      await(wentOn, "four fragments of the survivor at " + point);
      twins.survivor().stop();
      await(witness.ended, "the viewer's end at " + point);

      assertThat(witness.irregular).describedAs(point.toString()).isEmpty();
      assertAgreesWithItself(twins.manifest());
    }
    return null;
  }

  // The one that starts first is ahead: victims that are ahead and that are behind must be met.
  private Twins startTwins(URI point, KillSwitch killSwitch, boolean victimFirst)
      throws IOException {
    URI switched =
        URI.create("http://127.0.0.1:" + killSwitch.port() + "/").resolve(point.getPath());
    EncoderProcess first = encoder(victimFirst ? switched : point);
    first.awaitConnected();
    EncoderProcess second = encoder(victimFirst ? point : switched);
    second.awaitConnected();
    return victimFirst ? new Twins(point, first, second) : new Twins(point, second, first);
  }

  /** No time missing, repeated or out of order: in the manifest, the fragments and their tfrf. */
  private static void assertAgreesWithItself(URI manifest) throws Exception {
    PublishedEvent event = new PublishedEvent(manifest);
    assertThat(event.manifest().header().isLive()).isFalse();
    assertThat(event.manifest().streams()).hasSize(2);
    for (PublishedEvent.Track track : event.fetchAll()) {
      List<FragmentTime> chunks = track.stream().chunks();
      assertThat(chunks).hasSizeGreaterThan(ALONE_FRAGMENTS);
      for (int index = 0; index < chunks.size(); index++) {
        Fragment fragment = track.fragment(index);
        assertThat(fragment.time()).isEqualTo(chunks.get(index));
        List<FragmentTime> next =
            chunks.subList(index + 1, Math.min(index + 1 + LOOK_AHEAD, chunks.size()));
        assertThat(track.following(index)).isEqualTo(next);
        assertThat(next.stream().limit(1).map(FragmentTime::startTicks))
            .allMatch(start -> start == fragment.time().endTicks());
      }
    }
  }

  private static long newestTicks(URI manifest) throws Exception {
    return new PublishedEvent(manifest)
        .manifest()
        .streams()
        .getFirst()
        .chunks()
        .getLast()
        .endTicks();
  }

  /** What a viewer noted of one event. */
  private static final class Witness {
    final CountDownLatch ended = new CountDownLatch(1);
    final List<String> irregular = new CopyOnWriteArrayList<>();
    private CountDownLatch reached = new CountDownLatch(1);
    private long awaitedTicks = Long.MAX_VALUE;

    /** Counted down by the first fragment from now on that ends there or later. */
    synchronized CountDownLatch reached(long ticks) {
      awaitedTicks = ticks;
      reached = new CountDownLatch(1);
      return reached;
    }

    synchronized void note(ViewerEvent event) {
      switch (event) {
        case ViewerEvent.Irregular what -> irregular.add(what.toString());
        case ViewerEvent.FragmentArrived arrived when arrived.time().endTicks() >= awaitedTicks ->
            reached.countDown();
        case ViewerEvent.Ended _ -> ended.countDown();
        default -> {}
      }
    }
  }

  private void watch(URI manifest, Witness witness) {
    scheduler.after(
        0,
        () -> {
          HurriedScheduler hurried = new HurriedScheduler(scheduler, HURRY);
          new ViewerDriver(
                  new Viewer(ViewerSettings.of(manifest)),
                  sockets.on(hurried),
                  hurried,
                  witness::note)
              .start();
        });
  }

  private static void await(CountDownLatch what, String name) throws InterruptedException {
    assertThat(what.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).describedAs(name).isTrue();
  }

  private EncoderProcess encoder(URI point, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "encode",
                point.toString(),
                "--ladder",
                "small",
                "--no-probe",
                "--rate",
                String.valueOf(HURRY)));
    arguments.addAll(List.of(more));
    Process process = new ProcessBuilder(LabProcess.command(arguments)).start();
    return new EncoderProcess(process, process.errorReader());
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(server.url().getHost(), server.url().getPort());
  }

  private URI point(String name) {
    return server.url().resolve("/live/" + name + ".isml");
  }
}
