package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WallClock;

/** Queues and threads, on a disk whose writes wait until they are let go. */
class ArchiveWriterTest {
  private static final String POINT = "/live/event.isml";
  private static final SourceId SOURCE = new SourceId("", "a", "encoder:1");

  private final CountDownLatch gate = new CountDownLatch(1);
  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final ArchiveWriter writer =
      new ArchiveWriter(new SlowDisk(disk, gate), ArchiveClocks.SYSTEM, SyncPolicy.DEFAULT);

  @AfterEach
  void close() {
    gate.countDown();
    writer.close();
  }

  private void begin() throws IOException {
    WallClock clock = new WallClock(Instant.parse("2026-01-01T00:00:00Z"), 0);
    writer.start(new Origin(OriginSettings.DEFAULT, clock, EffectSink.NONE), Optional.empty());
    writer.accept(new Effect.Announced(POINT, SOURCE, List.of(TestTrack.HIGH.info())));
    writer.accept(new Effect.RunStarted(POINT, 1, ""));
  }

  private void accept(Fragment fragment) {
    writer.accept(new Effect.FragmentAccepted(POINT, SOURCE, TestTrack.HIGH.id(), fragment));
  }

  @Test
  void slowsEncodersDownAtTheBoundOfTheQueue() throws Exception {
    begin();
    Fragment fragment = TestTrack.HIGH.fragment(0);
    for (int i = 0; i <= ArchiveLane.QUEUE_COUNT_MAX; i++) {
      accept(fragment);
    }
    Thread encoder = Thread.currentThread();
    AtomicBoolean opened = new AtomicBoolean();
    Thread opener =
        Thread.ofVirtual()
            .start(() -> {
              while (encoder.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              opened.set(true);
              gate.countDown();
            });
    writer.awaitRoom(POINT);
    assertThat(opened).isTrue();
    opener.join();
  }

  @Test
  void letsEncodersOnWhileThereIsRoom() throws Exception {
    begin();
    accept(TestTrack.HIGH.fragment(0));
    writer.awaitRoom(POINT);
    writer.awaitRoom("/live/other.isml");
    assertThat(gate.getCount()).isEqualTo(1);
  }

  @Test
  void saysThatAllIsSafeWhenItIs() throws Exception {
    begin();
    for (int i = 0; i < 10; i++) {
      accept(TestTrack.HIGH.fragment(i));
    }
    gate.countDown();
    assertThat(writer.awaitSafe(POINT)).isTrue();
    SimulatedDisk survived = disk.afterPowerLoss();
    List<Path> runs = new ArchiveLayout(survived).runFolders(POINT, "");
    ArchivedRun run = new ArchiveLayout(survived).open(runs.getFirst()).orElseThrow();
    assertThat(run.tracks().getFirst().fragmentCount()).isEqualTo(10);
  }

  @Test
  void saysThatNothingIsSafeWhenTheDiskFails() throws Exception {
    disk.failAppendsAfter(12);
    begin();
    gate.countDown();
    for (int i = 0; i < 10; i++) {
      accept(TestTrack.HIGH.fragment(i));
    }
    assertThat(writer.awaitSafe(POINT)).isFalse();
  }

  @Test
  void servesWhatItHasWritten() throws Exception {
    begin();
    accept(TestTrack.HIGH.fragment(0));
    accept(TestTrack.HIGH.fragment(1));
    gate.countDown();
    assertThat(writer.awaitSafe(POINT)).isTrue();
    FragmentStore.Key key = new FragmentStore.Key(POINT, 1, TestTrack.HIGH.id());
    assertThat(writer.fetch(key, TestTrack.FRAGMENT, 0)).contains(TestTrack.HIGH.fragment(1));
    assertThat(writer.fetch(key, 1, 0)).isEmpty();
    assertThat(writer.fetch(new FragmentStore.Key(POINT, 2, TestTrack.HIGH.id()), 0, 0)).isEmpty();
  }

  /** Nothing is made before the gate opens. */
  private record SlowDisk(SimulatedDisk disk, CountDownLatch gate) implements Disk {
    @Override
    public Appending create(Path file) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return disk.create(file);
    }

    @Override
    public Appending append(Path file) throws IOException {
      return disk.append(file);
    }

    @Override
    public Reading read(Path file) throws IOException {
      return disk.read(file);
    }

    @Override
    public void replace(Path file, Slice content) throws IOException {
      disk.replace(file, content);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public List<Item> list(Path folder) throws IOException {
      return disk.list(folder);
    }

    @Override
    public void delete(Path path) throws IOException {
      disk.delete(path);
    }

    @Override
    public long usableBytes() {
      return disk.usableBytes();
    }
  }
}
