package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;

class FeedLogTest {
  private static final SourceId SOURCE = new SourceId("", "a", "e:1");

  private final FeedLog log = new FeedLog("a");

  private void announce(TestTrack... tracks) {
    log.announced(
        new FeedEntry.Announced(
            SOURCE,
            List.of(),
            List.of(tracks).stream().map(TestTrack::info).toList(),
            Lineage.NONE));
  }

  private void append(TestTrack track, long index) {
    assertThat(log.append(SOURCE, track.id(), track.fragment(index))).isTrue();
  }

  private long heldCount() {
    FeedLog.Page page = log.page();
    return IntStream.range(0, page.size())
        .mapToObj(page.stretch().entries()::get)
        .filter(FeedEntry.Held.class::isInstance)
        .count();
  }

  @Test
  void holdsWhatTheLiveCacheHoldsAndNothingLonger() {
    announce(HIGH, AUDIO);
    for (int i = 0; i < 1_000; i++) {
      append(HIGH, i);
      append(AUDIO, i);
      if (i >= 5) {
        log.evicted("video", TestTrack.time(i - 5));
        log.evicted("audio", TestTrack.time(i - 5));
      }
    }
    assertThat(heldCount()).isEqualTo(10);
    assertThat(log.page().size()).isEqualTo(10);
    assertThat(log.page().first()).isEqualTo(2_001 - 10);
  }

  @Test
  void letsGoOfFragmentsBehindOneThatStays() {
    announce(HIGH, AUDIO);
    append(AUDIO, 0);
    for (int i = 0; i < 100; i++) {
      append(HIGH, i);
      log.evicted("video", TestTrack.time(i));
    }
    assertThat(heldCount()).isEqualTo(1);
    assertThat(log.page().get(50)).isEqualTo(new FeedEntry.Gone(HIGH.id()));
  }

  @Test
  void isBoundedWhateverStays() {
    announce(HIGH, AUDIO);
    append(AUDIO, 0);
    Fragment again = HIGH.fragment(0);
    int sizeMax = 0;
    for (int i = 0; i < FeedLog.ENTRY_COUNT_MAX + 10; i++) {
      log.append(SOURCE, HIGH.id(), again);
      log.evicted("video", again.time());
      sizeMax = Math.max(sizeMax, log.page().size());
    }
    assertThat(sizeMax).isEqualTo(FeedLog.ENTRY_COUNT_MAX);
    assertThat(heldCount()).isZero();
  }

  @Test
  void forgetsAFragmentThatThePointDidNotKeepAsIfItHadNeverCome() {
    announce(HIGH);
    StreamFeed feed = new StreamFeed("", new StreamFeed.RunName(1, "run"), log);
    append(HIGH, 0);
    append(HIGH, 1);
    FeedCursor cursor = feed.live(5);
    log.refused(HIGH.id(), TestTrack.time(0));
    assertThat(cursor.isBehind()).isFalse();
    assertThat(cursor.next()).isInstanceOf(FeedStep.Media.class);
    assertThat(cursor.next()).isEqualTo(new FeedStep.Nothing());
  }

  @Test
  void tellsTheTracksOfAStreamApartByTheirOwnRounding() {
    announce(HIGH);
    log.append(SOURCE, HIGH.id(), HIGH.fragmentAt(10, FRAGMENT));
    log.append(SOURCE, HIGH.id(), HIGH.fragmentAt(FRAGMENT - 10, FRAGMENT));
    log.evicted("video", new FragmentTime(0, FRAGMENT));
    assertThat(heldCount()).isEqualTo(1);
  }

  @Test
  void comparesTimesOfOtherClocksExactly() {
    var clock = new org.smoothlab.media.Timescale(90_000);
    assertThat(Ticks100ns.ceil(1, clock)).isEqualTo(1);
    assertThat(Ticks100ns.ceil(1_000, clock)).isEqualTo(9);
    assertThat(Ticks100ns.ceil(1_001, clock)).isEqualTo(10);
    assertThat(Ticks100ns.ceil(-1_001, clock)).isEqualTo(-9);
    assertThat(Ticks100ns.ceil(Long.MIN_VALUE, clock)).isEqualTo(-83_010_348_331_692_982L);
    assertThat(Ticks100ns.ceil(Long.MAX_VALUE, new org.smoothlab.media.Timescale(2_000_000_000)))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(Ticks100ns.isAtOrAfter(9, clock, 1_000)).isTrue();
    assertThat(Ticks100ns.isAtOrAfter(9, clock, 1_001)).isFalse();
  }
}
