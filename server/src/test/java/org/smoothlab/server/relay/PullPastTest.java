package org.smoothlab.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.relay.RelayWorld.SECOND;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.archive.ArchiveLayout;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.archive.SimulatedDisk;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointSettings.SourceType;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Reply;

class PullPastTest {
  private static final long MINUTE = 60 * SECOND;
  private static final List<TestTrack> TRACKS = List.of(HIGH, LOW, AUDIO);

  /** Everything is recorded and stays in the window; what a disk knows is gone on with. */
  private static final PointSettings SETTINGS =
      PointSettings.DEFAULT
          .withLookAheadChunks(0)
          .withWindowLengthSeconds(0)
          .withAutomation(new PointSettings.Automation(false, true, 0, true));

  private final RelayWorld world = new RelayWorld(1);
  private final List<RelayEncoder> encoders = new ArrayList<>();

  private static PointSettings pullingFrom(String... hosts) {
    return SETTINGS.withPeers(SourceType.PULL, PullInputTest.pullingFrom(hosts).input().peers());
  }

  /** An origin that records its encoder from the beginning. */
  private RelayHost origin(String name) {
    RelayHost origin = world.host(name);
    origin.record(SETTINGS);
    encoders.add(RelayEncoder.to(origin, HIGH, LOW, AUDIO).connect().run(0));
    return origin;
  }

  private RelayHost edge(String... hosts) {
    RelayHost edge = world.host("edge");
    edge.record(pullingFrom(hosts));
    return edge;
  }

  /** Whether a viewer gets the very samples that were sent. */
  private boolean serves(RelayHost host, TestTrack track, long index) {
    long startTicks = index * TestTrack.FRAGMENT;
    String path =
        "/QualityLevels(%d)/Fragments(%s=%d)"
            .formatted(track.bitrateBps(), track.name(), startTicks);
    return host.protocol.openWithoutWaiting(
                new Ask("GET", RelayHost.POINT + path, List.of(), "viewer:1"), world.now())
            instanceof Reply reply
        && reply.status() == 200
        && reply.body().getLast().equals(Slice.copyOf(track.payload(startTicks)));
  }

  private List<String> notServed(RelayHost host, long fromIndex, long toIndex) {
    return TRACKS.stream()
        .flatMap(track ->
            LongStream.range(fromIndex, toIndex)
                .filter(index -> !serves(host, track, index))
                .mapToObj(index -> track.id() + " " + index))
        .toList();
  }

  /** All files of the only run of a host but its journal, by name. */
  private static Map<String, Slice> archive(RelayHost host) throws IOException {
    SimulatedDisk disk = host.disk.orElseThrow();
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

  private void endTheEvent() {
    encoders.forEach(RelayEncoder::endOfStream);
    world.run(10 * SECOND);
  }

  private static int filledCount(RelayHost edge) {
    return edge.events(RelayEvent.PastFilled.class).stream()
        .mapToInt(RelayEvent.PastFilled::fragmentCount)
        .sum();
  }

  @Test
  void servesMinuteZeroAtAnEdgeThatJoinsAtMinuteThirty() throws IOException {
    RelayHost origin = origin("up");
    world.run(30 * MINUTE);
    RelayHost edge = edge("up");
    world.run(MINUTE);

    assertThat(edge.point().missing()).isEmpty();
    assertThat(notServed(edge, 0, 925)).isEmpty();
    assertThat(filledCount(edge)).isGreaterThan(3 * 890);
    assertThat(edge.acceptedStarts(HIGH.id())).isSorted().doesNotHaveDuplicates();
    endTheEvent();
    assertThat(edge.point().state()).isEqualTo(PointState.STOPPED);
    assertThat(archive(edge)).hasSize(8).isEqualTo(archive(origin));
  }

  @Test
  void fillsTheHoleOfTheTimeThatItWasDown() throws IOException {
    RelayHost origin = origin("up");
    RelayHost edge = edge("up");
    world.run(MINUTE);
    edge.kill();
    world.run(10 * MINUTE);
    edge.restart(pullingFrom("up"));
    world.run(MINUTE);

    assertThat(edge.point().missing()).isEmpty();
    assertThat(notServed(edge, 0, 355)).isEmpty();
    assertThat(filledCount(edge)).isBetween(1, 3 * 300);
    endTheEvent();
    assertThat(archive(edge)).isEqualTo(archive(origin));
  }

  @Test
  void fetchesWholePiecesFromASourceThatCutsThem() {
    RelayHost origin = origin("up");
    origin.cutsThePast = true;
    world.run(5 * MINUTE);
    RelayHost edge = edge("up");
    world.run(10 * MINUTE);

    assertThat(edge.point().missing()).isEmpty();
    assertThat(notServed(edge, 0, 440)).isEmpty();
    assertThat(edge.events(RelayEvent.PullLost.class)).isEmpty();
  }

  /** Takes no part in the past: how often it was asked. */
  private List<Request> withoutHistory(RelayHost host) {
    List<Request> asked = new ArrayList<>();
    host.impostor =
        Optional.of((request, connection) -> {
          boolean isPast = request.uri().toString().contains("before=");
          if (isPast) {
            asked.add(request);
            connection.head(404, List.of());
            connection.complete();
          }
          return isPast;
        });
    return asked;
  }

  @Test
  void asksASourceWithoutHistoryMoreAndMoreSeldom() {
    List<Request> asked = withoutHistory(origin("up"));
    world.run(MINUTE);
    RelayHost edge = edge("up");
    world.run(20 * MINUTE);

    assertThat(asked).hasSizeBetween(9, 13);
    assertThat(notServed(edge, 35, 625)).isEmpty();
    assertThat(edge.events(RelayEvent.PullLost.class)).isEmpty();
  }

  @Test
  void fetchesFromTheBackupWhatThePrimaryDidNotHave() {
    RelayHost one = world.host("one");
    RelayHost two = origin("two");
    world.run(2 * MINUTE);
    one.record(SETTINGS);
    RelayEncoder.to(one, HIGH, LOW, AUDIO).connect().run(60);
    RelayHost edge = edge("one", "two");
    world.run(3 * MINUTE);
    assertThat(edge.sources()).containsExactly("one");
    assertThat(serves(edge, LOW, 0)).isFalse();
    one.kill();
    world.run(MINUTE);

    assertThat(edge.sources()).containsExactly("two");
    assertThat(edge.point().missing()).isEmpty();
    assertThat(notServed(edge, 0, 175)).isEmpty();
    assertThat(two.point().state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void fillsBehindASourceThatFillsItselfFirst() {
    origin("up");
    world.run(10 * MINUTE);
    RelayHost middle = world.host("middle");
    middle.record(pullingFrom("up"));
    RelayHost edge = edge("middle");
    world.run(3 * MINUTE);

    assertThat(edge.point().missing()).isEmpty();
    assertThat(notServed(edge, 0, 385)).isEmpty();
  }

  @Test
  void saysThatNothingIsMissingWhenNobodyHasMore() {
    RelayHost origin = world.host("up");
    origin.record(SETTINGS);
    RelayEncoder.to(origin, HIGH, LOW, AUDIO).connect().run(100);
    world.run(MINUTE);
    RelayHost edge = edge("up");
    world.run(2 * MINUTE);

    assertThat(edge.point().missing()).isEmpty();
    assertThat(notServed(edge, 100, 185)).isEmpty();
  }
}
