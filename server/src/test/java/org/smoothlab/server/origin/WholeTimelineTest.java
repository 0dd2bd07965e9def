package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeTimelineTest {
  private final EffectLog log = new EffectLog();
  private final PublishingPoint point =
      new Origin(
              OriginSettings.DEFAULT, new WallClock(Instant.parse("2026-01-01T00:00:00Z"), 0), log)
          .create("/live/event.isml", PointSettings.DEFAULT.withAutoStart(true));
  private final Source source =
      ((Admission.Admitted) point.open(new SourceId("", "a", "e:1"), 0)).source();

  private void announce(TestTrack... tracks) {
    List<TestTrack> all = List.of(tracks);
    assertThat(
            source.announce(
                new Announcement(all.stream().map(TestTrack::info).toList(), List.of()), 0))
        .isEmpty();
  }

  private void deliver(TestTrack track, long index) {
    assertThat(source.deliver(track.fragment(index), index * FRAGMENT * 100)).isEmpty();
  }

  private WholeTimeline whole() {
    return point.view().timeline("video").orElseThrow().whole();
  }

  private List<Long> indexes() {
    List<Long> indexes = new ArrayList<>();
    whole().times().forEach(time -> indexes.add(time.startTicks() / FRAGMENT));
    return indexes;
  }

  @Test
  void hasWhatLookAheadHoldsBackAsSoonAsEachTrackHasIt() {
    announce(HIGH, LOW, AUDIO);
    deliver(HIGH, 0);
    assertThat(indexes()).isEmpty();
    long before = point.view().version();
    deliver(LOW, 0);
    assertThat(indexes()).containsExactly(0L);
    assertThat(point.view().version()).isGreaterThan(before);
    for (long index = 1; index < 4; index++) {
      deliver(LOW, index);
      deliver(HIGH, index);
    }
    deliver(HIGH, 4);
    assertThat(point.view().timeline("video").orElseThrow().windowTimes()).hasSize(2);
    assertThat(indexes()).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void findsFragmentsWhereverTheyAre() {
    announce(HIGH);
    for (long index = 0; index < 5; index++) {
      deliver(HIGH, index);
    }
    for (long index = 0; index < 5; index++) {
      WholeLookup found = whole().find(HIGH.bitrateBps(), List.of(), index * FRAGMENT);
      assertThat(found).isInstanceOf(WholeLookup.Found.class);
      assertThat(((WholeLookup.Found) found).fragment()).isEqualTo(HIGH.fragment(index));
      assertThat(whole().has((int) index, HIGH.id())).isTrue();
      assertThat(whole().has((int) index, LOW.id())).isFalse();
    }
    assertThat(whole().find(HIGH.bitrateBps(), List.of(), 5 * FRAGMENT))
        .isEqualTo(Lookup.Absence.SOON);
    assertThat(whole().find(HIGH.bitrateBps(), List.of(), 1)).isEqualTo(Lookup.Absence.NOWHERE);
    assertThat(whole().find(1, List.of(), 0)).isEqualTo(Lookup.Absence.NO_TRACK);
  }

  @Test
  void doesNotMakeAnotherManifestOfSmoothStreamingForIt() {
    announce(HIGH);
    for (long index = 0; index < 3; index++) {
      deliver(HIGH, index);
    }
    String tag = point.view().manifestTag();
    announce(HIGH, LOW);
    String announced = point.view().manifestTag();
    deliver(HIGH, 3);
    assertThat(tag).isNotEqualTo(announced);
    assertThat(point.view().manifestTag()).isEqualTo(announced);
  }

  @Test
  void tellsOnceWhichWallTimeTheRunStandsFor() {
    announce(HIGH);
    assertThat(point.view().runClock()).isEmpty();
    deliver(HIGH, 0);
    deliver(HIGH, 1);
    RunClock clock = new RunClock(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(point.view().runClock()).contains(clock);
    assertThat(log.all(Effect.RunTimed.class))
        .containsExactly(new Effect.RunTimed("/live/event.isml", 1, clock));
  }
}
