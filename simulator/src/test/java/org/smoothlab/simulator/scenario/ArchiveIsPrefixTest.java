package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

class ArchiveIsPrefixTest {
  private static final String POINT = "/live/event.isml";
  private static final TrackId VIDEO = new TrackId("video", 1);
  private static final String THERE = "the archive of origin/live/event.isml video@1, run 1, ";

  private final ArchiveIsPrefix invariant = new ArchiveIsPrefix();

  @Test
  void isContentWithWhatWasTakenInAndWithLess() {
    begin(1);
    accept(40);
    accept(60);
    past(20);

    assertThat(look()).isEmpty();
    assertThat(look(40)).isEmpty();
    assertThat(look(20, 40, 60)).isEmpty();
  }

  @Test
  void findsWhatWasNeverTakenIn() {
    begin(1);
    accept(0);

    assertThat(look(0, 20)).contains(THERE + "holds 20, which was never taken in");
  }

  @Test
  void findsOtherContent() {
    begin(1);
    accept(20);

    assertThat(lookAt(stored(20, 21)))
        .contains(THERE + "holds 20 with other content than was taken in");
  }

  @Test
  void findsDisorderAndRepetition() {
    begin(1);
    accept(0);
    accept(20);

    assertThat(look(20, 0)).contains(THERE + "holds 0 behind what ends at 40");
    assertThat(look(0, 0)).contains(THERE + "holds 0 behind what ends at 20");
  }

  @Test
  void findsAHole() {
    begin(1);
    accept(0);
    accept(20);
    accept(40);

    assertThat(look(0, 40)).contains(THERE + "lacks 20 in front of 40");
  }

  @Test
  void letsAKillOrAFullDiskLeaveAHole() {
    begin(1);
    accept(0);
    accept(20);
    tell(new WorldEvent.NodeDown("origin"));
    tell(new WorldEvent.NodeUp("origin", true));
    accept(40);
    accept(60);
    accept(80);
    assertThat(look(0, 40, 60)).isEmpty();
    assertThat(look(0, 40, 80)).isNotEmpty();

    tell(new WorldEvent.FaultStruck("the disk of origin is full for 3s"));
    assertThat(look(0, 40, 80)).isEmpty();
  }

  @Test
  void tellsRunsAndDisksApart() {
    begin(1);
    accept(0);
    begin(2);
    accept(20);
    assertThat(look(0)).isEmpty();
    assertThat(look(20)).isNotEmpty();

    tell(new WorldEvent.NodeDown("origin"));
    tell(new WorldEvent.NodeUp("origin", false));
    assertThat(look(0)).contains(THERE + "holds 0, which was never taken in");
  }

  private void begin(long runNumber) {
    tell(new OriginEvent.RunStarted(POINT, runNumber, ""));
  }

  private void accept(long startTicks) {
    FragmentTime time = new FragmentTime(startTicks, 20);
    tell(new OriginEvent.Accepted(POINT, VIDEO, time, startTicks));
  }

  private void past(long startTicks) {
    tell(new OriginEvent.Past(POINT, VIDEO, new FragmentTime(startTicks, 20), startTicks));
  }

  private void tell(RunEvent event) {
    assertThat(invariant.broken(new TraceEntry(0, "origin", event))).isEmpty();
  }

  private static Sight.Stored stored(long startTicks, long hash) {
    return new Sight.Stored(new FragmentTime(startTicks, 20), hash);
  }

  private Optional<String> look(long... starts) {
    return lookAt(
        Arrays.stream(starts)
            .mapToObj(startTicks -> stored(startTicks, startTicks))
            .toArray(Sight.Stored[]::new));
  }

  private Optional<String> lookAt(Sight.Stored... stored) {
    return invariant.broken(
        new Sight.Archived(new Scenario.Place("origin", POINT), 1, VIDEO, Arrays.asList(stored)));
  }
}
