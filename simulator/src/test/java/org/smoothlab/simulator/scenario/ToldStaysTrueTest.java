package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

class ToldStaysTrueTest {
  private static final String POINT = "/live/event.isml";
  private static final TrackId LOW = new TrackId("video", 1);
  private static final TrackId HIGH = new TrackId("video", 2);

  private final ToldStaysTrue invariant = new ToldStaysTrue();

  @Test
  void isContentWhenEverythingToldIsThereOrComesOrHasGone() {
    publish(LOW, 0, 7);
    publish(LOW, 20, 8);

    assertThat(ask(Sight.Word.MANIFEST, 0, answer(LOW, 200, 7))).isEmpty();
    assertThat(ask(Sight.Word.LOOK_AHEAD, 20, answer(LOW, 200, 8))).isEmpty();
    assertThat(ask(Sight.Word.LOOK_AHEAD, 40, answer(LOW, 412, 0))).isEmpty();
    assertThat(ask(Sight.Word.EARLIER, 40, answer(LOW, 412, 0))).isEmpty();
    evict(0, "WINDOW");
    assertThat(ask(Sight.Word.EARLIER, 0, answer(LOW, 410, 0))).isEmpty();
    assertThat(ask(Sight.Word.EARLIER, 20, answer(LOW, 200, 8))).isEmpty();
  }

  @Test
  void letsAQualityLevelMissWhatItNeverPublished() {
    publish(LOW, 0, 7);

    assertThat(ask(Sight.Word.MANIFEST, 0, answer(LOW, 200, 7), answer(HIGH, 404, 0))).isEmpty();
  }

  @Test
  void findsATimeThatNoQualityLevelHas() {
    assertThat(ask(Sight.Word.MANIFEST, 0, answer(LOW, 404, 0), answer(HIGH, 404, 0)))
        .contains(
            "origin/live/event.isml video@0 has 0 by its manifest, but no quality level has it");
  }

  @Test
  void findsOtherBytesThanWerePublished() {
    publish(LOW, 0, 7);

    assertThat(ask(Sight.Word.EARLIER, 0, answer(LOW, 200, 8)))
        .contains(
            "origin/live/event.isml video@1 has 0 by what viewers knew, but sends other content"
                + " than it published");
    assertThat(ask(Sight.Word.EARLIER, 20, answer(LOW, 200, 8))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "MANIFEST, 404",
    "MANIFEST, 410",
    "MANIFEST, 412",
    "MANIFEST, 503",
    "LOOK_AHEAD, 404",
    "LOOK_AHEAD, 410",
    "LOOK_AHEAD, 412",
    "EARLIER, 404",
    "EARLIER, 410",
    "EARLIER, 412",
    "EARLIER, 401"
  })
  void findsThatWhatIsThereIsNotHandedOut(Sight.Word word, int status) {
    publish(LOW, 0, 7);

    assertThat(ask(word, 0, answer(LOW, status, 0)))
        .hasValueSatisfying(what -> assertThat(what).endsWith("but answers " + status));
  }

  @Test
  void findsAnAnnouncedTimeThatIsUnknown() {
    publish(LOW, 0, 7);

    assertThat(ask(Sight.Word.LOOK_AHEAD, 20, answer(LOW, 404, 0)))
        .contains("origin/live/event.isml video@1 has 20 by a look-ahead, but answers 404");
  }

  @Test
  void doesNotTakeTheArchiveForTheEndOfTheWindow() {
    publish(LOW, 0, 7);
    evict(0, "ARCHIVED");

    assertThat(ask(Sight.Word.EARLIER, 0, answer(LOW, 410, 0))).isNotEmpty();
  }

  @Test
  void letsWhatAKillTookBeMissingButNotBeOther() {
    publish(LOW, 0, 7);
    tell(new WorldEvent.NodeDown("origin"));
    tell(new WorldEvent.NodeUp("origin", true));

    assertThat(ask(Sight.Word.EARLIER, 0, answer(LOW, 404, 0))).isEmpty();
    assertThat(ask(Sight.Word.EARLIER, 0, answer(LOW, 200, 8))).isNotEmpty();
  }

  @Test
  void tellsTheRunsOfAPointApart() {
    publish(LOW, 0, 7);
    tell(new OriginEvent.RunStarted(POINT, 2, ""));

    assertThat(ask(Sight.Word.EARLIER, 0, answer(LOW, 404, 0))).isEmpty();
    publish(LOW, 0, 8);
    assertThat(ask(Sight.Word.EARLIER, 0, answer(LOW, 200, 8))).isEmpty();
    assertThat(ask(Sight.Word.EARLIER, 0, answer(LOW, 200, 7))).isNotEmpty();
  }

  private void publish(TrackId track, long startTicks, long hash) {
    FragmentTime time = new FragmentTime(startTicks, 20);
    tell(new OriginEvent.Published(POINT, track, time, new OriginEvent.Body(100, hash, List.of())));
  }

  private void evict(long startTicks, String cause) {
    tell(new OriginEvent.Evicted(POINT, "video", new FragmentTime(startTicks, 20), cause));
  }

  private void tell(RunEvent event) {
    assertThat(invariant.broken(new TraceEntry(0, "origin", event))).isEmpty();
  }

  private static Sight.Answer answer(TrackId track, int status, long hash) {
    return new Sight.Answer(track, status, hash);
  }

  private Optional<String> ask(Sight.Word word, long startTicks, Sight.Answer... answers) {
    return invariant.broken(
        new Sight.Kept(
            new Scenario.Place("origin", POINT),
            new Sight.Promise("video", startTicks, word),
            Arrays.asList(answers)));
  }
}
