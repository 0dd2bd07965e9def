package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.protocol.Stage.SECOND;
import static org.smoothlab.server.protocol.Stage.fragment;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.FeedCursor;
import org.smoothlab.server.origin.FeedStep;
import org.smoothlab.server.origin.Lineage;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.StreamFeed;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestEvents;
import org.smoothlab.server.origin.TestTrack;

/** What comes in is what other servers get, byte for byte, in the order it was accepted. */
class PushedBytesTest {
  private static final FeedStep OPEN = new FeedStep.Nothing();
  private static final FeedStep ENDED = new FeedStep.Over(true);
  private static final FeedStep BROKEN_OFF = new FeedStep.Over(false);

  /** The second encoder of a pair, which numbers its tracks in another way. */
  private static final TestTrack TWIN = new TestTrack(7, "video", 2_000_000);

  private static final PointSettings SETTINGS = PointSettings.DEFAULT.withLookAheadChunks(0);

  private Stage stage = Stage.started(SETTINGS);

  private PublishingPoint point() {
    return stage.origin.find(Stage.POINT).orElseThrow();
  }

  private StreamFeed feed(String streamId) {
    return point().feeds().stream()
        .filter(feed -> feed.streamId().equals(streamId))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] read(FeedCursor cursor) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (cursor.next() instanceof FeedStep.Bytes bytes) {
      bytes.parts().stream().map(Slice::toByteArray).forEach(all::writeBytes);
    }
    return all.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] header(TestTrack... tracks) {
    return TestTrack.header(List.of(tracks));
  }

  private IngestSession post(String streamId, Header... headers) {
    Exchange exchange = stage.open("POST", Stage.POINT + "/Streams(" + streamId + ")", headers);
    assertThat(exchange).isInstanceOf(Upload.class);
    return ((Upload) exchange).session();
  }

  private IngestSession announced(String streamId, TestTrack... tracks) {
    IngestSession session = post(streamId);
    assertThat(stage.send(session, header(tracks))).isEmpty();
    return session;
  }

  @Test
  void givesAllThatCameOfSeveralTracksInTheOrderItCame() {
    IngestSession session = announced("a", HIGH, LOW, AUDIO);
    FeedCursor cursor = feed("a").live(2);
    assertThat(read(cursor)).isEqualTo(header(HIGH, LOW, AUDIO));
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int i = 0; i < 5; i++) {
      for (TestTrack track : List.of(HIGH, AUDIO, LOW)) {
        stage.sendFragment(session, track, i);
        sent.writeBytes(fragment(track, i));
      }
    }
    assertThat(read(cursor)).isEqualTo(sent.toByteArray());
    assertThat(cursor.next()).isEqualTo(OPEN);
  }

  @Test
  void sendsTheHeaderAgainWhenTheNextFragmentIsOfAnEncoderWithAnotherOne() {
    IngestSession one = announced("a", HIGH);
    IngestSession other = announced("a", TWIN);
    FeedCursor cursor = feed("a").live(2);
    stage.sendFragment(one, HIGH, 0);
    stage.sendFragment(other, TWIN, 0);
    stage.sendFragment(other, TWIN, 1);
    stage.sendFragment(one, HIGH, 1);
    stage.sendFragment(one, HIGH, 2);
    assertThat(read(cursor))
        .isEqualTo(
            join(
                header(HIGH),
                fragment(HIGH, 0),
                header(TWIN),
                fragment(TWIN, 1),
                header(HIGH),
                fragment(HIGH, 2)));
  }

  @Test
  void tellsOfATrackThatComesLateAsSoonAsItIsAnnounced() {
    IngestSession session = announced("a", HIGH);
    stage.sendFragment(session, HIGH, 0);
    FeedCursor cursor = feed("a").live(2);
    assertThat(read(cursor)).isEqualTo(join(header(HIGH), fragment(HIGH, 0)));
    assertThat(stage.send(session, header(HIGH, AUDIO))).isEmpty();
    assertThat(read(cursor)).isEqualTo(header(HIGH, AUDIO));
    stage.sendFragment(session, AUDIO, 0);
    assertThat(read(cursor)).isEqualTo(fragment(AUDIO, 0));
  }

  @Test
  void doesNotSendAHeaderAgainThatIsTheSame() {
    IngestSession session = announced("a", HIGH);
    FeedCursor cursor = feed("a").live(2);
    stage.sendFragment(session, HIGH, 0);
    assertThat(stage.send(session, header(HIGH))).isEmpty();
    stage.sendFragment(session, HIGH, 1);
    assertThat(read(cursor)).isEqualTo(join(header(HIGH), fragment(HIGH, 0), fragment(HIGH, 1)));
  }

  @Test
  void givesEventsThatComeInPostsOfTheirOwnAndNoEndWithThem() {
    TestEvents ads = new TestEvents("ads", "video", true);
    IngestSession first = post("ads");
    stage.send(first, ads.header());
    FeedCursor cursor = feed("ads").live(2);
    byte[] event = ads.event(1_000, 30_000, new byte[] {1, 2, 3});
    stage.send(first, event);
    stage.send(first, TestEvents.endOfStream());
    first.finish(stage.nowNanos);
    assertThat(read(cursor)).isEqualTo(join(ads.header(), event));
    assertThat(cursor.next()).isEqualTo(OPEN);
  }

  @Test
  void beginsWithTheNewestFragmentsOfEachTrack() {
    IngestSession session = announced("a", HIGH, AUDIO);
    stage.sendFragment(session, AUDIO, 0);
    stage.sendFragments(session, 5, HIGH);
    assertThat(read(feed("a").live(2)))
        .isEqualTo(
            join(header(HIGH, AUDIO), fragment(AUDIO, 0), fragment(HIGH, 3), fragment(HIGH, 4)));
    assertThat(read(feed("a").live(0))).isEqualTo(header(HIGH, AUDIO));
  }

  @Test
  void beginsWithAllTracksAtOneTimeInTheMiddleOfARound() {
    IngestSession session = announced("a", HIGH, AUDIO);
    stage.sendFragments(session, 5, HIGH, AUDIO);
    stage.sendFragment(session, HIGH, 5);
    assertThat(read(feed("a").live(2)))
        .isEqualTo(
            join(
                header(HIGH, AUDIO),
                fragment(HIGH, 3),
                fragment(AUDIO, 3),
                fragment(HIGH, 4),
                fragment(AUDIO, 4),
                fragment(HIGH, 5)));
  }

  @Test
  void beginsWithTheFirstFragmentOfEachTrackThatIsNotBeforeATime() {
    IngestSession session = announced("a", HIGH, AUDIO);
    stage.sendFragments(session, 5, HIGH, AUDIO);
    byte[] fromThird =
        join(
            header(HIGH, AUDIO),
            fragment(HIGH, 3),
            fragment(AUDIO, 3),
            fragment(HIGH, 4),
            fragment(AUDIO, 4));
    assertThat(read(feed("a").from(3 * TestTrack.FRAGMENT))).isEqualTo(fromThird);
    assertThat(read(feed("a").from(2 * TestTrack.FRAGMENT + 1))).isEqualTo(fromThird);
    assertThat(read(feed("a").from(Long.MIN_VALUE))).hasSizeGreaterThan(fromThird.length);
    FeedCursor future = feed("a").from(Long.MAX_VALUE);
    assertThat(read(future)).isEqualTo(header(HIGH, AUDIO));
    stage.sendFragment(session, HIGH, 5);
    assertThat(read(future)).isEqualTo(fragment(HIGH, 5));
  }

  @Test
  void saysSoWhenWhatComesNextHasLeftTheLiveCache() {
    stage =
        Stage.started(
            SETTINGS.withLimits(new PointSettings.Limits(64, 64, 1_000_000_000L, 20_000)));
    IngestSession session = announced("a", HIGH);
    FeedCursor slow = feed("a").live(1);
    FeedCursor quick = feed("a").live(1);
    for (int i = 0; i < 30; i++) {
      stage.sendFragment(session, HIGH, i);
      assertThat(read(quick)).isNotEmpty();
    }
    assertThat(slow.isBehind()).isTrue();
    assertThat(slow.next()).isInstanceOf(FeedStep.Behind.class);
    assertThat(slow.next()).isInstanceOf(FeedStep.Behind.class);
    assertThat(quick.isBehind()).isFalse();
    assertThat(quick.next()).isEqualTo(OPEN);
  }

  @Test
  void endsWhenAllSourcesOfTheStreamHaveEndedIt() {
    IngestSession one = announced("a", HIGH);
    IngestSession other = announced("a", TWIN);
    announced("b", AUDIO);
    FeedCursor cursor = feed("a").live(1);
    stage.send(one, TestEvents.endOfStream());
    one.finish(stage.nowNanos);
    read(cursor);
    assertThat(cursor.next()).isEqualTo(OPEN);
    stage.effects.clear();
    stage.send(other, TestEvents.endOfStream());
    assertThat(cursor.next()).isEqualTo(ENDED);
    assertThat(feed("a").isOver()).isTrue();
    assertThat(feed("b").isOver()).isFalse();
    assertThat(stage.effects.all(Effect.Fed.class))
        .containsExactly(new Effect.Fed(Stage.POINT, "a"));
  }

  @Test
  void goesOnWhenASourceIsMerelyLost() {
    IngestSession session = announced("a", HIGH);
    FeedCursor cursor = feed("a").live(1);
    read(cursor);
    session.lost("gone", stage.nowNanos);
    assertThat(cursor.next()).isEqualTo(OPEN);
    stage.sendFragment(announced("a", HIGH), HIGH, 0);
    assertThat(read(cursor)).isEqualTo(fragment(HIGH, 0));
  }

  @Test
  void endsAtAStopWhereTheSettingsSaySo() {
    announced("a", HIGH);
    FeedCursor cursor = feed("a").live(1);
    point().command(Target.STOPPED, 0);
    assertThat(read(cursor)).isEqualTo(header(HIGH));
    assertThat(cursor.next()).isEqualTo(ENDED);
  }

  @Test
  void breaksOffAtAStopWhereTheSettingsSaySo() {
    stage =
        Stage.started(
            SETTINGS.withServerConnections(new PointSettings.ServerConnections(true, false)));
    announced("a", HIGH);
    FeedCursor cursor = feed("a").live(1);
    point().command(Target.STOPPED, 0);
    read(cursor);
    assertThat(cursor.next()).isEqualTo(BROKEN_OFF);
  }

  @Test
  void leavesTheLastFragmentsOfARunToThoseWhoReadIt() {
    stage = Stage.started(SETTINGS.withAutoStart(true).withAutoRestartOnEncoderReconnect(true));
    IngestSession session = announced("a", HIGH);
    stage.sendFragments(session, 20, HIGH);
    FeedCursor near = feed("a").live(2);
    FeedCursor far = feed("a").from(0);
    stage.send(session, TestEvents.endOfStream());
    session.finish(stage.nowNanos);
    announced("a", HIGH);
    assertThat(feed("a").runNumber()).isEqualTo(2);
    assertThat(read(near)).isEqualTo(join(header(HIGH), fragment(HIGH, 18), fragment(HIGH, 19)));
    assertThat(near.next()).isEqualTo(ENDED);
    assertThat(far.next()).isInstanceOf(FeedStep.Behind.class);
  }

  @Test
  void leavesOutWhatHasComeThroughTheReaderItself() {
    IngestSession own = announced("a", HIGH);
    IngestSession mirrored = post("a", new Header("Via", "1.1 b%2Fx.isml"));
    stage.send(mirrored, header(TWIN));
    assertThat(feed("a").lineage()).isEqualTo(new Lineage(List.of("b%2Fx.isml")));
    assertThat(feed("a").lineageExcluding("b%2Fx.isml")).isEqualTo(Lineage.NONE);
    assertThat(feed("a").comesOnlyThrough("b%2Fx.isml")).isFalse();
    FeedCursor cursor = feed("a").live(1).excluding("b%2Fx.isml");
    stage.sendFragment(own, HIGH, 0);
    stage.sendFragment(mirrored, TWIN, 1);
    stage.sendFragment(own, HIGH, 2);
    assertThat(read(cursor)).isEqualTo(join(header(HIGH), fragment(HIGH, 0), fragment(HIGH, 2)));
    own.lost("gone", SECOND);
    assertThat(feed("a").comesOnlyThrough("b%2Fx.isml")).isTrue();
  }
}
