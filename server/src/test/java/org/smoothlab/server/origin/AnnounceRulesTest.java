package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.Refusal.Kind;

/** What a second announce may say while an event runs. */
class AnnounceRulesTest {
  private final EffectLog log = new EffectLog();
  private final PublishingPoint point =
      new Origin(OriginSettings.DEFAULT, new WallClock(Instant.EPOCH, 0), log)
          .create("/a.isml", PointSettings.DEFAULT);
  private int remote;

  @BeforeEach
  void videoAndAudioAreRunning() {
    point.command(Target.STARTED, 0);
    assertThat(announce(HIGH.info(), AUDIO.info())).isEmpty();
  }

  private Optional<Refusal> announce(TrackInfo... tracks) {
    SourceId id = new SourceId("", "a", "e:" + ++remote);
    Source source = ((Admission.Admitted) point.open(id, 0)).source();
    return source.announce(new Announcement(List.of(tracks), List.of()), 0);
  }

  private static TrackInfo withStream(TrackInfo track, StreamInfo stream) {
    return new TrackInfo(track.trackNumber(), stream, track.level());
  }

  private static TrackInfo withFormat(TrackInfo track, String fourCc, MediaFormat format) {
    QualityLevel level = track.level();
    return new TrackInfo(
        track.trackNumber(),
        track.stream(),
        new QualityLevel(
            level.bitrateBps(),
            fourCc,
            level.codecPrivateData(),
            format,
            level.customAttributes()));
  }

  @Test
  void theSameTracksJoin() {
    assertThat(announce(HIGH.info(), AUDIO.info())).isEmpty();
    assertThat(log.all(Effect.Warned.class)).isEmpty();
  }

  @Test
  void aSubsetJoins() {
    assertThat(announce(AUDIO.info())).isEmpty();
  }

  @Test
  void aNewBitrateAndANewStreamJoin() {
    assertThat(announce(LOW.info(), new TestTrack(9, "audio_fra", 64_000).info())).isEmpty();
  }

  @Test
  void otherCodecDataIsAcceptedWithAWarning() {
    assertThat(announce(HIGH.info(1280, "000000016700"))).isEmpty();
    assertThat(log.all(Effect.Warned.class))
        .singleElement()
        .extracting(Effect.Warned::message)
        .asString()
        .startsWith("CodecPrivateData of video@2000000 is 00000001674d40")
        .endsWith("announced is 000000016700");
  }

  @Test
  void anotherLanguageIsAcceptedWithAWarning() {
    StreamInfo s = AUDIO.info().stream();
    StreamInfo french =
        new StreamInfo(s.kind(), s.name(), s.subtype(), "fra", s.timescale(), s.sparse());
    assertThat(announce(withStream(AUDIO.info(), french))).isEmpty();
    assertThat(log.all(Effect.Warned.class)).hasSize(1);
  }

  @Test
  void anotherSizeIsRefused() {
    assertThat(announce(HIGH.info(640, "")))
        .contains(
            new Refusal(
                Kind.CONFLICT,
                "track video@2000000: format was announced as 1280x720, NAL unit length 4 before,"
                    + " now as 640x720, NAL unit length 4"));
  }

  @Test
  void anotherCodecIsRefused() {
    assertThat(announce(withFormat(HIGH.info(), "WVC1", HIGH.info().level().format())))
        .contains(
            new Refusal(
                Kind.CONFLICT,
                "track video@2000000: FourCC was announced as H264 before, now as WVC1"));
  }

  @Test
  void anotherSamplingRateIsRefused() {
    MediaFormat format = new MediaFormat.Audio(44_100, 2, 16, 4, 255);
    assertThat(announce(withFormat(AUDIO.info(), "AACL", format)))
        .hasValueSatisfying(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT));
  }

  @Test
  void anotherTimescaleOrTypeIsRefusedEvenAtAnotherBitrate() {
    StreamInfo other =
        new StreamInfo(
            StreamKind.VIDEO, "video", "", "", new Timescale(90_000), StreamInfo.Sparse.NONE);
    assertThat(announce(withStream(LOW.info(), other)))
        .contains(
            new Refusal(
                Kind.CONFLICT,
                "stream video: timescale was announced as 10000000 before, now as 90000"));
    StreamInfo text =
        new StreamInfo(StreamKind.TEXT, "video", "", "", Timescale.SMOOTH, StreamInfo.Sparse.NONE);
    assertThat(announce(withStream(withFormat(LOW.info(), "TTML", new MediaFormat.Text()), text)))
        .hasValueSatisfying(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT));
  }

  @Test
  void anAnnounceMustNotContradictItself() {
    assertThat(announce(HIGH.info(), HIGH.info()))
        .hasValueSatisfying(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED));
    assertThat(announce(HIGH.info(), new TestTrack(1, "other", 1).info()))
        .contains(new Refusal(Kind.MALFORMED, "two tracks have track_ID 1, expected one"));
    assertThat(announce())
        .contains(new Refusal(Kind.MALFORMED, "no tracks announced, expected at least one"));
    StreamInfo slow =
        new StreamInfo(
            StreamKind.VIDEO, "new", "", "", new Timescale(90_000), StreamInfo.Sparse.NONE);
    assertThat(announce(new TestTrack(1, "new", 1).info(), withStream(LOW.info(), slow)))
        .hasValueSatisfying(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED));
  }

  @Test
  void tenThousandLevelsAreBeyondTheBound() {
    TrackInfo[] tracks =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new TestTrack(i + 10, "video", 10 + i).info())
            .toArray(TrackInfo[]::new);
    assertThat(announce(tracks))
        .contains(new Refusal(Kind.LIMIT, "10002 tracks, the point takes at most 64"));
    assertThat(point.view().timelines()).hasSize(2);
  }

  @Test
  void aSumOfBitratesIsBounded() {
    TrackInfo[] tracks =
        Stream.of(1_000_000_000L, 3_000_000_000L)
            .map(bps -> new TestTrack((int) (bps / 1_000_000_000L) + 10, "video", bps).info())
            .toArray(TrackInfo[]::new);
    assertThat(announce(tracks))
        .contains(
            new Refusal(Kind.LIMIT, "4002128000 bit/s in all, the point takes at most 1000000000"));
  }
}
