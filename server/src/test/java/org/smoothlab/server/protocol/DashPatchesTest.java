package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.AdaptationSet;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdPatch;
import org.smoothlab.media.dash.MpdWriter;
import org.smoothlab.media.dash.Period;
import org.smoothlab.media.dash.Representation;
import org.smoothlab.media.dash.SegmentTemplate;
import org.smoothlab.media.dash.SegmentTimeline;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;

/** What clients of DASH are told of what is new. */
class DashPatchesTest {
  private static final String MPD = POINT + "/Manifest(format=mpd-time-cmaf)";
  private static final DashForm FORM = new DashForm(Format.MPD_TIME_CMAF, false, false);
  private static final TestTrack[] TRACKS = {HIGH, LOW, AUDIO};

  private final Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(12));
  private final IngestSession session = stage.announced(TRACKS);

  private void send(int from, int to) {
    for (int index = from; index < to; index++) {
      for (TestTrack track : TRACKS) {
        stage.sendFragment(session, track, index);
      }
      stage.nowNanos += 2 * Stage.SECOND;
    }
  }

  private PatchedMpd whole() {
    return new PatchedMpd(text(stage.get(MPD)));
  }

  private static String path(PatchedMpd mpd) {
    return POINT + "/" + mpd.location();
  }

  @Test
  void tellsOfSegmentsThatCameAndThatLeftTheWindow() {
    send(0, 8);
    PatchedMpd mpd = whole();
    assertThat(mpd.location()).isEqualTo("Manifest(format=mpd-time-cmaf,patch=1767225616000)");
    send(8, 9);

    Reply reply = stage.get(path(mpd));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).contains("application/dash-patch+xml");
    assertThat(reply.header("Cache-Control")).contains("public, max-age=1");
    assertThat(text(reply))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Patch xmlns="urn:mpeg:dash:schema:mpd-patch:2020" mpdId="live-1767225600000"\
             originalPublishTime="2026-01-01T00:00:16Z" publishTime="2026-01-01T00:00:18Z">
             <replace sel="/MPD/@publishTime">2026-01-01T00:00:18Z</replace>
             <replace sel="/MPD/PatchLocation[1]"><PatchLocation ttl="60">\
            Manifest(format=mpd-time-cmaf,patch=1767225618000)</PatchLocation></replace>
             <replace sel="/MPD/Period[@id='0']/AdaptationSet[@id='1']/SegmentTemplate/SegmentTimeline/S[1]">\
            <S t="20000000" d="20000000" r="7"/></replace>
             <replace sel="/MPD/Period[@id='0']/AdaptationSet[@id='2']/SegmentTemplate/SegmentTimeline/S[1]">\
            <S t="20000000" d="20000000" r="7"/></replace>
            </Patch>
            """);
    assertThat(mpd.take(text(reply))).isTrue();
    assertThat(mpd).hasToString(whole().toString());
  }

  @Test
  void waitsForWhatIsNew() {
    send(0, 4);
    PatchedMpd mpd = whole();
    Ask ask = stage.ask("GET", path(mpd));
    Wait wait = (Wait) stage.protocol.open(ask, stage.nowNanos);
    assertThat(wait.deadlineNanos() - stage.nowNanos).isEqualTo(2 * Stage.SECOND);

    send(4, 5);

    Reply reply = (Reply) stage.protocol.reopen(ask, wait, stage.nowNanos);
    assertThat(mpd.take(text(reply))).isTrue();
    assertThat(mpd).hasToString(whole().toString());
  }

  /** For the document that it has, a client then has a patch that changes nothing. */
  @Test
  void saysWhenNothingIsNew() {
    send(0, 4);
    PatchedMpd mpd = whole();

    Reply reply = stage.get(path(mpd));

    assertThat(mpd.take(text(reply))).isTrue();
    assertThat(reply.header("Cache-Control")).contains("no-store");
    assertThat(mpd).hasToString(whole().toString());
  }

  /** After a restart, or on another origin; by an error dash.js would be stopped for good. */
  @Test
  void sendsWhoHasAnUnknownDocumentToTheWhole() {
    send(0, 4);
    Reply reply = stage.get(POINT + "/Manifest(format=mpd-time-cmaf,patch=1767225601234)");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(whole().take(text(reply))).isTrue();
    send(4, 5);
    assertThat(whole().take(text(reply))).isFalse();
  }

  @Test
  void sendsToTheWholeWhenMoreThanSegmentsHasChanged() {
    send(0, 4);
    PatchedMpd mpd = whole();
    send(6, 9);

    assertThat(mpd.take(text(stage.get(path(mpd))))).isFalse();
    assertThat(whole().toString()).contains("Period{duration=PT8S, id=0,", "Period{id=120000000,");
  }

  @Test
  void givesTheWholeWhenTheEventIsOver() {
    send(0, 4);
    PatchedMpd mpd = whole();
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);

    Reply reply = stage.get(path(mpd));

    assertThat(reply.header("Content-Type")).contains("application/dash+xml");
    assertThat(new PatchedMpd(text(reply)).location()).isEmpty();
    assertThat(text(reply)).contains("type=\"static\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "soon", "1e3", "9999999999999999"})
  void refusesWhatIsNoTime(String time) {
    send(0, 4);

    Reply reply = stage.get(POINT + "/Manifest(format=mpd-time-cmaf,patch=" + time + ")");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(text(reply)).contains("expected the milliseconds since 1970 of MPD@publishTime");
  }

  @Test
  void hasNothingToPatchBeforeThereIsAnything() {
    assertThat(stage.get(POINT + "/Manifest(format=mpd-time-cmaf,patch=1)").status())
        .isEqualTo(404);
  }

  /** What is counted is not listed. */
  @Test
  void offersNoPatchesWhereSegmentsAreCounted() {
    send(0, 4);

    assertThat(text(stage.get(POINT + "/Manifest(format=mpd-number-cmaf)")))
        .doesNotContain("PatchLocation");
  }

  @Test
  void followsSegmentsOfAnyDuration() {
    SplittableRandom random = new SplittableRandom(5);
    List<FragmentTime> all = new ArrayList<>();
    long atTicks = 7;
    for (int index = 0; index < 2_000; index++) {
      long durationTicks = 10L + random.nextInt(3) / 2;
      all.add(new FragmentTime(atTicks, durationTicks));
      atTicks += durationTicks + (random.nextInt(10) == 0 ? 3 : 0);
    }
    Mpd old = mpd(1, all.subList(0, 10));
    PatchedMpd patched = new PatchedMpd(string(MpdWriter.write(old)));
    int from = 0;
    int to = 10;
    for (int version = 2; to < 1_950; version++) {
      from += random.nextInt(12);
      to = Math.max(from + 1, to) + random.nextInt(12);
      Mpd now = mpd(version, all.subList(from, to));

      assertThat(patched.take(string(MpdPatch.between(old, now).orElseThrow()))).isTrue();

      assertThat(patched).hasToString(new PatchedMpd(string(MpdWriter.write(now))).toString());
      old = now;
    }
    assertThat(from).isGreaterThan(1_000);
  }

  @Test
  void forgetsOldDocuments() {
    DashPatches patches = new DashPatches();
    Mpd mpd = mpd(1, List.of(new FragmentTime(0, 10)));
    for (int run = 0; run < 10_000; run++) {
      patches.tell(presentation(run), mpd);
      patches.tell(presentation(run), mpd);
    }

    assertThat(patches.count())
        .isEqualTo(DashPatches.RUN_COUNT_MAX / (DashPatches.RUNS_OF_A_DOCUMENT + 1));
  }

  /** What is told may change without a new segment, and so without a new time of publication. */
  @Test
  void trustsNoTimeThatTwoDocumentsHave() throws Exception {
    send(0, 4);
    PointView view = stage.origin.find(POINT).orElseThrow().view();
    List<FragmentTime> times = List.of(new FragmentTime(0, 10), new FragmentTime(10, 10));
    Mpd now = mpd(2, times);
    DashPatches patches = new DashPatches();
    patches.tell(presentation(1), mpd(1, times.subList(0, 1)));
    assertThat(answer(patches, view, now)).contains("<replace");

    patches.tell(presentation(1), mpd(1, times.subList(1, 2)));

    assertThat(answer(patches, view, now))
        .isEqualTo(string(MpdPatch.none((Mpd.Kind.Live) now.kind())));
  }

  private static String answer(DashPatches patches, PointView view, Mpd now) throws Exception {
    SmoothUrl.Manifest url =
        (SmoothUrl.Manifest) SmoothUrl.read(POINT + "/Manifest(format=mpd-time-cmaf,patch=1)");
    return text((Reply) patches.answer(view, url, presentation(1), now, new Patience(0, 0)));
  }

  private static DashPatches.Presentation presentation(long runNumber) {
    return new DashPatches.Presentation(POINT, runNumber, FORM);
  }

  private static Mpd mpd(long publishMillis, List<FragmentTime> times) {
    AdaptationSet set =
        new AdaptationSet(
            1,
            new AdaptationSet.Content("video", "video/mp4", "", AdaptationSet.Properties.NONE),
            new SegmentTemplate(
                Timescale.SMOOTH,
                0,
                new SegmentTemplate.Names("i", "$Time$"),
                new SegmentTemplate.Addressing.ByTime(SegmentTimeline.of(times))),
            List.of(new Representation("v", 1, "", new Representation.Form.Picture(16, 9))));
    return new Mpd(
        new Mpd.Kind.Live(
            0,
            publishMillis,
            Stage.SECOND,
            new Mpd.Window(Mpd.UNTOLD, Mpd.UNTOLD, false),
            Optional.of(DashPatches.place(FORM, 0, publishMillis))),
        new Mpd.Buffering(0, 0),
        List.of(new Period("0", new Period.Span(0, Period.GOES_ON), List.of(), List.of(set))),
        List.of());
  }

  private static String string(Slice utf8) {
    return new String(utf8.toByteArray(), StandardCharsets.UTF_8);
  }
}
