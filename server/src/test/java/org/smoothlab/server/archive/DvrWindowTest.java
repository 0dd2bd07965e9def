package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.archive.ArchivedEvent.SECOND;
import static org.smoothlab.server.archive.ArchivedEvent.SETTINGS;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Reply;

/**
 * Two hours of an event with a window of half an hour, of which a minute is in memory; in virtual
 * time, on a real disk.
 */
class DvrWindowTest {
  private static final List<TestTrack> TRACKS =
      List.of(TestTrack.HIGH, TestTrack.LOW, TestTrack.AUDIO);
  private static final int FRAGMENT_COUNT = 3_600;
  private static final int WINDOW_COUNT = 900;
  private static final int LOOK_AHEAD = 2;

  /** A minute, what the next sync will release, and what was published since. */
  private static final int MEMORY_COUNT_MAX = 30 + 2;

  /** When the window has been full for ten minutes: from then on nothing may grow. */
  private static final int STEADY_COUNT = 1_200;

  /** What a collector leaves here and there; 400 bytes for each fragment since would be more. */
  private static final long HEAP_NOISE_BYTES = 2_800_000;

  @TempDir private static Path folder;
  private static ArchivedEvent event;
  private static int mostInMemory;
  private static long steadyHeapBytes;
  private static long lastHeapBytes;

  @BeforeAll
  static void passTwoHours() throws IOException {
    event = ArchivedEvent.start(NioDisk.open(folder), SETTINGS, 0);
    IngestSession session = event.announce(TRACKS);
    for (long index = 0; index < FRAGMENT_COUNT; index++) {
      for (TestTrack track : TRACKS) {
        assertThat(event.send(session, track, index)).isEmpty();
      }
      event.pass(SECOND);
      event.pass(SECOND);
      mostInMemory = Math.max(mostInMemory, event.inMemory("audio"));
      mostInMemory = Math.max(mostInMemory, event.inMemory("video") / 2);
      if (index % 600 == 599) {
        requireWindowIsServed(index - LOOK_AHEAD);
      }
      if (index == STEADY_COUNT - 1) {
        steadyHeapBytes = heapBytes();
      }
    }
    lastHeapBytes = heapBytes();
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void requireWindowIsServed(long newest) {
    long oldest = Math.max(0, newest - WINDOW_COUNT + 1);
    for (TestTrack track : TRACKS) {
      assertThat(LongStream.rangeClosed(oldest, newest))
          .as("fragments of %s that are not served", track)
          .allMatch(index -> event.serves(track, index));
    }
  }

  private static final long NEWEST = FRAGMENT_COUNT - 1 - LOOK_AHEAD;
  private static final long OLDEST = NEWEST - WINDOW_COUNT + 1;

  @Test
  void listsTheWindowAndNothingElse() throws MediaException {
    Reply reply = event.get("/Manifest");
    SmoothManifest manifest = ManifestReader.read(Slice.concat(reply.body()));
    assertThat(manifest.streams()).hasSize(2);
    assertThat(manifest.streams())
        .allSatisfy(stream -> {
          List<FragmentTime> chunks = stream.chunks();
          assertThat(chunks).hasSize(WINDOW_COUNT);
          assertThat(chunks.getFirst()).isEqualTo(TestTrack.time(OLDEST));
          assertThat(chunks.getLast()).isEqualTo(TestTrack.time(NEWEST));
        });
  }

  @Test
  void servesNothingThatHasLeftTheWindowAndItsGrace() {
    // Two fragments and ten seconds of grace: seven fragments.
    assertThat(event.get(TestTrack.HIGH, OLDEST - 8).status()).isEqualTo(410);
    assertThat(event.get(TestTrack.LOW, 0).status()).isEqualTo(410);
    assertThat(event.get(TestTrack.HIGH, OLDEST - 6).status()).isEqualTo(200);
  }

  @Test
  void announcesFromTheArchiveWhatItAnnouncedFromMemory() {
    Reply old = event.get(TestTrack.HIGH, OLDEST);
    Reply young = event.get(TestTrack.HIGH, NEWEST);
    assertThat(tfrf(old, OLDEST)).isTrue();
    assertThat(tfrf(young, NEWEST)).isTrue();
  }

  /** Whether the head holds {@code tfrf} with both of the next start times and durations. */
  private static boolean tfrf(Reply reply, long index) {
    String uuid = "d4807ef2ca3946958e5426cb9e46a79f";
    String head = reply.body().getFirst().toHex();
    long next = (index + 1) * TestTrack.FRAGMENT;
    String expected =
        uuid
            + "0100000002"
            + "%016x%016x".formatted(next, TestTrack.FRAGMENT)
            + "%016x%016x".formatted(next + TestTrack.FRAGMENT, TestTrack.FRAGMENT);
    return head.contains(expected);
  }

  @Test
  void keepsNoMoreThanAMinuteInMemory() {
    assertThat(mostInMemory).isBetween(30, MEMORY_COUNT_MAX);
  }

  @Test
  void heapStaysFlatOnceTheWindowIsFull() {
    assertThat(lastHeapBytes).isLessThan(steadyHeapBytes + HEAP_NOISE_BYTES);
  }

  @Test
  void servesTheOldestFromDiskWithItsOwnTag() {
    assertThat(event.get(TestTrack.HIGH, OLDEST).header("ETag").orElseThrow())
        .endsWith("-archived\"");
    assertThat(event.get(TestTrack.HIGH, NEWEST).header("ETag").orElseThrow())
        .doesNotContain("archived");
  }
}
