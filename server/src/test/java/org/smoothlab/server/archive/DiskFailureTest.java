package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.archive.ArchivedEvent.SECOND;
import static org.smoothlab.server.archive.ArchivedEvent.SETTINGS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Reply;

/** Disks that are full, fail, or hold what is not ours. */
class DiskFailureTest {
  private static final List<TestTrack> TRACKS = List.of(TestTrack.HIGH, TestTrack.AUDIO);
  private final SimulatedDisk disk = new SimulatedDisk(1);

  private static PointSettings settings(ArchiveSettings.OnDiskFailure policy, long bytesMax) {
    ArchiveSettings archive = ArchiveSettings.DEFAULT;
    return SETTINGS.withArchive(
        new ArchiveSettings(true, 0, archive.path(), new ArchiveSettings.Disk(policy, bytesMax)));
  }

  private ArchivedEvent start(ArchiveSettings.OnDiskFailure policy) throws IOException {
    return ArchivedEvent.start(disk, settings(policy, 0), 0);
  }

  /** What the last fragment was answered. */
  private static Optional<Reply> send(ArchivedEvent event, IngestSession session, int count) {
    Optional<Reply> refused = Optional.empty();
    for (long index = 0; index < count && refused.isEmpty(); index++) {
      for (TestTrack track : TRACKS) {
        refused = refused.isPresent() ? refused : event.send(session, track, index);
      }
      event.pass(2 * SECOND);
    }
    return refused;
  }

  @Test
  void fullDiskFailsThePoint() throws IOException {
    ArchivedEvent event = start(ArchiveSettings.OnDiskFailure.ERROR);
    disk.limit(50_000);
    Optional<Reply> refused = send(event, event.announce(TRACKS), 60);
    assertThat(refused).isPresent();
    assertThat(event.point().state()).isEqualTo(PointState.ERROR);
    assertThat(event.point().lastError().orElseThrow().hresult()).isEqualTo(PointFault.DISK_FULL);
  }

  @Test
  void fullDiskLeavesThePointWithoutArchive() throws IOException {
    ArchivedEvent event = start(ArchiveSettings.OnDiskFailure.CONTINUE);
    disk.limit(50_000);
    assertThat(send(event, event.announce(TRACKS), 200)).isEmpty();
    assertThat(event.point().state()).isEqualTo(PointState.STARTED);
    assertThat(event.get("/Manifest").status()).isEqualTo(200);
    assertThat(LongStream.range(100, 198)).allMatch(index -> event.serves(TestTrack.HIGH, index));
    assertThat(event.point().command(Target.STOPPED, event.nowNanos).getClass().getSimpleName())
        .isEqualTo("Done");
  }

  @Test
  void failingSyncIsAFailingDisk() throws IOException {
    ArchivedEvent event = start(ArchiveSettings.OnDiskFailure.ERROR);
    disk.failSyncsAfter(20);
    send(event, event.announce(TRACKS), 60);
    assertThat(event.point().lastError().orElseThrow().hresult()).isEqualTo(DiskFaults.WRITE_FAULT);
  }

  @Test
  void whatWasSafeBeforeTheDiskFailedIsThereAfterwards() throws IOException {
    ArchivedEvent event = start(ArchiveSettings.OnDiskFailure.ERROR);
    disk.failAppendsAfter(60);
    send(event, event.announce(TRACKS), 60);
    disk.failAppendsAfter(Long.MAX_VALUE);
    SimulatedDisk repaired = disk.afterPowerLoss();
    ArchivedEvent after =
        ArchivedEvent.start(
            repaired, settings(ArchiveSettings.OnDiskFailure.ERROR, 0), event.nowNanos);
    assertThat(after.point().state()).isEqualTo(PointState.STARTED);
    assertThat(LongStream.range(0, after.windowCount(TestTrack.HIGH)))
        .isNotEmpty()
        .allMatch(index -> after.serves(TestTrack.HIGH, index));
  }

  @Test
  void oldestRunsLeaveWhenThePointHasTooMuch() throws IOException {
    // A fragment of video and one of audio are 4 kB together, and headers 4 kB.
    ArchivedEvent event =
        ArchivedEvent.start(disk, settings(ArchiveSettings.OnDiskFailure.ERROR, 120_000), 0);
    for (int run = 0; run < 5; run++) {
      event.point().command(Target.STARTED, event.nowNanos);
      send(event, event.announce(TRACKS), 10);
      event.point().command(Target.STOPPED, event.nowNanos);
      event.pass(SECOND);
      event.point().command(Target.IDLE, event.nowNanos);
      event.pass(SECOND);
    }
    assertThat(event.point().state()).isEqualTo(PointState.IDLE);
    List<Path> runs = new ArchiveLayout(disk).runFolders(ArchivedEvent.POINT, "");
    assertThat(runs).hasSizeBetween(1, 3);
    assertThat(runs.getLast()).isEqualTo(newest(runs));
    assertThat(disk.usedBytes()).isLessThan(120_000);
  }

  private static Path newest(List<Path> runs) {
    return runs.stream().max(Path::compareTo).orElseThrow();
  }

  @Test
  void oneRunThatIsTooMuchIsAFullDisk() throws IOException {
    ArchivedEvent event =
        ArchivedEvent.start(disk, settings(ArchiveSettings.OnDiskFailure.ERROR, 60_000), 0);
    send(event, event.announce(TRACKS), 60);
    assertThat(event.point().lastError().orElseThrow().hresult()).isEqualTo(PointFault.DISK_FULL);
  }

  @Test
  void archivePathOutsideTheRootFailsThePoint() throws IOException {
    ArchiveSettings archive =
        new ArchiveSettings(
            true,
            0,
            new ArchiveSettings.Path("../elsewhere", false),
            ArchiveSettings.DEFAULT.disk());
    ArchivedEvent event = ArchivedEvent.start(disk, SETTINGS.withArchive(archive), 0);
    send(event, event.announce(TRACKS), 5);
    assertThat(event.point().lastError().orElseThrow().message())
        .contains("archive path \"../elsewhere\"");
    assertThat(disk.usedBytes()).isZero();
  }
}
