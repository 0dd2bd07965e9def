package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.TestTrack;

/** Archives that somebody or something has changed. */
class DamageTest {
  private static final Path FOLDER = Path.of("event-isml", "run");
  private static final Path LOG = FOLDER.resolve("Segment001/video_2000000.ismv");
  private static final Path INDEX = FOLDER.resolve("Segment001/video_2000000.ismv.idx");
  private static final int COUNT = 100;

  private final SimulatedDisk disk = new SimulatedDisk(1);

  @BeforeEach
  void record() throws IOException {
    RunJournal.Entry.Began began =
        new RunJournal.Entry.Began(
            new RunJournal.RunIdentity("/event.isml", 1, ""),
            Instant.parse("2026-01-01T00:00:00Z"));
    try (RunRecorder recorder = RunRecorder.begin(disk, FOLDER, began, 0)) {
      recorder.announced(TestTrack.HIGH.info());
      for (int i = 0; i < COUNT; i++) {
        recorder.accepted(TestTrack.HIGH.id(), TestTrack.HIGH.fragment(i));
        recorder.sync();
      }
    }
  }

  private RepairedRun open() throws IOException {
    return RepairedRun.open(disk, FOLDER).orElseThrow();
  }

  private static List<Fragment> fragments(RepairedRun opened) throws IOException {
    ArchivedTrack track = opened.run().track(TestTrack.HIGH.id()).orElseThrow();
    List<Fragment> fragments = new ArrayList<>();
    track.forEach((part, record) -> fragments.add(track.read(part, record)));
    return fragments;
  }

  private static List<Fragment> expected(int count) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fragments.add(TestTrack.HIGH.fragment(i));
    }
    return fragments;
  }

  private void change(Path file, int at) throws IOException {
    byte[] bytes = disk.bytesOf(file);
    bytes[at] ^= 0x10;
    disk.replace(file, Slice.copyOf(bytes));
  }

  @Test
  void rebuildsALostIndexFromTheBoxes() throws IOException {
    disk.delete(INDEX);
    RepairedRun opened = open();
    assertThat(fragments(opened)).isEqualTo(expected(COUNT));
    assertThat(opened.notes().repairs())
        .containsExactly(new TailRepair.Report(new LogFile(LOG), 0, 0, COUNT));
    assertThat(open().notes().repairs()).isEmpty();
  }

  @Test
  void rebuildsWhatIsDamagedInTheMiddleOfTheIndex() throws IOException {
    change(INDEX, (int) TrackIndex.offsetOf(40) + 8);
    RepairedRun opened = open();
    assertThat(fragments(opened)).isEqualTo(expected(COUNT));
    assertThat(opened.notes().repairs())
        .containsExactly(new TailRepair.Report(new LogFile(LOG), 0, 60, 60));
  }

  @Test
  void refusesToServeSamplesThatHaveChanged() throws IOException {
    change(LOG, disk.bytesOf(LOG).length / 2);
    ArchivedTrack track = open().run().track(TestTrack.HIGH.id()).orElseThrow();
    assertThat(track.fragmentCount()).isEqualTo(COUNT);
    assertThatThrownBy(() -> fragments(open()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("are not those that were written");
    assertThat(track.fetch(0, 0)).contains(TestTrack.HIGH.fragment(0));
  }

  @Test
  void leavesALogAloneWhoseHeaderIsDamaged() throws IOException {
    change(LOG, 2);
    byte[] before = disk.bytesOf(LOG);
    RepairedRun opened = open();
    assertThat(opened.run().tracks()).isEmpty();
    assertThat(opened.openLogs()).isEmpty();
    assertThat(opened.notes().leftAlone())
        .containsExactly(LOG + ": its header is not that of a log");
    assertThat(disk.bytesOf(LOG)).isEqualTo(before);
  }

  @Test
  void reportsForeignFilesAndLeavesThem() throws IOException {
    Path foreign = FOLDER.resolve("Segment001/holiday.mp4");
    Path odd = FOLDER.resolve("notes.txt");
    disk.replace(foreign, Slice.ofUtf8("not ours"));
    disk.replace(odd, Slice.ofUtf8("not ours"));
    RepairedRun opened = open();
    assertThat(fragments(opened)).hasSize(COUNT);
    assertThat(opened.notes().leftAlone())
        .containsExactlyInAnyOrder(foreign + ": not of this run", odd + ": not of this run");
    assertThat(new String(disk.bytesOf(foreign), StandardCharsets.UTF_8)).isEqualTo("not ours");
  }

  @Test
  void takesNoFolderWithoutAJournalForARun() throws IOException {
    disk.replace(Path.of("event-isml/other/run.journal"), Slice.ofUtf8("01234567 began\n"));
    assertThat(RepairedRun.open(disk, Path.of("event-isml/other"))).isEqualTo(Optional.empty());
    assertThat(new ArchiveLayout(disk).runFolders("/event.isml", "")).containsExactly(FOLDER);
  }

  @Test
  void looksWithoutChangingAnything() throws IOException {
    byte[] log = disk.bytesOf(LOG);
    byte[] torn = java.util.Arrays.copyOf(log, log.length - 100);
    disk.replace(LOG, Slice.copyOf(torn));
    byte[] index = disk.bytesOf(INDEX);
    ArchivedRun run = new ArchiveLayout(disk).open(FOLDER).orElseThrow();
    assertThat(run.tracks().getFirst().fragmentCount()).isEqualTo(COUNT - 1);
    assertThat(disk.bytesOf(LOG)).isEqualTo(torn);
    assertThat(disk.bytesOf(INDEX)).isEqualTo(index);
  }

  @Test
  void opensWhateverIsLeftOfALog() throws IOException {
    byte[] whole = disk.bytesOf(LOG);
    for (int length = 0; length < whole.length; length += 997) {
      disk.replace(LOG, Slice.copyOf(java.util.Arrays.copyOf(whole, length)));
      RepairedRun looked = RepairedRun.look(disk, FOLDER).orElseThrow();
      List<ArchivedTrack> tracks = looked.run().tracks();
      long count = tracks.isEmpty() ? 0 : tracks.getFirst().fragmentCount();
      long headerBytes = whole.length - (long) COUNT * TestTrack.HIGH.fragment(0).sizeBytes();
      long wholeCount =
          Math.max(0, (length - headerBytes) / TestTrack.HIGH.fragment(0).sizeBytes());
      assertThat(count).as("fragments in %d bytes", length).isEqualTo(wholeCount);
    }
  }
}
