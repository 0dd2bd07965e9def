package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Timescale;
import org.smoothlab.server.origin.PointStatistics.InputState;
import org.smoothlab.server.origin.PointStatistics.InputStream;
import org.smoothlab.server.origin.PointStatistics.Sender;
import org.smoothlab.server.origin.PointStatistics.Track;

class PointStatisticsTest {
  private static final long SECOND = 1_000_000_000L;
  private final Origin origin =
      new Origin(
          OriginSettings.DEFAULT.with(Role.ARCHIVE),
          new WallClock(Instant.EPOCH, 0),
          EffectSink.NONE);
  private final PublishingPoint point = origin.create("/a.isml", PointSettings.DEFAULT);

  private Source source(String streamId, String remote, TestTrack... tracks) {
    point.command(Target.STARTED, 0);
    Source source =
        ((Admission.Admitted) point.open(new SourceId("", streamId, remote), 0)).source();
    assertThat(
            source.announce(
                new Announcement(Stream.of(tracks).map(TestTrack::info).toList(), List.of()), 0))
        .isEmpty();
    return source;
  }

  private static Track track(PointStatistics statistics, int stream, int track) {
    return statistics.inputStreams().get(stream).tracks().get(track);
  }

  @Test
  void anIdlePointHasNoStreams() {
    assertThat(point.statistics(5))
        .isEqualTo(new PointStatistics(5, PointState.IDLE, List.of(), List.of()));
  }

  @Test
  void aStartingPointHasNoStreams() {
    point.command(Target.STARTED, 0);
    Source source = ((Admission.Admitted) point.open(new SourceId("", "a", "e"), 0)).source();
    assertThat(source.announce(new Announcement(List.of(HIGH.info()), List.of("a", "b")), 0))
        .isEmpty();
    PointStatistics statistics = point.statistics(5);
    assertThat(statistics.state()).isEqualTo(PointState.STARTING);
    assertThat(statistics.inputStreams()).isEmpty();
    assertThat(statistics.outputStreams()).isEmpty();
  }

  @Test
  void namesWhatCameAndWhatViewersHave() {
    Source source = source("9092-stream0", "192.0.2.17:4711", AUDIO, HIGH);
    for (int i = 0; i < 4; i++) {
      source.deliver(HIGH.fragment(i), i * (2 * SECOND));
      source.deliver(AUDIO.fragment(i), i * (2 * SECOND) + SECOND);
    }
    PointStatistics statistics = point.statistics(9 * SECOND);
    InputStream stream = statistics.inputStreams().getFirst();
    assertThat(stream.id()).isEqualTo("9092-stream0");
    assertThat(stream.state()).isEqualTo(InputState.STARTED);
    assertThat(stream.archiveFileName()).isEqualTo("9092-stream0.ismv");
    assertThat(stream.sources())
        .containsExactly(new Sender(PointSettings.SourceType.PUSH, "192.0.2.17:4711"));
    Track audio = stream.tracks().getFirst();
    assertThat(audio.trackNumber()).isEqualTo(3);
    assertThat(audio.id()).isEqualTo(AUDIO.id());
    assertThat(audio.incoming().waitNanos()).isEqualTo(2 * SECOND);
    assertThat(audio.incoming().lastTime()).contains(TestTrack.time(3));
    assertThat(audio.incoming().timescale()).isEqualTo(Timescale.SMOOTH);
    assertThat(stream.tracks().getLast().incoming().waitNanos()).isEqualTo(3 * SECOND);
    // Look-ahead 2: the output lags the input by two fragments.
    assertThat(statistics.outputStreams())
        .containsExactly(
            new PointStatistics.OutputStream(
                "audio", Timescale.SMOOTH, java.util.Optional.of(TestTrack.time(1)), 2 * FRAGMENT),
            new PointStatistics.OutputStream(
                "video", Timescale.SMOOTH, java.util.Optional.of(TestTrack.time(1)), 2 * FRAGMENT));
  }

  @Test
  void showsTheLastFragmentsOfATrackOnceEach() {
    Source one = source("a", "e:1", HIGH);
    Source two = source("a", "e:2", HIGH);
    for (int i = 0; i < 20; i++) {
      one.deliver(HIGH.fragment(i), i * (2 * SECOND));
      two.deliver(HIGH.fragment(i), i * (2 * SECOND));
    }
    one.deliver(HIGH.fragment(22), 44 * SECOND);
    assertThat(track(point.statistics(45 * SECOND), 0, 0).incoming().recentTimes())
        .containsExactlyElementsOf(
            LongStream.of(5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22)
                .mapToObj(TestTrack::time)
                .toList());
  }

  @Test
  void measuresTheBitrateOverTenSeconds() {
    Source source = source("a", "e", HIGH);
    long bytes = HIGH.fragment(0).sizeBytes();
    for (int i = 0; i < 10; i++) {
      source.deliver(HIGH.fragment(i), i * (2 * SECOND));
      assertThat(track(point.statistics(i * (2 * SECOND)), 0, 0).incoming().bitrateBps())
          .as("steady from the first fragment on")
          .isEqualTo(bytes * 8 / 2);
    }
    assertThat(track(point.statistics(22 * SECOND), 0, 0).incoming().bitrateBps())
        .as("two of five fragments are missing")
        .isEqualTo(bytes * 8 * 3 / 10);
    assertThat(track(point.statistics(40 * SECOND), 0, 0).incoming().bitrateBps()).isZero();
  }

