package org.smoothlab.server.archive;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.origin.TestTrack;

/**
 * Power cuts and kills at any write of an event, also while the last one is being repaired. After
 * each of them the archive must open, hold a beginning of every track and in it all that was told
 * to be safe; the event goes on where the encoder can still send what is missing.
 */
class CrashTest {
  private static final Path FOLDER = Path.of("live", "event-isml", "2026-01-01-00-00-00-000");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int FRAGMENT_COUNT = 24;
  private static final List<TestTrack> TRACKS =
      List.of(TestTrack.HIGH, TestTrack.LOW, TestTrack.AUDIO);
  private static final Map<TrackId, List<Fragment>> EVENT = event();

  private static Map<TrackId, List<Fragment>> event() {
    Map<TrackId, List<Fragment>> event = new LinkedHashMap<>();
    for (TestTrack track : TRACKS) {
      event.put(track.id(), LongStream.range(0, FRAGMENT_COUNT).mapToObj(track::fragment).toList());
    }
    return event;
  }

  static LongStream seeds() {
    String one = System.getProperty("test.seed", "");
    return one.isEmpty() ? LongStream.range(0, 1_000) : LongStream.of(Long.parseLong(one));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdsWhatWasSafeAndGoesOn(long seed) throws IOException {
    World world = new World(seed);
    while (!world.isDone()) {
      world.liveUntilCrash();
    }
    world.requireWhole();
  }

  /** A crash that never comes would prove nothing. */
  @Test
  void crashesInMostRuns() throws IOException {
    int crashCount = 0;
    for (long seed = 0; seed < 100; seed++) {
      World world = new World(seed);
      while (!world.isDone()) {
        world.liveUntilCrash();
      }
      crashCount += world.crashCount;
    }
    assertThat(crashCount).isGreaterThan(150);
  }

  /** One event, its encoder and its disk. */
  private static final class World {
    private static final int CRASH_COUNT_MAX = 4;

    private final SplittableRandom random;
    private final long segmentNanos;
    private final Map<TrackId, Integer> safeCounts = new HashMap<>();
    private final Map<TrackId, Integer> writtenCounts = new HashMap<>();
    private SimulatedDisk disk;
    private boolean done;
    private int crashCount;

    World(long seed) {
      random = new SplittableRandom(seed);
      disk = new SimulatedDisk(random.nextLong());
      segmentNanos = random.nextBoolean() ? 0 : random.nextLong(4, 20) * 1_000_000_000L;
    }

    boolean isDone() {
      return done;
    }

    void liveUntilCrash() throws IOException {
      if (crashCount < CRASH_COUNT_MAX) {
        disk.crashAfter(random.nextLong(0, 200));
      }
      try {
        live();
        done = true;
      } catch (SimulatedDisk.PowerLoss _) {
        crashCount++;
        disk = random.nextBoolean() ? disk.afterPowerLoss() : disk.afterKill();
        requireAllThatWasSafe();
      }
    }

    private void live() throws IOException {
      try (RunRecorder recorder = open()) {
        TRACKS.forEach(track -> recorder.announced(track.info()));
        Map<TrackId, Integer> next = new HashMap<>();
        recorder
            .run()
            .tracks()
            .forEach(track -> next.put(track.info().id(), (int) track.fragmentCount()));
        writtenCounts.putAll(next);
        while (TRACKS.stream().anyMatch(t -> next.getOrDefault(t.id(), 0) < FRAGMENT_COUNT)) {
          TrackId id = TRACKS.get(random.nextInt(TRACKS.size())).id();
          int index = next.getOrDefault(id, 0);
          if (index < FRAGMENT_COUNT) {
            writtenCounts.put(id, index + 1);
            recorder.accepted(id, requireNonNull(EVENT.get(id)).get(index));
            next.put(id, index + 1);
          }
          if (random.nextInt(8) == 0) {
            acknowledge(recorder.sync());
          }
        }
        acknowledge(recorder.end(NOW));
      }
    }

    private RunRecorder open() throws IOException {
      Optional<RepairedRun> found = RepairedRun.open(disk, FOLDER);
      if (found.isPresent()) {
        return RunRecorder.resume(disk, found.get(), NOW, segmentNanos);
      }
      // A journal without a first line: nothing was ever safe in there.
      for (Disk.Item item : disk.list(FOLDER)) {
        disk.delete(FOLDER.resolve(item.name()));
      }
      return RunRecorder.begin(
          disk,
          FOLDER,
          new RunJournal.Entry.Began(
              new RunJournal.RunIdentity("/live/event.isml", 1, "évent 1"), NOW),
          segmentNanos);
    }

    private void acknowledge(List<RunRecorder.Safe> safe) {
      safe.forEach(fragment -> safeCounts.merge(fragment.track(), 1, Integer::sum));
    }

    private void requireAllThatWasSafe() throws IOException {
      Optional<RepairedRun> found = RepairedRun.open(disk, FOLDER);
      if (found.isEmpty()) {
        assertThat(safeCounts).isEmpty();
        return;
      }
      for (TestTrack track : TRACKS) {
        List<Fragment> held = held(found.get().run(), track.id());
        assertThat(held.size())
            .as("fragments of %s", track.id())
            .isBetween(
                safeCounts.getOrDefault(track.id(), 0), writtenCounts.getOrDefault(track.id(), 0));
        assertThat(held).isEqualTo(requireNonNull(EVENT.get(track.id())).subList(0, held.size()));
        safeCounts.put(track.id(), held.size());
      }
    }

    private static List<Fragment> held(ArchivedRun run, TrackId id) throws IOException {
      List<Fragment> held = new ArrayList<>();
      if (run.track(id).isPresent()) {
        ArchivedTrack track = run.track(id).get();
        track.forEach((part, record) -> held.add(track.read(part, record)));
      }
      return held;
    }

    void requireWhole() throws IOException {
      RepairedRun found =
          RepairedRun.open(disk, FOLDER).orElseGet(() -> fail("the run is not there"));
      assertThat(found.isClosed()).isTrue();
      assertThat(found.openLogs()).isEmpty();
      assertThat(found.notes().leftAlone()).isEmpty();
      for (TestTrack track : TRACKS) {
        assertThat(held(found.run(), track.id())).isEqualTo(EVENT.get(track.id()));
      }
    }
  }
}
