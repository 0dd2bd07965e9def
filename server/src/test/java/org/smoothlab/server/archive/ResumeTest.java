package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.archive.ArchivedEvent.SECOND;
import static org.smoothlab.server.archive.ArchivedEvent.SETTINGS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.IngestSession;

/** Origins that die in the middle of an event, and the next start of them. */
class ResumeTest {
  private static final List<TestTrack> TRACKS =
      List.of(TestTrack.HIGH, TestTrack.LOW, TestTrack.AUDIO);

  /** What an encoder keeps to send again: half a minute. */
  private static final int ENCODER_BUFFER = 15;

  static LongStream seeds() {
    String one = System.getProperty("test.seed", "");
    return one.isEmpty() ? LongStream.range(0, 100) : LongStream.of(Long.parseLong(one));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void goesOnAfterEachCrashWithNothingMissing(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    SimulatedDisk disk = new SimulatedDisk(random.nextLong());
    long nowNanos = 0;
    long next = 0;
    for (int crash = 0; crash < 3; crash++) {
      disk.crashAfter(random.nextLong(20, 400));
      long reached = next;
      try {
        ArchivedEvent event = ArchivedEvent.start(disk, SETTINGS, nowNanos);
        IngestSession session = event.announce(TRACKS);
        for (long index = Math.max(0, next - ENCODER_BUFFER); index < 120; index++) {
          for (TestTrack track : TRACKS) {
            assertThat(event.send(session, track, index)).isEmpty();
          }
          reached = Math.max(reached, index);
          event.pass(2 * SECOND);
          nowNanos = event.nowNanos;
        }
      } catch (SimulatedDisk.PowerLoss _) {
        disk = random.nextBoolean() ? disk.afterKill() : disk.afterPowerLoss();
      }
      next = reached;
      nowNanos += SECOND;
    }
    requireAllIsServed(disk, nowNanos, next);
  }

  private static void requireAllIsServed(SimulatedDisk disk, long nowNanos, long next)
      throws IOException {
    ArchivedEvent event = ArchivedEvent.start(disk, SETTINGS, nowNanos);
    IngestSession session = event.announce(TRACKS);
    long end = next + 5;
    for (long index = Math.max(0, next - ENCODER_BUFFER); index < end; index++) {
      for (TestTrack track : TRACKS) {
        assertThat(event.send(session, track, index)).isEmpty();
      }
      event.pass(2 * SECOND);
    }
    for (TestTrack track : TRACKS) {
      assertThat(LongStream.range(0, end - 2)).allMatch(index -> event.serves(track, index));
      assertThat(event.windowCount(track)).isEqualTo((int) end - 2);
    }
  }

  @Test
  void showsBeforeItsEncoderComesBackWhatWasPublishedBefore() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(3);
    ArchivedEvent before = ArchivedEvent.start(disk, SETTINGS, 0);
    record(before, 50);
    ArchivedEvent after =
        ArchivedEvent.start(disk.afterPowerLoss(), SETTINGS, before.nowNanos + SECOND);
    assertThat(after.point().state()).isEqualTo(PointState.STARTED);
    assertThat(after.point().view().runNumber()).isEqualTo(1);
    assertThat(after.windowCount(TestTrack.HIGH)).isEqualTo(48);
    assertThat(LongStream.range(0, 48)).allMatch(index -> after.serves(TestTrack.HIGH, index));
    assertThat(after.get(TestTrack.HIGH, 48).status()).isEqualTo(412);
  }

  @Test
  void closesTheRunWhereThePointDoesNotResume() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(4);
    PointSettings settings =
        SETTINGS.withAutomation(new PointSettings.Automation(false, false, 0, false));
    ArchivedEvent before = ArchivedEvent.start(disk, SETTINGS, 0);
    record(before, 10);
    SimulatedDisk survived = disk.afterKill();
    ArchivedEvent after = ArchivedEvent.start(survived, settings, before.nowNanos + SECOND);
    assertThat(after.point().state()).isEqualTo(PointState.IDLE);
    ArchiveLayout layout = new ArchiveLayout(survived);
    List<Path> runs = layout.runFolders(ArchivedEvent.POINT, "");
    assertThat(runs).containsExactly(Path.of("live/event-isml/2026-01-01-00-00-00-000"));
    assertThat(RunJournal.find(survived, runs.getFirst()).orElseThrow().isClosed()).isTrue();
    ArchivedRun run = layout.open(runs.getFirst()).orElseThrow();
    assertThat(run.tracks())
        .extracting(ArchivedTrack::fragmentCount)
        .containsExactly(10L, 10L, 10L);
  }

  private static void record(ArchivedEvent event, int count) {
    IngestSession session = event.announce(TRACKS);
    for (long index = 0; index < count; index++) {
      for (TestTrack track : TRACKS) {
        assertThat(event.send(session, track, index)).isEmpty();
      }
      event.pass(2 * SECOND);
    }
  }
}
