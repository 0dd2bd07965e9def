package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the simulator would have found it. */
@Timeout(300)
class PlantedBugsTest {
  static Stream<PlantedBug> bugs() {
    return Stream.of(
        new PlantedBug(
            "origin/NextTime.java",
            "boolean ready = track.held().size() > lookAhead || track.ended();",
            "boolean ready = track.held().size() >= lookAhead || track.ended();"),
        new PlantedBug(
            "origin/HeldTimes.java",
            "List<FragmentTime> own = track.heldTimes(1, lookAhead);",
            "List<FragmentTime> own = track.heldTimes(0, lookAhead);"),
        new PlantedBug(
            "origin/LiveTrack.java",
            "return sawEndOfStream && !merge.hasSources();",
            "return sawEndOfStream || !merge.hasSources();"),
        new PlantedBug(
            "origin/TrackMerge.java",
            "if (isKnown(time.startTicks(), frameTicks / 2)) {",
            "if (isKnown(time.startTicks(), frameTicks * 20)) {"),
        new PlantedBug(
            "origin/TrackMerge.java",
            "if (started() && time.startTicks() < expectedTicks - frameTicks) {",
            "if (started() && time.startTicks() < expectedTicks + frameTicks) {"),
        new PlantedBug(
            "origin/LiveStream.java",
            "track.held().addLast(fragment);\n    track.setAway(false);",
            "track.held().addFirst(fragment);\n    track.setAway(false);"),
        new PlantedBug(
            "origin/FeedCursor.java",
            "place++;\n        yield Optional.of",
            "place += 2;\n        yield Optional.of"),
        new PlantedBug(
            "origin/StreamFeed.java", "if (isWanted.test(held)) {", "if (!isWanted.test(held)) {"),
        new PlantedBug(
            "relay/SourceList.java", "index = (index + 1) % sources.size();", "index = 0;"),
        new PlantedBug(
            "relay/PullEdges.java",
            "rescaleFloor(time.endTicks() - time.durationTicks() / 2, clock)",
            "rescaleFloor(time.endTicks() + time.durationTicks() / 2, clock)"),
        new PlantedBug("relay/PushStream.java", "remember(bytes);", "sentFragments.clear();"),
        new PlantedBug(
            "origin/Timeline.java",
            "new Lookup.Near(window.startTicks(index), halfFrameTicks),",
            "new Lookup.Near(window.startTicks(Math.max(0, index - 1)), halfFrameTicks),"),
        new PlantedBug(
            "access/Grantee.java",
            "case One(Principal one) -> one.equals(principal);",
            "case One(Principal one) -> one.getClass() == principal.getClass();"),
        new PlantedBug(
            "archive/TrackTidy.java",
            "&& late.get().time().startTicks() < inTurn.get().time().startTicks());",
            "&& late.get().time().startTicks() > inTurn.get().time().startTicks());"));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isFound(PlantedBug bug, TestReporter reporter) throws Exception {
    long startNanos = System.nanoTime();

    String found = bug.inItsWorld(SearchForBug.class).call();

    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    reporter.publishEntry(bug.mistake(), found + " (" + millis + " ms)");
    assertThat(found).as("%s: %s", bug.source(), bug.mistake()).isNotEmpty();
  }

  @Test
  void saysWhichLineIsGone() {
    PlantedBug gone = new PlantedBug("origin/TrackMerge.java", "no such line", "nothing");

    assertThatThrownBy(() -> gone.inItsWorld(SearchForBug.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("TrackMerge.java no longer has the line \"no such line\" once");
  }
}
