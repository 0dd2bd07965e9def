package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.Missing;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.PastBlock;

/**
 * An edge that joins an event at minute 30 and is brought what was before, newest first, while the
 * event goes on; in virtual time.
 */
class LateJoinerTest {
  private static final List<TestTrack> TRACKS =
      List.of(TestTrack.HIGH, TestTrack.LOW, TestTrack.AUDIO);
  private static final PointSettings SETTINGS = ArchivedEvent.SETTINGS.withWindowLengthSeconds(0);
  private static final long JOINED = 900;
  private static final long END = 1_030;
  private static final int BLOCK = 8;

  private static final SimulatedDisk ORIGIN_DISK = new SimulatedDisk(1);
  private static final SimulatedDisk EDGE_DISK = new SimulatedDisk(2);
  private static ArchivedEvent origin;
  private static ArchivedEvent edge;
  private static long filledAt;
  private static List<Missing> missingAtTheEnd = List.of();
  private static List<String> manifestAtTheEnd = List.of();

  @BeforeAll
  static void joinAtMinuteThirty() throws IOException {
    origin = ArchivedEvent.start(ORIGIN_DISK, SETTINGS, 0);
    edge = ArchivedEvent.start(EDGE_DISK, SETTINGS, 0);
    IngestSession toOrigin = origin.announce(TRACKS);
    for (long index = 0; index < JOINED; index++) {
      live(origin, toOrigin, index);
    }
    edge.nowNanos = origin.nowNanos;
    IngestSession toEdge = edge.announce(TRACKS);
    Source past = edge.pastSource();
    long before = JOINED - 4;
    for (long index = before; index < JOINED; index++) {
      live(edge, toEdge, index);
    }
    for (long index = JOINED; index < END; index++) {
      live(origin, toOrigin, index);
      live(edge, toEdge, index);
      if (before > 0) {
        PastBlock.Outcome outcome = edge.bring(past, TRACKS, Math.max(0, before - BLOCK), before);
        assertThat(outcome.notWanted()).isEmpty();
        assertThat(outcome.filled()).hasSize(TRACKS.size());
        before -= BLOCK;
        filledAt = before <= 0 ? index : END;
      }
    }
    missingAtTheEnd = edge.point().missing();
    manifestAtTheEnd = List.of(manifest(origin), manifest(edge));
  }

  private static void live(ArchivedEvent event, IngestSession session, long index) {
    for (TestTrack track : TRACKS) {
      assertThat(event.send(session, track, index)).isEmpty();
    }
    event.pass(2 * ArchivedEvent.SECOND);
  }

  @Test
  void missesNothingAnyMore() {
    assertThat(filledAt).isLessThan(END);
    assertThat(missingAtTheEnd).isEmpty();
  }

  @Test
  void servesMinuteZero() {
    for (TestTrack track : TRACKS) {
      assertThat(LongStream.range(0, END - 3).filter(index -> !edge.serves(track, index)))
          .as("fragments of %s that are not served", track)
          .isEmpty();
      assertThat(edge.get(track, 7).body().getFirst())
          .isEqualTo(origin.get(track, 7).body().getFirst());
    }
  }

  @Test
  void tellsViewersWhatTheOriginTells() {
    assertThat(manifestAtTheEnd.getLast()).isEqualTo(manifestAtTheEnd.getFirst());
  }

  private static String manifest(ArchivedEvent event) {
    return Slice.concat(event.get("/Manifest").body()).text(StandardCharsets.UTF_8);
  }

  @Test
  void hasTheSameArchive() throws IOException {
    Map<String, Slice> files = edge.stop(EDGE_DISK);
    assertThat(files).hasSize(8);
    assertThat(files).isEqualTo(origin.stop(ORIGIN_DISK));
  }

  private static final int SMALL = 40;

  /** An event of its own: the edge has the newest ten fragments and the six before them. */
  private static ArchivedEvent halfFilled(SimulatedDisk disk, PointSettings settings)
      throws IOException {
    ArchivedEvent event = ArchivedEvent.start(disk, settings, 0);
    IngestSession session = event.announce(TRACKS);
    for (long index = SMALL - 10; index < SMALL; index++) {
      live(event, session, index);
    }
    event.bring(event.pastSource(), TRACKS, SMALL - 16, SMALL - 10);
    event.pass(2 * ArchivedEvent.SECOND);
    return event;
  }

  @Test
  void goesOnBehindARestartInTheMiddle() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(3);
    ArchivedEvent first = halfFilled(disk, SETTINGS);
    assertThat(first.serves(TestTrack.LOW, SMALL - 16)).isTrue();
    SimulatedDisk after = disk.afterPowerLoss();
    ArchivedEvent second = ArchivedEvent.start(after, SETTINGS, first.nowNanos);
    assertThat(second.serves(TestTrack.LOW, SMALL - 16)).isTrue();
    assertThat(second.point().missing())
        .hasSize(TRACKS.size())
        .allMatch(missing -> missing.beforeTicks() == (SMALL - 16) * TestTrack.FRAGMENT);
    IngestSession session = second.announce(TRACKS);
    live(second, session, SMALL);
    second.bring(second.pastSource(), TRACKS, 0, SMALL - 16);
    second.pass(2 * ArchivedEvent.SECOND);
    assertThat(second.point().missing()).isEmpty();
    assertThat(second.stop(after)).isEqualTo(inItsTurn(SMALL + 1));
  }

  private static Map<String, Slice> inItsTurn(long count) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(4);
    ArchivedEvent event = ArchivedEvent.start(disk, SETTINGS, 0);
    IngestSession session = event.announce(TRACKS);
    for (long index = 0; index < count; index++) {
      live(event, session, index);
    }
    return event.stop(disk);
  }

  @Test
  void isWholeForThoseWhoLookAtTheFilesMeanwhile() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(5);
    halfFilled(disk, SETTINGS);
    ArchiveLayout layout = new ArchiveLayout(disk);
    ArchivedRun run = layout.open(layout.runFolders().getFirst()).orElseThrow();
    for (ArchivedTrack track : run.tracks()) {
      assertThat(track.fragmentCount()).isEqualTo(16);
      assertThat(track.verify()).isEmpty();
      assertThat(track.oldestStartTicks()).isEqualTo((SMALL - 16) * TestTrack.FRAGMENT);
    }
  }

  @Test
  void keepsSegmentsReadableAlthoughTheirCutsAreItsOwn() throws IOException {
    ArchiveSettings archive = ArchiveSettings.DEFAULT;
    SimulatedDisk disk = new SimulatedDisk(6);
    ArchivedEvent event =
        halfFilled(
            disk,
            SETTINGS.withArchive(new ArchiveSettings(true, 10, archive.path(), archive.disk())));
    event.bring(event.pastSource(), TRACKS, 0, SMALL - 16);
    event.pass(2 * ArchivedEvent.SECOND);
    for (TestTrack track : TRACKS) {
      assertThat(LongStream.range(0, SMALL - 3)).allMatch(index -> event.serves(track, index));
    }
    assertThat(event.stop(disk).keySet())
        .anyMatch(name -> name.startsWith("Segment002/"))
        .noneMatch(name -> name.contains(".past") || name.contains(".tidy"));
  }
}