  @Test
  void twoSourcesOfOneStreamIdAreTwoSources() {
    Source one = source("a", "192.0.2.1:5", HIGH);
    Source two = source("a", "[2001:db8::2%eth0]:6", HIGH);
    one.deliver(HIGH.fragment(0), 0);
    two.deliver(HIGH.fragment(0), 0);
    PointStatistics statistics = point.statistics(0);
    assertThat(statistics.inputStreams()).hasSize(1);
    assertThat(statistics.inputStreams().getFirst().sources())
        .extracting(Sender::remote)
        .containsExactly("192.0.2.1:5", "[2001:db8::2%eth0]:6");
    assertThat(track(statistics, 0, 0).incoming().bitrateBps())
        .as("what the network brings, duplicates too")
        .isEqualTo(2 * HIGH.fragment(0).sizeBytes() * 8 / 2);
  }

  @Test
  void aLostSourceStopsItsStreamAndIsRemembered() {
    Source one = source("a", "e:1", HIGH);
    Source two = source("b", "e:2", LOW);
    one.deliver(HIGH.fragment(0), 0);
    one.close(Effect.EndCause.LOST, "reset", SECOND);
    PointStatistics statistics = point.statistics(2 * SECOND);
    assertThat(statistics.inputStreams())
        .extracting(InputStream::state)
        .containsExactly(InputState.STOPPED, InputState.IDLE);
    assertThat(statistics.inputStreams().getFirst().sources())
        .extracting(Sender::remote)
        .containsExactly("e:1");
    assertThat(two.id().streamId()).isEqualTo("b");
    source("a", "e:3", HIGH);
    assertThat(point.statistics(3 * SECOND).inputStreams().getFirst().sources())
        .extracting(Sender::remote)
        .containsExactly("e:3");
  }

  @Test
  void theSameTrackNumberInEightStreamsIsEightTracks() {
    for (int i = 0; i < 8; i++) {
      TestTrack track = new TestTrack(2, "video", 1_000_000 + i);
      source("9092-stream" + i, "e:" + i, track).deliver(track.fragment(0), 0);
    }
    assertThat(point.statistics(0).inputStreams())
        .hasSize(8)
        .allSatisfy(stream -> assertThat(stream.tracks()).hasSize(1));
    assertThat(track(point.statistics(0), 7, 0).id().bitrateBps()).isEqualTo(1_000_007);
  }

  @Test
  void aStoppedPointKeepsItsStreamsWithoutRates() {
    Source source = source("a", "e", HIGH);
    source.deliver(HIGH.fragment(0), 0);
    point.command(Target.STOPPED, SECOND);
    point.recordingClosed(1, SECOND);
    PointStatistics statistics = point.statistics(SECOND);
    assertThat(statistics.state()).isEqualTo(PointState.STOPPED);
    assertThat(statistics.inputStreams().getFirst().state()).isEqualTo(InputState.STOPPED);
    assertThat(track(statistics, 0, 0).incoming().bitrateBps()).isZero();
    assertThat(track(statistics, 0, 0).incoming().lastTime()).contains(TestTrack.time(0));
    assertThat(statistics.outputStreams().getFirst().lastTime()).contains(TestTrack.time(0));
    assertThat(statistics.outputStreams().getFirst().lagTicks()).isZero();
  }

  @Test
  void isCountedAtMostFourTimesASecondUnlessTheStateIsAnother() {
    source("a", "e", HIGH);
    PointStatistics first = point.statistics(SECOND);
    assertThat(point.statistics(SECOND + SECOND / 4 - 1)).isSameAs(first);
    PointStatistics second = point.statistics(SECOND + SECOND / 4);
    assertThat(second).isNotSameAs(first);
    point.command(Target.STOPPED, SECOND + SECOND / 4);
    assertThat(point.statistics(SECOND + SECOND / 4).state()).isEqualTo(PointState.STOPPING);
  }

  @Test
  void audioAloneIsArchivedAsAudio() {
    source("a", "e", AUDIO);
    assertThat(point.statistics(0).inputStreams().getFirst().archiveFileName()).isEqualTo("a.isma");
  }

  @Test
  void withoutARecorderNoFileIsNamed() {
    Origin poor =
        new Origin(OriginSettings.DEFAULT, new WallClock(Instant.EPOCH, 0), EffectSink.NONE);
    PublishingPoint other = poor.create("/b.isml", PointSettings.DEFAULT);
    other.command(Target.STARTED, 0);
    Source source = ((Admission.Admitted) other.open(new SourceId("", "a", "e"), 0)).source();
    assertThat(source.announce(new Announcement(List.of(HIGH.info()), List.of()), 0)).isEmpty();
    assertThat(other.statistics(0).inputStreams().getFirst().archiveFileName()).isEmpty();
  }

  @Test
  void countsRequestsPerTrack() {
    Source source = source("a", "e", HIGH, LOW);
    source.deliver(HIGH.fragment(0), 0);
    for (int i = 0; i < 7; i++) {
      point.view().countRequest("video", HIGH.bitrateBps(), SECOND);
    }
    point.view().countRequest("video", 1, SECOND);
    point.view().countRequest("audio", HIGH.bitrateBps(), SECOND);
    PointStatistics statistics = point.statistics(2 * SECOND);
    assertThat(track(statistics, 0, 0).requestsPerSecond()).isEqualTo(7);
    assertThat(track(statistics, 0, 1).requestsPerSecond()).isZero();
  }
}
