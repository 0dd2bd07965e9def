package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.dash.AdaptationSet;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.Period;
import org.smoothlab.media.dash.SegmentTemplate;
import org.smoothlab.media.dash.SegmentTimeline;
import org.smoothlab.media.dash.UtcTiming;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.Timeline;

/**
 * Says in an MPD what a point has published. Times are those of the streams: a segment is asked for
 * by the ticks that Smooth has for it, and the presentation's time 0 is that of the media clock.
 *
 * <p>Where the first stream of pictures (of sound, without pictures) has a hole a new Period
 * begins. A Period is named by the tick that it begins at, and so is the same in every version of
 * the document, and in that of another origin.
 *
 * @see "ISO/IEC 23009-1, 5.3; DASH-IF Guidelines, restricted timing model"
 */
final class DashManifest {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** DASH-IF IOP: a client that stays closer to the edge has too little to choose from. */
  private static final long DELAY_NANOS_MIN = 4_000_000_000L;

  private static final int DELAY_SEGMENTS = 3;

  /** For the network, the clocks and the player. */
  private static final long LOW_DELAY_NANOS = 1_000_000_000L;

  private static final int LOW_DELAY_CHUNKS = 2;
  private static final int BUFFER_SEGMENTS = 2;

  /** Served by {@link Protocol} itself. */
  static final String TIME_PATH = "/time";

  private final PointView view;
  private final DashSets sets;
  private final List<Timeline> timelines;
  private final Timeline reference;
  private final DashEvents events;
  private final Map<Timeline, List<FragmentTime>> timesByTimeline = new HashMap<>();
  private final Optional<DashNumbers> numbers;
  private final long chunkNanos;

  /**
   * @param view what is published; at least one stream of it can be told of
   * @param sets how its streams are told of
   * @param numbers how segments are counted, where they are
   */
  DashManifest(PointView view, DashSets sets, Optional<DashNumbers> numbers) {
    this.view = view;
    this.numbers = numbers;
    this.sets = sets;
    this.timelines = sets.timelines();
    this.reference = reference(timelines);
    this.events = new DashEvents(sets.inband() ? PointEvents.NONE : PointEvents.of(view));
    timelines.forEach(timeline -> timesByTimeline.put(timeline, timeline.whole().times()));
    this.chunkNanos = numbers.isPresent() ? chunkNanos() : 0;
  }

  /** The longest chunk of the fragments that arrive; 0 when some do not come in chunks. */
  private long chunkNanos() {
    long longest = 0;
    for (Timeline timeline : timelines) {
      if (!timeline.stream().isSparse() && !DashSets.isImages(timeline)) {
        long own = DashNumbers.chunkNanos(timeline);
        if (own == 0) {
          return 0;
        }
        longest = Math.max(longest, own);
      }
    }
    return longest;
  }

  /** The stream whose fragments the others are measured by. */
  static Timeline reference(List<Timeline> timelines) {
    Timeline found = timelines.getFirst();
    for (Timeline timeline : timelines) {
      if (rank(timeline) > rank(found)) {
        found = timeline;
      }
    }
    return found;
  }

  private static int rank(Timeline timeline) {
    int kind =
        switch (timeline.stream().kind()) {
          case VIDEO -> 2;
          case AUDIO -> 1;
          case TEXT -> 0;
        };
    return timeline.stream().isSparse() || DashSets.isImages(timeline) ? 0 : 1 + kind;
  }

  /** On demand: from the first to the last that there is, beginning at 0. */
  Mpd onDemand() {
    List<Span> spans = spans();
    long zeroNanos = spans.getFirst().startNanos;
    return new Mpd(
        new Mpd.Kind.OnDemand(spans.getLast().endNanos - zeroNanos),
        buffering(),
        periods(spans, zeroNanos, true),
        List.of());
  }

  /**
   * Live, or just over.
   *
   * @param form how clients ask for it
   * @param zeroMillis wall time, since 1970, of the media clock's 0
   */
  Mpd live(DashForm form, long zeroMillis) {
    boolean goesOn = view.state().receives();
    long publishMillis = zeroMillis + publishNanos(goesOn) / NANOS_PER_MILLI;
    // What is counted is not listed, so that next to nothing is ever new; and a depth that changes
    // with each document is more than a patch tells.
    boolean patchable =
        goesOn && numbers.isEmpty() && publishMillis >= 0 && !view.isShrunkByCache();
    return new Mpd(
        new Mpd.Kind.Live(
            zeroMillis,
            publishMillis,
            goesOn ? reference.fragmentNanos() : Mpd.UNTOLD,
            new Mpd.Window(depthNanos(), delayNanos(), chunkNanos > 0),
            patchable
                ? Optional.of(DashPatches.place(form, zeroMillis, publishMillis))
                : Optional.empty()),
        buffering(),
        periods(spans(), 0, !goesOn),
        List.of(UtcTiming.httpIso(TIME_PATH), UtcTiming.httpXsdate(TIME_PATH)));
  }

  /** Whether the point's event is over and closed. */
  static boolean isOnDemand(PointView view) {
    return view.state() == PointState.STOPPED;
  }

  /**
   * When the document last became another one, on the media clock: the mean of what the streams end
   * with, and a millisecond for each event. It moves whenever one of them does, and is the same on
   * every origin that has the same; the end of the whole is a change, too.
   */
  private long publishNanos(boolean goesOn) {
    long sumNanos = events.count() * NANOS_PER_MILLI;
    for (Timeline timeline : timelines) {
      sumNanos += nanos(times(timeline).getLast().endTicks(), timeline) / timelines.size();
    }
    return goesOn ? sumNanos : sumNanos + 1000 * NANOS_PER_MILLI;
  }

