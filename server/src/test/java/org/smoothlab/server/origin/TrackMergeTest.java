package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Timescale;
import org.smoothlab.server.origin.TrackMerge.Merged;

class TrackMergeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long FRAME = FRAGMENT / TestTrack.FRAME_COUNT;
  private static final SourceId A = new SourceId("", "a", "a:1");
  private static final SourceId B = new SourceId("", "a", "b:1");
  private static final SourceId C = new SourceId("", "a", "c:1");

  private final TrackMerge merge = new TrackMerge(Timescale.SMOOTH, true);

  @BeforeEach
  void aIsLive() {
    merge.join(A);
  }

  private List<Merged> offer(SourceId source, long index, long nowNanos) {
    return merge.offer(HIGH.fragment(index), source, nowNanos);
  }

  private static Merged accepted(SourceId source, long index) {
    return new Merged.Accepted(source, HIGH.fragment(index));
  }

  private static Merged dropped(Fragment fragment, DropReason reason) {
    return new Merged.Dropped(fragment.time(), reason);
  }

  @Test
  void startsAnywhereAndGoesOn() {
    assertThat(merge.started()).isFalse();
    assertThat(offer(A, 7, 0)).containsExactly(accepted(A, 7));
    assertThat(offer(A, 8, 0)).containsExactly(accepted(A, 8));
    assertThat(merge.expectedTicks()).isEqualTo(9 * FRAGMENT);
    assertThat(merge.dueNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void takesEachTimeFromWhoDeliversItFirst() {
    merge.join(B);
    assertThat(offer(A, 0, 0)).containsExactly(accepted(A, 0));
    assertThat(offer(B, 0, 1)).containsExactly(dropped(HIGH.fragment(0), DropReason.DUPLICATE));
    assertThat(offer(B, 1, 2)).containsExactly(accepted(B, 1));
    assertThat(offer(A, 1, 3)).containsExactly(dropped(HIGH.fragment(1), DropReason.DUPLICATE));
  }

  @Test
  void knowsADuplicateWithinHalfAFrame() {
    offer(A, 0, 0);
    Fragment near = HIGH.fragmentAt(FRAME / 2, FRAGMENT);
    assertThat(merge.offer(near, B, 0)).containsExactly(dropped(near, DropReason.DUPLICATE));
  }

  @Test
  void dropsWhatLiesBeforeOrOverlaps() {
    offer(A, 5, 0);
    Fragment before = HIGH.fragment(3);
    assertThat(merge.offer(before, A, 0))
        .containsExactly(dropped(before, DropReason.NON_INCREASING_TIMESTAMP));
    Fragment across = HIGH.fragmentAt(5 * FRAGMENT + FRAGMENT / 2, FRAGMENT);
    assertThat(merge.offer(across, A, 0))
        .containsExactly(dropped(across, DropReason.OVERLAP_TIMESTAMP));
  }

  @Test
  void dropsNegativeStarts() {
    Fragment priming = HIGH.fragmentAt(-213_333, FRAGMENT);
    assertThat(merge.offer(priming, A, 0))
        .containsExactly(dropped(priming, DropReason.NEGATIVE_START));
    assertThat(merge.started()).isFalse();
  }

  @Test
  void takesAStartWithinOneFrameOfTheExpectedAsContiguous() {
    offer(A, 0, 0);
    Fragment early = HIGH.fragmentAt(FRAGMENT - FRAME, FRAGMENT);
    assertThat(merge.offer(early, A, 0)).containsExactly(new Merged.Accepted(A, early));
    Fragment late = HIGH.fragmentAt(2 * FRAGMENT - FRAME + FRAME, FRAGMENT);
    assertThat(merge.offer(late, A, 0)).containsExactly(new Merged.Accepted(A, late));
  }

  @Test
  void acceptsAHoleAtOnceWhenNobodyElseCouldFillIt() {
    offer(A, 0, 0);
    assertThat(offer(A, 3, 0))
        .containsExactly(new Merged.Gap(FRAGMENT, 3 * FRAGMENT), accepted(A, 3));
  }

  @Test
  void letsATwinFillAHole() {
    merge.join(B);
    offer(A, 0, 0);
    assertThat(offer(A, 2, SECOND)).isEmpty();
    assertThat(merge.dueNanos()).isEqualTo(3 * SECOND);
    assertThat(offer(B, 0, SECOND)).hasSize(1);
    assertThat(offer(B, 1, 2 * SECOND)).containsExactly(accepted(B, 1), accepted(A, 2));
  }

  @Test
  void acceptsTheHoleWhenAllTwinsHavePassedIt() {
    merge.join(B);
    offer(A, 0, 0);
    assertThat(offer(A, 2, SECOND)).isEmpty();
    assertThat(offer(B, 2, SECOND))
        .containsExactly(
            dropped(HIGH.fragment(2), DropReason.DUPLICATE),
            new Merged.Gap(FRAGMENT, 2 * FRAGMENT),
            accepted(A, 2));
  }

  @Test
  void waitsForATwinAtMostOneFragmentDuration() {
    merge.join(B);
    offer(A, 0, 0);
    offer(A, 2, SECOND);
    assertThat(merge.advance(3 * SECOND - 1)).isEmpty();
    assertThat(merge.advance(3 * SECOND))
        .containsExactly(new Merged.Gap(FRAGMENT, 2 * FRAGMENT), accepted(A, 2));
    assertThat(offer(B, 1, 3 * SECOND))
        .containsExactly(dropped(HIGH.fragment(1), DropReason.NON_INCREASING_TIMESTAMP));
  }

  @Test
  void waitsForASourceThatBrokeOffToComeBack() {
    merge.join(B);
    offer(A, 0, 0);
    offer(B, 0, 0);
    merge.lose(A, SECOND);
    assertThat(offer(B, 2, SECOND)).isEmpty();
    merge.join(C);
    assertThat(offer(C, 1, 2 * SECOND)).containsExactly(accepted(C, 1), accepted(B, 2));
    assertThat(merge.hasSources()).isTrue();
  }

  @Test
  void acceptsTheHoleOfAnEncoderThatCameBackWithoutResending() {
    offer(A, 0, 0);
    merge.lose(A, SECOND);
    merge.join(B);
    assertThat(offer(B, 3, 6 * SECOND))
        .containsExactly(new Merged.Gap(FRAGMENT, 3 * FRAGMENT), accepted(B, 3));
  }

  @Test
  void waitsForALostSourceThatHadNotDeliveredYet() { // seed 485 of the simulation
    merge.join(B);
    offer(A, 0, 0);
    merge.lose(A, 0);
    merge.lose(B, 0);
    merge.join(C);
    assertThat(offer(C, 2, SECOND)).isEmpty();
  }

  @Test
  void forgetsALostSourceAfterTenSeconds() {
    merge.join(B);
    offer(A, 0, 0);
    offer(B, 0, 0);
    merge.lose(A, 0);
    assertThat(offer(B, 2, TrackMerge.RETURN_NANOS + 1)).hasSize(2);
  }

  @Test
  void boundsWhatWaitsBehindAHole() {
    merge.join(B);
    offer(A, 0, 0);
    for (int i = 0; i < TrackMerge.WAITING_COUNT_MAX; i++) {
      assertThat(offer(A, 2 + i, 0)).isEmpty();
    }
    assertThat(offer(A, 2 + TrackMerge.WAITING_COUNT_MAX, 0))
        .hasSize(TrackMerge.WAITING_COUNT_MAX + 2)
        .first()
        .isEqualTo(new Merged.Gap(FRAGMENT, 2 * FRAGMENT));
  }

  @Test
  void dropsWhatOverlapsAWaitingFragment() {
    merge.join(B);
    offer(A, 0, 0);
    offer(A, 3, 0);
    Fragment before = HIGH.fragmentAt(2 * FRAGMENT + FRAGMENT / 2, FRAGMENT);
    assertThat(merge.offer(before, B, 0))
        .containsExactly(dropped(before, DropReason.OVERLAP_TIMESTAMP));
    Fragment behind = HIGH.fragmentAt(3 * FRAGMENT + FRAGMENT / 2, FRAGMENT);
    assertThat(merge.offer(behind, A, 0))
        .containsExactly(dropped(behind, DropReason.OVERLAP_TIMESTAMP));
    assertThat(merge.offer(HIGH.fragment(3), A, 0))
        .containsExactly(dropped(HIGH.fragment(3), DropReason.DUPLICATE));
  }

  @Test
  void sparseTracksHaveNoHoles() {
    TrackMerge sparse = new TrackMerge(Timescale.SMOOTH, false);
    sparse.join(A);
    sparse.join(B);
    sparse.offer(HIGH.fragment(0), A, 0);
    assertThat(sparse.offer(HIGH.fragment(90), A, 0)).containsExactly(accepted(A, 90));
  }

  @Test
  void aSourceThatLeftFillsNothing() {
    merge.join(B);
    offer(A, 0, 0);
    offer(B, 0, 0);
    merge.leave(B);
    assertThat(offer(A, 2, 0)).hasSize(2);
  }

  @Test
  void remembersABoundedNumberOfStarts() {
    for (long i = 0; i <= TrackMerge.KNOWN_COUNT_MAX; i++) {
      offer(A, i, 0);
    }
    assertThat(offer(B, 0, 0))
        .containsExactly(dropped(HIGH.fragment(0), DropReason.NON_INCREASING_TIMESTAMP));
    assertThat(offer(B, 1, 0)).containsExactly(dropped(HIGH.fragment(1), DropReason.DUPLICATE));
  }

  @Test
  void boundsAWaitHoweverLongAFragmentClaimsToBe() {
    assertThat(FragmentClock.nanos(Long.MAX_VALUE, Timescale.SMOOTH))
        .isEqualTo(FragmentClock.NANOS_MAX);
    assertThat(FragmentClock.mediaNanos(Long.MAX_VALUE, Timescale.SMOOTH))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(FragmentClock.mediaNanos(Long.MIN_VALUE, Timescale.SMOOTH))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(FragmentClock.mediaNanos(-15, Timescale.SMOOTH)).isEqualTo(-1_500);
  }
}
