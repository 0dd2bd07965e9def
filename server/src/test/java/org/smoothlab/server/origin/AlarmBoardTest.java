package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.server.origin.Alarm.Kind;

class AlarmBoardTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String PATH = "/live/event.isml";

  private final EffectLog log = new EffectLog();
  private final Origin origin =
      new Origin(
          OriginSettings.DEFAULT, new WallClock(Instant.parse("2026-01-01T00:00:00Z"), 0), log);
  private final PublishingPoint point = origin.create(PATH, PointSettings.DEFAULT);

  AlarmBoardTest() {
    point.command(Target.STARTED, 0);
  }

  private Source source(String streamId, String remote, long nowNanos, TestTrack... tracks) {
    Admission admission = point.open(new SourceId("", streamId, remote), nowNanos);
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    Source source = ((Admission.Admitted) admission).source();
    Announcement announcement =
        new Announcement(Stream.of(tracks).map(TestTrack::info).toList(), List.of());
    assertThat(source.announce(announcement, nowNanos)).isEmpty();
    return source;
  }

  /** Fragments of two seconds, each when its last picture was taken. */
  private static void deliverOnTime(Source source, TestTrack track, long from, long to) {
    LongStream.range(from, to)
        .forEach(index -> deliver(source, track, index, (index + 1) * 2 * SECOND));
  }

  private static void deliver(Source source, TestTrack track, long index, long nowNanos) {
    assertThat(source.deliver(track.fragment(index), nowNanos)).isEmpty();
  }

  private List<Alarm> raised() {
    return log.all(Effect.AlarmRaised.class).stream().map(Effect.AlarmRaised::alarm).toList();
  }

  private List<Alarm> cleared() {
    return log.all(Effect.AlarmCleared.class).stream().map(Effect.AlarmCleared::alarm).toList();
  }

  // ---- silence

  @Test
  void raisesSilenceBehindThreeFragments() {
    deliverOnTime(source("a", "e:1", 0, HIGH), HIGH, 0, 4);
    assertThat(origin.advance(14 * SECOND)).isEqualTo(14 * SECOND + 1);
    assertThat(raised()).isEmpty();
    origin.advance(14 * SECOND + 1);
    Alarm silent =
        new Alarm(
            Kind.SILENT_SOURCE, "Streams(a) from e:1", "no fragment for over 6.0 s", 8 * SECOND);
    assertThat(raised()).containsExactly(silent);
    assertThat(point.alarms()).containsExactly(silent);
  }

  @Test
  void clearsSilenceWhenTheSourceGoesOn() {
    Source source = source("a", "e:1", 0, HIGH);
    deliverOnTime(source, HIGH, 0, 4);
    origin.advance(20 * SECOND);
    deliver(source, HIGH, 4, 21 * SECOND);
    assertThat(cleared()).extracting(Alarm::kind).containsExactly(Kind.SILENT_SOURCE);
    assertThat(point.alarms()).isEmpty();
  }

  @Test
  void namesTheTrackThatIsSilentWhileItsSourceGoesOn() {
    Source source = source("a", "e:1", 0, HIGH, LOW);
    deliverOnTime(source, LOW, 0, 1);
    deliverOnTime(source, HIGH, 0, 5);
    assertThat(raised())
        .containsExactly(
            new Alarm(
                Kind.SILENT_TRACK,
                "video@500000 in Streams(a) from e:1",
                "no fragment for over 6.0 s",
                2 * SECOND));
  }

  @Test
  void blamesNoTrackWhenTheWholeSourceFallsSilent() {
    Source source = source("a", "e:1", 0, HIGH, AUDIO);
    deliverOnTime(source, HIGH, 0, 4);
    assertThat(source.deliver(AUDIO.fragmentAt(3 * FRAGMENT, FRAGMENT * 9 / 10), 8 * SECOND + 1))
        .isEmpty();
    for (long nowNanos = 8 * SECOND; nowNanos < 20 * SECOND; nowNanos += SECOND / 100) {
      origin.advance(nowNanos);
    }
    assertThat(raised()).extracting(Alarm::kind).containsExactly(Kind.SILENT_SOURCE);
  }

  @Test
  void hasNothingDueThatItDoesNotDo() {
    Source source = source("a", "e:1", 0, HIGH, LOW);
    deliverOnTime(source, LOW, 0, 4);
    deliverOnTime(source, HIGH, 0, 5);
    long nowNanos = 10 * SECOND;
    for (int step = 0; step < 10 && nowNanos < Long.MAX_VALUE; step++) {
      long dueNanos = origin.advance(nowNanos);
      assertThat(dueNanos).as("due behind %d", nowNanos).isGreaterThan(nowNanos);
      nowNanos = dueNanos;
    }
    assertThat(point.alarms()).extracting(Alarm::kind).containsExactly(Kind.SILENT_SOURCE);
  }

  @Test
  void turnsSilentTracksIntoASilentSource() {
    Source source = source("a", "e:1", 0, HIGH, LOW);
    deliverOnTime(source, LOW, 0, 1);
    deliverOnTime(source, HIGH, 0, 5);
    origin.advance(17 * SECOND);
    assertThat(point.alarms()).extracting(Alarm::kind).containsExactly(Kind.SILENT_SOURCE);
    assertThat(point.alarms()).extracting(Alarm::sinceNanos).containsExactly(10 * SECOND);
    assertThat(cleared()).extracting(Alarm::kind).containsExactly(Kind.SILENT_TRACK);
  }

  @Test
  void givesTheFirstFragmentTenSeconds() {
    source("a", "e:1", 0, HIGH);
    origin.advance(10 * SECOND);
    assertThat(raised()).isEmpty();
    origin.advance(10 * SECOND + 1);
    assertThat(raised()).extracting(Alarm::message).containsExactly("no fragment for over 10.0 s");
  }

  @Test
  void missesASourceThatWasLost() {
    Source source = source("a", "e:1", 0, HIGH);
    deliverOnTime(source, HIGH, 0, 4);
    source.close(Effect.EndCause.LOST, "reset", 8 * SECOND + 1);
    origin.advance(14 * SECOND);
    assertThat(raised()).isEmpty();
    origin.advance(14 * SECOND + 1);
    assertThat(raised())
        .extracting(Alarm::message)
        .containsExactly("connection lost, no fragment for over 6.0 s");
  }

  @Test
  void takesAReconnectInPlaceOfTheLostSource() {
    Source source = source("a", "e:1", 0, HIGH);
    deliverOnTime(source, HIGH, 0, 4);
    source.close(Effect.EndCause.LOST, "reset", 8 * SECOND + 1);
    origin.advance(20 * SECOND);
    Source again = source("a", "e:2", 20 * SECOND, HIGH);
    deliver(again, HIGH, 4, 20 * SECOND);
    assertThat(point.alarms()).isEmpty();
    assertThat(cleared()).extracting(Alarm::subject).containsExactly("Streams(a) from e:1");
  }

  @Test
  void missesOneOfTwoSourcesThoughNoFragmentIsMissing() {
    Source one = source("a", "e:1", 0, HIGH);
    Source two = source("a", "e:2", 0, HIGH);
    deliverOnTime(two, HIGH, 0, 1);
    deliverOnTime(one, HIGH, 0, 5);
    assertThat(raised()).extracting(Alarm::subject).containsExactly("Streams(a) from e:2");
  }

  @Test
  void takesALostSourceForSwitchedOffWhenOthersDoItsWorkForTenMinutes() {
    Source one = source("a", "e:1", 0, HIGH);
    Source two = source("a", "e:2", 0, HIGH);
    two.close(Effect.EndCause.FINISHED, "", 0);
    deliverOnTime(one, HIGH, 0, 299);
    assertThat(point.alarms()).extracting(Alarm::subject).containsExactly("Streams(a) from e:2");
    deliver(one, HIGH, 299, 600 * SECOND);
    assertThat(point.alarms()).isEmpty();
  }

  @Test
  void doesNotMissASourceThatEndedInWords() {
    Source one = source("a", "e:1", 0, HIGH);
    Source two = source("b", "e:2", 0, AUDIO);
    deliverOnTime(two, AUDIO, 0, 1);
    two.endOfStream(2 * SECOND);
    two.close(Effect.EndCause.END_OF_STREAM, "", 2 * SECOND);
    deliverOnTime(one, HIGH, 0, 10);
    assertThat(raised()).isEmpty();
  }

  // ---- gaps

  @Test
  void raisesAGapForAMinute() {
    Source source = source("a", "e:1", 0, HIGH);
    deliverOnTime(source, HIGH, 0, 3);
    deliverOnTime(source, HIGH, 4, 12);
    assertThat(raised()).containsExactly(alarmOfGap("a hole of 2.0 s"));
    long raisedNanos = raised().getFirst().sinceNanos();
    deliverOnTime(source, HIGH, 12, raisedNanos / SECOND / 2 + 30 - 1);
    assertThat(cleared()).isEmpty();
    deliver(source, HIGH, raisedNanos / SECOND / 2 + 29, raisedNanos + 60 * SECOND);
    assertThat(cleared()).extracting(Alarm::kind).containsExactly(Kind.GAP);
  }

  @Test
  void countsTheGapsOfOneAlarm() {
    Source source = source("a", "e:1", 0, HIGH);
    deliverOnTime(source, HIGH, 0, 3);
    deliverOnTime(source, HIGH, 4, 10);
    deliverOnTime(source, HIGH, 12, 20);
    assertThat(raised())
        .extracting(Alarm::message)
        .containsExactly("a hole of 2.0 s", "2 holes, the last of 4.0 s");
    assertThat(point.alarms()).hasSize(1);
  }

  private Alarm alarmOfGap(String message) {
    long sinceNanos = raised().getFirst().sinceNanos();
    assertThat(sinceNanos).isBetween(10 * SECOND, 24 * SECOND);
    return new Alarm(Kind.GAP, "video@2000000", message, sinceNanos);
  }

  // ---- drift

  /** What the source claims to have recorded by now is {@code permille} of the time that passed. */
  private static void deliverAtRate(Source source, int permille, long from, long to) {
    LongStream.range(from, to)
        .forEach(index -> deliver(source, HIGH, index, (index + 1) * 2 * SECOND * 1000 / permille));
  }

  @Test
  void raisesDriftOfASourceThatIsTooFast() {
    deliverAtRate(source("a", "e:1", 0, HIGH), 1020, 0, 100);
    assertThat(raised()).extracting(Alarm::kind).containsOnly(Kind.DRIFT);
    assertThat(raised().getFirst().message())
        .isEqualTo("media time is 2 s ahead of the wall clock");
    assertThat(point.alarms()).hasSize(1);
  }

  @Test
  void raisesDriftOfASourceThatIsTooSlow() {
    deliverAtRate(source("a", "e:1", 0, HIGH), 980, 0, 100);
    assertThat(raised().getFirst().message()).isEqualTo("media time is 2 s behind the wall clock");
  }

  @Test
  void raisesDriftOfASourceThatNeverSettles() {
    deliverAtRate(source("a", "e:1", 0, HIGH), 3000, 0, 200);
    assertThat(point.alarms()).extracting(Alarm::kind).containsExactly(Kind.DRIFT);
  }

  @Test
  void takesABacklogForNoDrift() {
    Source source = source("a", "e:1", 0, HIGH);
    LongStream.range(0, 30).forEach(index -> deliver(source, HIGH, index, index * SECOND / 10));
    LongStream.range(30, 200)
        .forEach(index -> deliver(source, HIGH, index, (index + 1 - 30) * 2 * SECOND));
    assertThat(raised()).isEmpty();
  }

  @Test
  void takesLateFragmentsForNoDrift() {
    Source source = source("a", "e:1", 0, HIGH);
    LongStream.range(0, 200)
        .forEach(index ->
            deliver(source, HIGH, index, (index + 1) * 2 * SECOND + index % 3 * 19 * SECOND / 10));
    assertThat(raised()).isEmpty();
  }

  @Test
  void clearsDriftWhenTheClockIsBackWithinHalfOfIt() {
    Source source = source("a", "e:1", 0, HIGH);
    deliverOnTime(source, HIGH, 0, 20);
    LongStream.range(20, 40)
        .forEach(index -> deliver(source, HIGH, index, ((index + 1) * 2 + 3) * SECOND));
    assertThat(point.alarms()).extracting(Alarm::kind).containsExactly(Kind.DRIFT);
    LongStream.range(40, 60)
        .forEach(index -> deliver(source, HIGH, index, (index + 1) * 2 * SECOND + SECOND));
    assertThat(point.alarms()).isEmpty();
  }

  @Test
  void survivesTimesAtTheEndOfTheirRange() {
    Source source = source("a", "e:1", 0, HIGH);
    FragmentTime last = new FragmentTime(Long.MAX_VALUE - 3 * FRAGMENT, FRAGMENT);
    deliver(source, HIGH, 0, -SECOND);
    for (long second = 0; second < 120; second += 10) {
      assertThat(
              source.deliver(
                  HIGH.fragmentAt(last.startTicks() + second, FRAGMENT), second * SECOND))
          .isEmpty();
    }
    assertThat(point.alarms()).extracting(Alarm::kind).doesNotContain(Kind.DRIFT);
  }

  // ---- duplicates

  @Test
  void expectsEveryFragmentTwiceFromTwoSources() {
    Source one = source("a", "e:1", 0, HIGH);
    Source two = source("a", "e:2", 0, HIGH);
    LongStream.range(0, 100)
        .forEach(index -> {
          deliver(one, HIGH, index, (index + 1) * 2 * SECOND);
          deliver(two, HIGH, index, (index + 1) * 2 * SECOND + SECOND / 5);
        });
    assertThat(log.all(Effect.FragmentDropped.class)).hasSize(100);
    assertThat(raised()).isEmpty();
  }

  @Test
  void raisesDuplicatesThatOneSourceSends() {
    Source source = source("a", "e:1", 0, HIGH);
    LongStream.range(0, 31) // the first 30 s say nothing
        .forEach(index -> {
          deliver(source, HIGH, index, (index + 1) * 2 * SECOND);
          deliver(source, HIGH, index, (index + 1) * 2 * SECOND + SECOND / 5);
        });
    assertThat(raised().getFirst())
        .isEqualTo(
            new Alarm(
                Kind.DUPLICATES,
                "video@2000000",
                "15 of 30 fragments came twice, with 1 source",
                60 * SECOND));
    deliverOnTime(source, HIGH, 31, 64);
    assertThat(point.alarms()).isEmpty();
  }

  @Test
  void letsAReconnectSendAgainWhatItIsNotSureOf() {
    Source source = source("a", "e:1", 0, HIGH);
    deliverOnTime(source, HIGH, 0, 14);
    source.close(Effect.EndCause.LOST, "reset", 28 * SECOND);
    Source again = source("a", "e:2", 28 * SECOND, HIGH);
    deliver(again, HIGH, 12, 28 * SECOND);
    deliver(again, HIGH, 13, 28 * SECOND);
    deliverOnTime(again, HIGH, 14, 100);
    assertThat(raised()).isEmpty();
  }

  // ---- ends and bounds

  @Test
  void clearsAllBeforeTheRunEnds() {
    deliverOnTime(source("a", "e:1", 0, HIGH), HIGH, 0, 4);
    origin.advance(20 * SECOND);
    log.clear();
    point.command(Target.STOPPED, 21 * SECOND);
    assertThat(log.from(0))
        .filteredOn(e -> e instanceof Effect.AlarmCleared || e instanceof Effect.RunEnded)
        .hasExactlyElementsOfTypes(Effect.AlarmCleared.class, Effect.RunEnded.class);
    assertThat(point.alarms()).isEmpty();
    origin.advance(100 * SECOND);
    assertThat(raised()).isEmpty();
  }

  private RunScope scope() {
    WallClock clock = new WallClock(Instant.EPOCH, 0);
    return new RunScope(PATH, "tag", PointSettings.DEFAULT, new RunScope.Outside(log, clock));
  }

  @Test
  void raisesNoMoreThanItsBound() {
    RunScope scope = scope();
    AlarmBoard board = new AlarmBoard(scope, AlarmSettings.DEFAULT);
    LongStream.rangeClosed(1, 300)
        .forEach(bitrate -> board.gap(new TestTrack(1, "video", bitrate).info(), FRAGMENT, 0));
    assertThat(board.alarms()).hasSize(AlarmBoard.ALARM_COUNT_MAX);
    assertThat(raised()).hasSize(AlarmBoard.ALARM_COUNT_MAX);
  }

  @Test
  void remembersNoMoreLostSourcesThanItsBound() {
    RunScope scope = scope();
    AlarmBoard board = new AlarmBoard(scope, AlarmSettings.DEFAULT);
    LongStream.range(0, 100)
        .forEach(index -> {
          SourceId source = new SourceId("", "s" + index, "e:" + index);
          board.announced(source, List.of(HIGH.info()), 0);
          board.lost(source, 0);
        });
    board.advance(60 * SECOND);
    assertThat(board.alarms()).hasSize(AlarmBoard.LOST_COUNT_MAX);
    assertThat(board.alarms().getFirst().subject()).isEqualTo("Streams(s36) from e:36");
  }

  static LongStream seeds() {
    Long replayed = Long.getLong("test.seed");
    return replayed == null ? LongStream.range(0, 60) : LongStream.of(replayed);
  }

  /** Whatever comes: what is raised and not cleared is what the point says, each name once. */
  @ParameterizedTest
  @MethodSource("seeds")
  void tellsEveryBeginningAndEveryEnd(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Source> sources = new ArrayList<>(List.of(source("a", "e:0", 0, HIGH, LOW)));
    long nowNanos = 0;
    for (int step = 0; step < 200; step++) {
      nowNanos += random.nextLong(4 * SECOND);
      step(random, sources, step, nowNanos);
      origin.advance(nowNanos);
      assertThat(standing()).as("seed %d, step %d", seed, step).isEqualTo(point.alarms());
    }
    point.command(Target.STOPPED, nowNanos);
    assertThat(standing()).isEmpty();
  }

  private void step(SplittableRandom random, List<Source> sources, int step, long nowNanos) {
    int choice = random.nextInt(20);
    if (choice == 0 && sources.size() < 4) {
      sources.add(source(random.nextBoolean() ? "a" : "b", "late:" + step, nowNanos, HIGH, LOW));
    } else if (choice == 1 && sources.size() > 1) {
      sources.removeLast().close(Effect.EndCause.LOST, "reset", nowNanos);
    } else {
      Source source = sources.get(random.nextInt(sources.size()));
      TestTrack track = random.nextBoolean() ? HIGH : LOW;
      deliver(source, track, nowNanos / SECOND / 2 + random.nextInt(3), nowNanos);
    }
  }

  private List<Alarm> standing() {
    List<Alarm> standing = new ArrayList<>();
    for (Effect effect : log.from(0)) {
      if (effect instanceof Effect.AlarmRaised(_, Alarm alarm)) {
        int known = indexOf(standing, alarm);
        if (known < 0) {
          standing.add(alarm);
        } else {
          standing.set(known, alarm);
        }
      } else if (effect instanceof Effect.AlarmCleared(_, Alarm alarm)) {
        assertThat(standing.remove(alarm)).as("was raised: %s", alarm).isTrue();
      }
    }
    return standing;
  }

  private static int indexOf(List<Alarm> alarms, Alarm named) {
    return alarms.stream()
        .filter(alarm -> alarm.hasName(named.kind(), named.subject()))
        .findFirst()
        .map(alarms::indexOf)
        .orElse(-1);
  }
}
