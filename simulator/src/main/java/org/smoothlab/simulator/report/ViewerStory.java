package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.smoothlab.simulator.trace.ViewerEvent;

/** What one viewer saw, from its first request to its end. */
final class ViewerStory {
  private static final int MARKS_MAX = 40;

  private final boolean inDetail;
  private final List<Change> changes = new ArrayList<>();
  private final List<Span> marks = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private OptionalLong begunNanos = OptionalLong.empty();
  private OptionalLong endedNanos = OptionalLong.empty();
  private final Map<String, Long> bitrateByStream = new HashMap<>();

  /** What the picture does. */
  enum State {
    STARTING,
    PLAYING,
    STALLED
  }

  /**
   * A time without a change.
   *
   * @param level of quality, from 0; means something when {@code PLAYING}
   */
  record Phase(State state, int level, Span span) {}

  private sealed interface Change {
    long atNanos();

    record To(long atNanos, State state) implements Change {}

    record Quality(long atNanos, String stream, long bitrateBps) implements Change {}
  }

  private record Arrival(long atNanos, String stream, long durationNanos) {}

  /**
   * @param inDetail whether it will be drawn for itself: then it keeps every arrival
   */
  ViewerStory(boolean inDetail) {
    this.inDetail = inDetail;
  }

  void add(ViewerEvent event, long now) {
    if (begunNanos.isEmpty()) {
      begunNanos = OptionalLong.of(now);
    }
    switch (event) {
      case ViewerEvent.ManifestArrived _ -> {}
      case ViewerEvent.FragmentArrived arrived -> arrived(arrived, now);
      case ViewerEvent.PlaybackStarted(long startupNanos) -> {
        begunNanos = OptionalLong.of(Math.max(0, now - startupNanos));
        changes.add(new Change.To(now, State.PLAYING));
      }
      case ViewerEvent.Stalled _ -> changes.add(new Change.To(now, State.STALLED));
      case ViewerEvent.Resumed _ -> changes.add(new Change.To(now, State.PLAYING));
      case ViewerEvent.Switched _ -> {}
      case ViewerEvent.Skipped(long from, long to) ->
          mark(now, "jumped over " + Words.time(to - from));
      case ViewerEvent.BackedOff _ -> {}
      case ViewerEvent.ServerChanged(String server) -> mark(now, "asks " + server);
      case ViewerEvent.Irregular irregular ->
          mark(now, irregular.kind() + " " + irregular.detail());
      case ViewerEvent.Ended _ -> endedNanos = OptionalLong.of(now);
    }
  }

  private void arrived(ViewerEvent.FragmentArrived arrived, long now) {
    String stream = arrived.track().streamName();
    long bitrate = arrived.track().bitrateBps();
    Long before = bitrateByStream.put(stream, bitrate);
    if (before == null || before != bitrate) {
      changes.add(new Change.Quality(now, stream, bitrate));
    }
    if (inDetail) {
      arrivals.add(new Arrival(now, stream, arrived.durationNanos()));
    }
  }

  private void mark(long now, String words) {
    if (marks.size() < MARKS_MAX) {
      marks.add(new Span(now, now, words));
    }
  }

  /** What was odd. */
  List<Span> marks() {
    return marks;
  }

  /** All its time, in order. */
  List<Phase> phases(ViewerLanes.Levels levels, long runEndNanos) {
    List<Phase> phases = new ArrayList<>();
    State state = State.STARTING;
    long since = begunNanos.orElse(0);
    long bitrate = -1;
    for (Change change : changes) {
      State next = change instanceof Change.To to ? to.state : state;
      long nextBitrate =
          change instanceof Change.Quality quality && quality.stream.equals(levels.stream())
              ? quality.bitrateBps
              : bitrate;
      if (next != state || nextBitrate != bitrate) {
        add(
            phases,
            state,
            levels.of(bitrate),
            new Span(since, change.atNanos(), words(state, bitrate)));
        since = change.atNanos();
      }
      state = next;
      bitrate = nextBitrate;
    }
    long end = endedNanos.orElse(runEndNanos);
    add(phases, state, levels.of(bitrate), new Span(since, end, words(state, bitrate)));
    return phases;
  }

  private static void add(List<Phase> phases, State state, int level, Span span) {
    if (span.toNanos() > span.fromNanos()) {
      phases.add(new Phase(state, level, span));
    }
  }

  private static String words(State state, long bitrateBps) {
    return switch (state) {
      case STARTING -> "starting";
      case STALLED -> "stalled";
      case PLAYING -> "plays " + Words.megabits((double) bitrateBps);
    };
  }

  /** For each column how much media was in the buffer; −1 when nothing played. */
  long[] bufferNanos(Timeline timeline) {
    long[] buffer = new long[Timeline.COLUMNS];
    Map<String, Long> arrivedByStream = new HashMap<>();
    arrivals.forEach(arrival -> arrivedByStream.put(arrival.stream, 0L));
    Arrays.fill(buffer, -1);
    int next = 0;
    for (int i = 0; i < buffer.length; i++) {
      long now = timeline.nanosAt(i);
      while (next < arrivals.size() && arrivals.get(next).atNanos <= now) {
        Arrival arrival = arrivals.get(next++);
        arrivedByStream.merge(arrival.stream, arrival.durationNanos, Long::sum);
      }
      boolean isOn = next > 0 && now < endedNanos.orElse(Long.MAX_VALUE);
      if (isOn) {
        long arrived = arrivedByStream.values().stream().mapToLong(n -> n).min().orElse(0);
        buffer[i] = Math.max(0, arrived - playedNanos(now));
      }
    }
    return buffer;
  }

  private long playedNanos(long now) {
    long played = 0;
    long playingSince = -1;
    for (Change change : changes) {
      if (change.atNanos() > now) {
        break;
      }
      if (change instanceof Change.To(long at, State state)) {
        boolean plays = state == State.PLAYING;
        played += playingSince >= 0 && !plays ? at - playingSince : 0;
        playingSince = plays ? at : -1;
      }
    }
    return played + (playingSince >= 0 ? now - playingSince : 0);
  }
}
