package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.ViewerEvent;
import org.smoothlab.simulator.trace.ViewerScore;

/** What viewers saw: all of them together, and those one by one who had the worst of it. */
final class ViewerLanes implements Lanes {
  /** How many are shown one by one. */
  static final int SHOWN_MAX = 20;

  private static final int CROWD_HEIGHT = 84;
  private static final int LANE_HEIGHT = 20;
  private static final int LEVELS_MAX = 5;
  private static final int SHADES = 5;

  /** A buffer that fills its lane. */
  private static final long BUFFER_NANOS_MAX = 12_000_000_000L;

  /** Of whom there are scores, but nothing in the trace: it was full before they came. */
  private static final ViewerStory NOBODY = new ViewerStory(false);

  private final Map<String, ViewerStory> viewers = new LinkedHashMap<>();
  private final Map<String, TreeSet<Long>> bitratesByStream = new HashMap<>();
  private final List<ViewerScore> worstFirst;

  /**
   * @param scores of all viewers
   */
  ViewerLanes(List<ViewerScore> scores) {
    worstFirst = worstFirst(scores);
    worstFirst.stream()
        .limit(SHOWN_MAX)
        .forEach(score -> viewers.put(score.viewer(), new ViewerStory(true)));
  }

  /** Who stood still longest, then who got what is wrong, then who waited longest at first. */
  static List<ViewerScore> worstFirst(List<ViewerScore> scores) {
    return scores.stream()
        .sorted(
            Comparator.<ViewerScore>comparingLong(score -> -score.stalls().totalNanos())
                .thenComparingLong(score -> -score.stalls().count())
                .thenComparingLong(score -> -score.irregular().count())
                .thenComparingLong(score -> -score.played().skippedNanos())
                .thenComparingLong(score -> -score.startupNanos().orElse(Long.MAX_VALUE)))
        .toList();
  }

  @Override
  public void add(TraceEntry entry) {
    if (!(entry.event() instanceof ViewerEvent event)) {
      return;
    }
    if (event instanceof ViewerEvent.FragmentArrived arrived) {
      TrackId track = arrived.track();
      bitratesByStream
          .computeIfAbsent(track.streamName(), _ -> new TreeSet<>())
          .add(track.bitrateBps());
    }
    viewers.computeIfAbsent(entry.who(), _ -> new ViewerStory(false)).add(event, entry.atNanos());
  }

  @Override
  public void draw(Timeline timeline) {
    if (viewers.isEmpty()) {
      return;
    }
    Levels levels = levels();
    timeline.section(
        "Viewers",
        "quality of what came, the stronger the blue the better; red: the picture stood; grey: not yet begun;"
            + " line: media in the buffer");
    drawCrowd(timeline, levels);
    worstFirst.stream()
        .limit(SHOWN_MAX)
        .forEach(
            score -> draw(timeline, score, viewers.getOrDefault(score.viewer(), NOBODY), levels));
    if (worstFirst.size() > SHOWN_MAX) {
      timeline.remark(
          "… and "
              + (worstFirst.size() - SHOWN_MAX)
              + " more who fared no worse, in the sum above");
    }
  }

  /** The stream whose quality changes, and its rates from low to high. */
  record Levels(String stream, List<Long> bitratesBps) {
    /** How many steps are told apart. */
    int count() {
      return Math.clamp(bitratesBps.size(), 1, LEVELS_MAX);
    }

    /** Which of the shades of blue: they spread over the whole range. */
    String shade(int level) {
      return "q" + (count() == 1 ? SHADES - 1 : level * (SHADES - 1) / (count() - 1));
    }

    /** From 0, the lowest. */
    int of(long bitrateBps) {
      int index = Math.max(0, bitratesBps.indexOf(bitrateBps));
      return bitratesBps.size() <= LEVELS_MAX ? index : index * LEVELS_MAX / bitratesBps.size();
    }
  }

  private Levels levels() {
    return bitratesByStream.entrySet().stream()
        .max(
            Comparator.<Map.Entry<String, TreeSet<Long>>>comparingLong(
                    stream -> stream.getValue().last())
                .thenComparing(Map.Entry::getKey))
        .map(stream -> new Levels(stream.getKey(), List.copyOf(stream.getValue())))
        .orElse(new Levels("", List.of()));
  }

  private static void draw(Timeline timeline, ViewerScore score, ViewerStory story, Levels levels) {
    boolean stalled = score.stalls().count() > 0;
    String still = stalled ? " · " + Words.time(score.stalls().totalNanos()) + " still" : "";
    Timeline.Lane lane =
        timeline.lane(
            Words.cut(score.viewer(), 18) + still,
            score.stalls().count() + " stalls, " + Words.time(score.stalls().totalNanos()),
            LANE_HEIGHT);
    for (ViewerStory.Phase phase : story.phases(levels, timeline.endNanos())) {
      lane.bar(
          css(phase, levels),
          phase.span().fromNanos(),
          phase.span().toNanos(),
          phase.span().words());
    }
    long[] buffer = story.bufferNanos(timeline);
    lane.line("buffer", buffer, BUFFER_NANOS_MAX, 2);
    story.marks().forEach(mark -> lane.mark("warn", mark.fromNanos(), mark.words()));
  }

  private static String css(ViewerStory.Phase phase, Levels levels) {
    return switch (phase.state()) {
      case STARTING -> "starting";
      case STALLED -> "stalled";
      case PLAYING -> levels.shade(phase.level());
    };
  }

  /** How many were in which state, one upon the other. */
  private void drawCrowd(Timeline timeline, Levels levels) {
    List<long[]> layers = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    for (int level = 0; level < levels.count(); level++) {
      layers.add(new long[Timeline.COLUMNS + 1]);
      kinds.add(levels.shade(level));
    }
    long[] starting = new long[Timeline.COLUMNS + 1];
    long[] stalled = new long[Timeline.COLUMNS + 1];
    for (ViewerStory story : viewers.values()) {
      for (ViewerStory.Phase phase : story.phases(levels, timeline.endNanos())) {
        long[] layer =
            switch (phase.state()) {
              case STARTING -> starting;
              case STALLED -> stalled;
              case PLAYING -> layers.get(phase.level());
            };
        layer[timeline.column(phase.span().fromNanos())]++;
        layer[timeline.column(phase.span().toNanos()) + 1]--;
      }
    }
    layers.add(starting);
    kinds.add("starting");
    layers.add(stalled);
    kinds.add("stalled");
    Timeline.Lane lane =
        timeline.lane(
            Words.count(viewers.size(), "viewer"), "how many saw which quality", CROWD_HEIGHT);
    long[] lower = new long[Timeline.COLUMNS];
    for (int i = 0; i < layers.size(); i++) {
      long[] upper = lower.clone();
      long inside = 0;
      for (int column = 0; column < Timeline.COLUMNS; column++) {
        inside += layers.get(i)[column];
        upper[column] += inside;
      }
      lane.area(kinds.get(i), lower, upper, viewers.size());
      lower = upper;
    }
  }
}