  private long depthNanos() {
    long windowSeconds = view.settings().clientConnections().timing().windowLengthSeconds();
    if (view.isShrunkByCache()) {
      List<FragmentTime> times = times(reference);
      return nanos(times.getLast().endTicks(), reference)
          - nanos(times.getFirst().startTicks(), reference);
    }
    return windowSeconds == 0 ? Mpd.UNTOLD : windowSeconds * Timescale.NANOS.ticksPerSecond();
  }

  private long delayNanos() {
    if (chunkNanos > 0) {
      return LOW_DELAY_NANOS + LOW_DELAY_CHUNKS * chunkNanos;
    }
    return Math.max(DELAY_NANOS_MIN, DELAY_SEGMENTS * longestNanos());
  }

  private Mpd.Buffering buffering() {
    return new Mpd.Buffering(BUFFER_SEGMENTS * longestNanos(), longestNanos());
  }

  private long longestNanos() {
    long longest = 0;
    for (Timeline timeline : timelines) {
      if (!timeline.stream().isSparse()) {
        for (FragmentTime time : times(timeline)) {
          longest =
              Math.max(
                  longest,
                  Timescale.NANOS.rescaleFloor(
                      time.durationTicks(), timeline.stream().timescale()));
        }
      }
    }
    return longest;
  }

  /**
   * What follows without a hole.
   *
   * @param startTicks on the clock of the reference; of the first span where it began, though that
   *     may have left the window
   */
  private record Span(long startTicks, long startNanos, long endNanos) {}

  private List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    long startTicks = reference.spanStartTicks();
    long endTicks = startTicks;
    boolean first = true;
    for (FragmentTime time : times(reference)) {
      if (!first && time.startTicks() != endTicks) {
        spans.add(span(startTicks, endTicks));
        startTicks = time.startTicks();
      }
      endTicks = time.endTicks();
      first = false;
    }
    spans.add(span(startTicks, endTicks));
    return spans;
  }

  private Span span(long startTicks, long endTicks) {
    return new Span(startTicks, nanos(startTicks, reference), nanos(endTicks, reference));
  }

  private List<Period> periods(List<Span> spans, long zeroNanos, boolean closed) {
    Map<Timeline, List<List<FragmentTime>>> shares = new LinkedHashMap<>();
    for (Timeline timeline : timelines) {
      shares.put(timeline, share(timeline, spans));
    }
    List<Period> periods = new ArrayList<>();
    for (int index = 0; index < spans.size(); index++) {
      Span span = spans.get(index);
      List<AdaptationSet> inPeriod = new ArrayList<>();
      for (Timeline timeline : timelines) {
        List<FragmentTime> times = shares.getOrDefault(timeline, List.of()).get(index);
        if (!times.isEmpty()) {
          inPeriod.addAll(sets.of(timeline, names -> template(timeline, span, times, names)));
        }
      }
      boolean last = index + 1 == spans.size();
      boolean ends = closed || !last;
      periods.add(
          new Period(
              Long.toString(span.startTicks),
              new Period.Span(
                  span.startNanos - zeroNanos,
                  ends ? span.endNanos - span.startNanos : Period.GOES_ON),
              events.between(
                  span.startNanos, last ? Long.MAX_VALUE : spans.get(index + 1).startNanos),
              inPeriod));
    }
    return periods;
  }

  /** A segment is in the Period that has its middle; what is before the first one is in none. */
  private List<List<FragmentTime>> share(Timeline timeline, List<Span> spans) {
    List<List<FragmentTime>> shares = new ArrayList<>();
    spans.forEach(_ -> shares.add(new ArrayList<>()));
    int index = 0;
    for (FragmentTime time : times(timeline)) {
      long middleNanos = nanos(time.startTicks() + time.durationTicks() / 2, timeline);
      while (index + 1 < spans.size() && spans.get(index + 1).startNanos <= middleNanos) {
        index++;
      }
      if (middleNanos >= spans.get(index).startNanos && time.durationTicks() > 0) {
        shares.get(index).add(time);
      }
    }
    return shares;
  }

  private SegmentTemplate template(
      Timeline timeline, Span span, List<FragmentTime> times, SegmentTemplate.Names names) {
    if (numbers.isPresent()) {
      return counted(span, names, numbers.get());
    }
    Timescale clock = timeline.stream().timescale();
    return new SegmentTemplate(
        clock,
        clock.rescaleFloor(span.startTicks, reference.stream().timescale()),
        names,
        new SegmentTemplate.Addressing.ByTime(SegmentTimeline.of(times)));
  }

  private SegmentTemplate counted(Span span, SegmentTemplate.Names names, DashNumbers count) {
    long durationNanos = Timescale.NANOS.rescaleFloor(count.durationTicks(), count.clock());
    return new SegmentTemplate(
        count.clock(),
        span.startTicks,
        names,
        new SegmentTemplate.Addressing.Regular(
            count.number(span.startTicks, count.clock()),
            count.durationTicks(),
            chunkNanos > 0 ? Math.max(0, durationNanos - chunkNanos) : 0));
  }

  /** Those that are whole: DASH owes nobody a look-ahead. */
  private List<FragmentTime> times(Timeline timeline) {
    return timesByTimeline.getOrDefault(timeline, List.of());
  }

  private static long nanos(long ticks, Timeline timeline) {
    return Timescale.NANOS.rescaleFloor(ticks, timeline.stream().timescale());
  }
}
