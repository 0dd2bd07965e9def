package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Admission;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.PastBlock;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Recorder;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Stores;
import org.smoothlab.server.protocol.Upload;

/** One start of an origin with an archive on a simulated disk, in virtual time, in one thread. */
final class ArchivedEvent {
  static final String POINT = "/live/event.isml";
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final long SECOND = 1_000_000_000L;
  static final PointSettings SETTINGS =
      PointSettings.DEFAULT
          .withAutomation(new PointSettings.Automation(true, true, 0, true))
          .withWindowLengthSeconds(1_800);

  final InlineArchive archive;
  final Origin origin;
  final Protocol protocol;
  long nowNanos;

  /** Published fragments that are in memory, by stream. */
  private final Map<String, Integer> publishedInMemory = new HashMap<>();

  private int connectionCount;

  private ArchivedEvent(Disk disk, long nowNanos) {
    this.nowNanos = nowNanos;
    this.archive =
        new InlineArchive(
            disk,
            new ArchiveClocks(() -> START.plusNanos(this.nowNanos), () -> this.nowNanos),
            SyncPolicy.DEFAULT);
    this.origin =
        new Origin(
            OriginSettings.DEFAULT.with(Role.ARCHIVE),
            new WallClock(START.plusNanos(nowNanos), nowNanos),
            this::happened);
    this.protocol =
        new Protocol(
            origin, ProtocolSettings.DEFAULT, Stores.memory().withArchive(Recorder.NONE, archive));
  }

  /** Starts the origin at {@code nowNanos} and lets it do what the last end left. */
  static ArchivedEvent start(Disk disk, PointSettings settings, long nowNanos) throws IOException {
    ArchivedEvent event = new ArchivedEvent(disk, nowNanos);
    event.origin.create(POINT, settings);
    event.archive.start(event.origin, Optional.empty());
    event.archive.advance(nowNanos);
    return event;
  }

  private void happened(Effect effect) {
    archive.accept(effect);
    switch (effect) {
      case Effect.Published published ->
          publishedInMemory.merge(published.track().streamName(), 1, Integer::sum);
      case Effect.Evicted evicted ->
          publishedInMemory.merge(
              evicted.streamName(), -tracksOf(evicted.streamName()), Integer::sum);
      default -> {
        // Only memory is counted.
      }
    }
  }

  int inMemory(String streamName) {
    return publishedInMemory.getOrDefault(streamName, 0);
  }

  private static int tracksOf(String streamName) {
    return streamName.equals("video") ? 2 : 1;
  }

  PublishingPoint point() {
    return origin.find(POINT).orElseThrow();
  }

  /** A session that has announced these tracks. */
  IngestSession announce(List<TestTrack> tracks) {
    Exchange exchange =
        protocol.open(
            new Ask("POST", POINT + "/Streams(a)", List.of(), "encoder:" + ++connectionCount),
            nowNanos);
    assertThat(exchange).isInstanceOf(Upload.class);
    IngestSession session = ((Upload) exchange).session();
    assertThat(session.receive(Slice.copyOf(TestTrack.header(tracks)), nowNanos)).isEmpty();
    return session;
  }

  /** Sends one fragment; what is refused is the answer. */
  Optional<Reply> send(IngestSession session, TestTrack track, long index) {
    Optional<Reply> refused = session.receive(Slice.copyOf(bytes(track, index)), nowNanos);
    archive.advance(nowNanos);
    return refused;
  }

  /** A source that brings what was before. */
  Source pastSource() {
    SourceId id = new SourceId("", "past", "origin:" + ++connectionCount);
    return ((Admission.Admitted) point().open(id, nowNanos)).source();
  }

  /** What a server answers: header boxes, then fragments in rising order. */
  PastBlock.Outcome bring(Source past, List<TestTrack> tracks, long from, long to) {
    IngestSession session = IngestSession.past(past, BoxLimits.LIVE, nowNanos);
    assertThat(session.receive(Slice.copyOf(TestTrack.header(tracks)), nowNanos)).isEmpty();
    for (long index = from; index < to; index++) {
      for (TestTrack track : tracks) {
        assertThat(session.receive(Slice.copyOf(bytes(track, index)), nowNanos)).isEmpty();
      }
    }
    assertThat(session.finish(nowNanos).status()).isEqualTo(200);
    archive.advance(nowNanos);
    return session.pastOutcome();
  }

  /** Stops the point; all files of its run but the journal, by name. */
  Map<String, Slice> stop(SimulatedDisk disk) throws IOException {
    point().command(Target.STOPPED, nowNanos);
    pass(SECOND);
    assertThat(point().state()).isEqualTo(PointState.STOPPED);
    Map<String, Slice> files = new TreeMap<>();
    Path run = new ArchiveLayout(disk).runFolders().getFirst();
    for (Disk.Item segment : disk.list(run)) {
      for (Disk.Item item : disk.list(run.resolve(segment.name()))) {
        Path file = run.resolve(segment.name()).resolve(item.name());
        files.put(segment.name() + "/" + item.name(), Slice.copyOf(disk.bytesOf(file)));
      }
    }
    return files;
  }

  void pass(long nanos) {
    nowNanos += nanos;
    origin.advance(nowNanos);
    archive.advance(nowNanos);
  }

  static byte[] bytes(TestTrack track, long index) {
    return track.fragmentBytes(index * TestTrack.FRAGMENT, TestTrack.FRAGMENT);
  }

  Reply get(TestTrack track, long index) {
    return get(
        "/QualityLevels(%d)/Fragments(%s=%d)"
            .formatted(track.bitrateBps(), track.name(), index * TestTrack.FRAGMENT));
  }

  Reply get(String path) {
    Exchange exchange =
        protocol.openWithoutWaiting(new Ask("GET", POINT + path, List.of(), "viewer:1"), nowNanos);
    assertThat(exchange).isInstanceOf(Reply.class);
    return (Reply) exchange;
  }

  /** Whether a viewer gets the very samples that were sent. */
  boolean serves(TestTrack track, long index) {
    Reply reply = get(track, index);
    return reply.status() == 200
        && reply.body().getLast().equals(Slice.copyOf(track.payload(index * TestTrack.FRAGMENT)));
  }

  /** How many start times the manifest would list. */
  int windowCount(TestTrack track) {
    return point()
        .view()
        .timeline(track.name())
        .map(timeline -> timeline.windowTimes().size())
        .orElse(0);
  }
}
