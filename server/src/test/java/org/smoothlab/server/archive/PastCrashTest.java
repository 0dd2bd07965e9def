package org.smoothlab.server.archive;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.TestTrack;

/**
 * A run whose first half comes late and in any order, with power cuts and kills at any write, also
 * while it is being put in order and while that is being repaired. Nothing that was told to be safe
 * is ever lost, and in the end the files are those of a run that had everything in its turn.
 */
class PastCrashTest {
  private static final Path FOLDER = Path.of("live", "event-isml", "2026-01-01-00-00-00-000");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RunJournal.Entry.Began BEGAN =
      new RunJournal.Entry.Began(new RunJournal.RunIdentity("/live/event.isml", 1, ""), NOW);
  private static final int FRAGMENT_COUNT = 10;
  private static final List<TestTrack> TRACKS = List.of(TestTrack.HIGH, TestTrack.AUDIO);
  private static final Map<TrackId, List<Fragment>> EVENT = event();

  private static Map<TrackId, List<Fragment>> event() {
    Map<TrackId, List<Fragment>> event = new LinkedHashMap<>();
    for (TestTrack track : TRACKS) {
      event.put(track.id(), LongStream.range(0, FRAGMENT_COUNT).mapToObj(track::fragment).toList());
    }
    return event;
  }

  private static Fragment fragment(TrackId id, int index) {
    return requireNonNull(EVENT.get(id)).get(index);
  }

  private static final Map<String, Slice> IN_ITS_TURN = recordedInItsTurn();

  static LongStream seeds() {
    String one = System.getProperty("test.seed", "");
    return one.isEmpty()
        ? LongStream.range(0, Boolean.getBoolean("test.soak") ? 1_000 : 60)
        : LongStream.of(Long.parseLong(one));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void losesNothingAndEndsAsIfAllHadComeInItsTurn(long seed) throws IOException {
    World world = new World(seed);
    while (!world.done) {
      world.liveUntilCrash();
    }
    assertThat(files(world.disk)).isEqualTo(IN_ITS_TURN);
    RepairedRun found =
        RepairedRun.open(world.disk, FOLDER).orElseGet(() -> fail("the run is not there"));
    assertThat(found.isClosed()).isTrue();
    assertThat(found.notes().leftAlone()).isEmpty();
  }

  /** A crash that never comes where it hurts would prove nothing. */
  @Test
  void crashesWhileItIsPutInOrder() throws IOException {
    int crashCount = 0;
    int tidyingCount = 0;
    for (long seed = 0; seed < 40; seed++) {
      World world = new World(seed);
      while (!world.done) {
        world.liveUntilCrash();
      }
      crashCount += world.crashCount;
      tidyingCount += world.tidyingCount;
    }
    assertThat(crashCount).isGreaterThan(60);
    assertThat(tidyingCount).isGreaterThan(20);
  }

  private static Map<String, Slice> recordedInItsTurn() {
    SimulatedDisk disk = new SimulatedDisk(0);
    try (RunRecorder recorder = RunRecorder.begin(disk, FOLDER, BEGAN, 0)) {
      TRACKS.forEach(track -> recorder.announced(track.info()));
      for (int index = 0; index < FRAGMENT_COUNT; index++) {
        for (TestTrack track : TRACKS) {
          recorder.accepted(track.id(), fragment(track.id(), index));
        }
      }
      recorder.end(NOW);
      return files(disk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All but the journal, which tells how it came about. */
  private static Map<String, Slice> files(SimulatedDisk disk) throws IOException {
    Path segment = FOLDER.resolve("Segment001");
    Map<String, Slice> files = new TreeMap<>();
    for (Disk.Item item : disk.list(segment)) {
      files.put(item.name(), Slice.copyOf(disk.bytesOf(segment.resolve(item.name()))));
    }
    return files;
  }

  /** One run, whoever sends it and its disk. */
  private static final class World {
    private static final int CRASH_COUNT_MAX = 5;

    private final SplittableRandom random;
    private final Map<TrackId, SortedSet<Integer>> safe = new HashMap<>();
    private final int joined;
    private SimulatedDisk disk;
    private boolean done;
    private boolean tidying;
    private int crashCount;
    private int tidyingCount;

    World(long seed) {
      random = new SplittableRandom(seed);
      disk = new SimulatedDisk(random.nextLong());
      joined = random.nextInt(1, FRAGMENT_COUNT - 2);
    }

    void liveUntilCrash() throws IOException {
      if (crashCount < CRASH_COUNT_MAX) {
        disk.crashAfter(random.nextLong(0, 110));
      }
      try {
        live();
        done = true;
      } catch (SimulatedDisk.PowerLoss _) {
        crashCount++;
        tidyingCount += tidying ? 1 : 0;
        disk = random.nextBoolean() ? disk.afterPowerLoss() : disk.afterKill();
        requireAllThatWasSafe();
      }
      tidying = false;
    }

    private void live() throws IOException {
      try (RunRecorder recorder = open()) {
        TRACKS.forEach(track -> recorder.announced(track.info()));
        Map<TrackId, SortedSet<Integer>> held = held(recorder.run());
        while (TRACKS.stream()
            .anyMatch(t -> requireNonNull(held.get(t.id())).size() < FRAGMENT_COUNT)) {
          TrackId id = TRACKS.get(random.nextInt(TRACKS.size())).id();
          sendOne(recorder, id, requireNonNull(held.get(id)));
          if (random.nextInt(8) == 0) {
            acknowledge(recorder.sync());
          }
          if (random.nextInt(6) == 0) {
            recorder.tidySoon();
          }
          tidying = true;
          recorder.tidyStep(random.nextLong(1, 6_000));
          tidying = false;
        }
        acknowledge(recorder.sync());
        tidying = true;
        acknowledge(recorder.end(NOW));
        tidying = false;
      }
    }

    /** What is next live, or some hole; a live fragment is left out now and then. */
    private void sendOne(RunRecorder recorder, TrackId id, SortedSet<Integer> held)
        throws IOException {
      int next = held.isEmpty() ? joined : Math.max(joined, held.last() + 1);
      List<Integer> missing = new ArrayList<>();
      for (int index = 0; index < next && !held.isEmpty(); index++) {
        if (!held.contains(index)) {
          missing.add(index);
        }
      }
      boolean live = next < FRAGMENT_COUNT && (missing.isEmpty() || random.nextBoolean());
      if (live) {
        int index = next < FRAGMENT_COUNT - 1 && random.nextInt(5) == 0 ? next + 1 : next;
        held.add(index);
        recorder.accepted(id, fragment(id, index));
      } else if (!missing.isEmpty()) {
        int index = missing.get(random.nextInt(missing.size()));
        held.add(index);
        recorder.past(id, fragment(id, index));
        assertThat(recorder.run().track(id).orElseThrow().fetch(index * TestTrack.FRAGMENT, 0))
            .contains(fragment(id, index));
      }
    }

    private RunRecorder open() throws IOException {
      Optional<RepairedRun> found = RepairedRun.open(disk, FOLDER);
      if (found.isPresent()) {
        return RunRecorder.resume(disk, found.get(), NOW, 0);
      }
      for (Disk.Item item : disk.list(FOLDER)) {
        disk.delete(FOLDER.resolve(item.name()));
      }
      return RunRecorder.begin(disk, FOLDER, BEGAN, 0);
    }

    private void acknowledge(List<RunRecorder.Safe> fragments) {
      for (RunRecorder.Safe fragment : fragments) {
        safe.computeIfAbsent(fragment.track(), _ -> new TreeSet<>())
            .add((int) (fragment.time().startTicks() / TestTrack.FRAGMENT));
      }
    }

    private void requireAllThatWasSafe() throws IOException {
      Optional<RepairedRun> looked = RepairedRun.look(disk, FOLDER);
      if (looked.isEmpty()) {
        assertThat(safe).isEmpty();
        return;
      }
      Map<TrackId, SortedSet<Integer>> seen = held(looked.get().run());
      safe.forEach((id, indexes) -> assertThat(seen.get(id)).as("%s", id).containsAll(indexes));
      try {
        Map<TrackId, SortedSet<Integer>> held =
            held(RepairedRun.open(disk, FOLDER).orElseThrow().run());
        safe.forEach((id, indexes) -> assertThat(held.get(id)).as("%s", id).containsAll(indexes));
      } catch (SimulatedDisk.PowerLoss _) {
        // The next attempt meets what this one left.
      }
    }

    /** What there is, after a look that it is in order and as it was sent. */
    private static Map<TrackId, SortedSet<Integer>> held(ArchivedRun run) throws IOException {
      Map<TrackId, SortedSet<Integer>> held = new HashMap<>();
      for (TestTrack track : TRACKS) {
        List<Integer> indexes = new ArrayList<>();
        if (run.track(track.id()).isPresent()) {
          ArchivedTrack archived = run.track(track.id()).get();
          archived.forEach((part, record) -> {
            int index = (int) (record.time().startTicks() / TestTrack.FRAGMENT);
            Fragment read = archived.read(part, record);
            if (!read.equals(fragment(track.id(), index))) {
              fail(track + " " + index + " is " + read);
            }
            indexes.add(index);
          });
        }
        assertThat(indexes).isSorted().doesNotHaveDuplicates();
        held.put(track.id(), new TreeSet<>(indexes));
      }
      return held;
    }
  }
}
