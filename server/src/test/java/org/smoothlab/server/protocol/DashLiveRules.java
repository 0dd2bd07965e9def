package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.AdaptationSet;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdReader;
import org.smoothlab.media.dash.Period;
import org.smoothlab.media.dash.SegmentTemplate;

/**
 * Holds successive versions of one MPD against what the standard asks of live ones. Whoever fetches
 * them tells the time; what is broken is collected, in words. The reader of MPDs sees to it that
 * nothing is missing in a version, and that segments do not overlap.
 *
 * @see "ISO/IEC 23009-1, 5.3.1.2, 5.3.9.6, 5.4; DASH-IF Guidelines, restricted timing model"
 */
final class DashLiveRules {
  /** The window is behind what all viewers have: two segments are held back from some. */
  private static final int AHEAD_COUNT = 2;

  private final String name;
  private final Predicate<Hole> isTrue;
  private final List<String> violations = new ArrayList<>();

  /** Durations of the Periods that have told one. */
  private final Map<String, Long> periodNanos = new HashMap<>();

  private Optional<Mpd> before = Optional.empty();
  private String beforeText = "";
  private long nowNanos;

  /**
   * What a timeline has no segment for.
   *
   * @param type of the set
   * @param fromTicks on the set's clock
   */
  record Hole(String type, long fromTicks, long toTicks) {}

  /**
   * @param isTrue whether there is really nothing in a hole
   */
  DashLiveRules(String name, Predicate<Hole> isTrue) {
    this.name = name;
    this.isTrue = isTrue;
  }

  /** What was broken so far. */
  List<String> violations() {
    return violations;
  }

  /** The newest version; empty before the first. */
  Optional<Mpd> newest() {
    return before;
  }

  /**
   * Takes the next version.
   *
   * @param atNanos when it was fetched; never falls
   */
  void take(String text, long atNanos) {
    nowNanos = atNanos;
    if (text.equals(beforeText)) {
      return;
    }
    try {
      Mpd now = MpdReader.read(Slice.ofUtf8(text));
      checkAlone(now);
      before.ifPresent(old -> checkAfter(old, now));
      checkDurations(now);
      before = Optional.of(now);
      beforeText = text;
    } catch (MediaException e) {
      violations.add("%s: syntax (ISO/IEC 23009-1, 5.3): %s".formatted(where(), e.getMessage()));
    }
  }

  private String where() {
    return "%s at %d ms".formatted(name, nowNanos / 1_000_000);
  }

  private void require(boolean holds, String rule, Object expected, Object found) {
    if (!holds) {
      violations.add("%s: %s: expected %s, found %s".formatted(where(), rule, expected, found));
    }
  }

  private void requireEqual(String rule, Object expected, Object found) {
    require(expected.equals(found), rule, expected, found);
  }

  // ---- one version

  private void checkAlone(Mpd now) {
    checkPeriods(now);
    for (Period period : now.periods()) {
      for (AdaptationSet set : period.sets()) {
        checkTimeline(now, period, set);
      }
    }
    if (now.kind() instanceof Mpd.Kind.Live live && live.window().depthNanos() >= 0) {
      checkDepth(now, live.window().depthNanos());
    }
  }

  private void checkPeriods(Mpd now) {
    List<Period> periods = now.periods();
    requireEqual(
        "Period ids (ISO/IEC 23009-1, 5.3.2)",
        (long) periods.size(),
        periods.stream().map(Period::id).distinct().count());
    for (int index = 1; index < periods.size(); index++) {
      Period.Span span = periods.get(index - 1).span();
      long startNanos = periods.get(index).span().startNanos();
      require(
          startNanos >= span.startNanos() + Math.max(0, span.durationNanos()),
          "Periods do not overlap (ISO/IEC 23009-1, 5.3.2.1)",
          "a start at " + (span.startNanos() + span.durationNanos()) + " ns or later",
          startNanos);
    }
    Period.Span last = periods.getLast().span();
    boolean goesOn = now.kind() instanceof Mpd.Kind.Live live && live.updateNanos() >= 0;
    require(
        goesOn == (last.durationNanos() == Period.GOES_ON),
        "duration of the last Period (ISO/IEC 23009-1, 5.3.2.1)",
        goesOn ? "none while MPD@minimumUpdatePeriod is told" : "one",
        last.durationNanos());
    if (now.kind() instanceof Mpd.Kind.OnDemand(long durationNanos)) {
      requireEqual(
          "MPD@mediaPresentationDuration (ISO/IEC 23009-1, 5.3.1.2)",
          last.startNanos() + last.durationNanos(),
          durationNanos);
    }
  }

  private void checkTimeline(Mpd now, Period period, AdaptationSet set) {
    List<FragmentTime> times = times(set);
    String subject = "%s of Period %s".formatted(set.content().type(), period.id());
    Timescale clock = set.template().timescale();
    long endTicks = Long.MIN_VALUE;
    for (FragmentTime time : times) {
      boolean hole = endTicks != Long.MIN_VALUE && time.startTicks() > endTicks;
      require(
          !hole || isTrue.test(new Hole(set.content().type(), endTicks, time.startTicks())),
          "no holes in " + subject + " (restricted timing model, 8.2)",
          "a segment at " + endTicks,
          time);
      require(
          now.buffering().maxSegmentNanos() < 0
              || Timescale.NANOS.rescaleFloor(time.durationTicks(), clock)
                  <= now.buffering().maxSegmentNanos(),
          "MPD@maxSegmentDuration (ISO/IEC 23009-1, 5.3.1.2)",
          "at most " + now.buffering().maxSegmentNanos() + " ns",
          time + " of " + subject);
      endTicks = time.endTicks();
    }
  }

  private static List<FragmentTime> times(AdaptationSet set) {
    return switch (set.template().addressing()) {
      case SegmentTemplate.Addressing.ByTime(var timeline) -> timeline.times();
      case SegmentTemplate.Addressing.ByNumber(_, var timeline) -> timeline.times();
      case SegmentTemplate.Addressing.Regular _ -> List.of();
    };
  }

  /** When a segment is on the timeline of the presentation, in nanoseconds. */
  private static FragmentTime onPresentation(Period period, AdaptationSet set, FragmentTime time) {
    SegmentTemplate template = set.template();
    long startNanos =
        Timescale.NANOS.rescaleFloor(
            time.startTicks() - template.presentationTimeOffsetTicks(), template.timescale());
    return new FragmentTime(
        period.span().startNanos() + startNanos,
        Timescale.NANOS.rescaleFloor(time.durationTicks(), template.timescale()));
  }

  private void checkDepth(Mpd now, long depthNanos) {
    Map<String, List<FragmentTime>> byType = new TreeMap<>();
    for (Period period : now.periods()) {
      for (AdaptationSet set : period.sets()) {
        List<FragmentTime> all =
            byType.computeIfAbsent(set.content().type(), _ -> new ArrayList<>());
        times(set).forEach(time -> all.add(onPresentation(period, set, time)));
      }
    }
    long mostNanos = depthNanos + now.buffering().maxSegmentNanos();
    byType.values().removeIf(times -> times.size() <= AHEAD_COUNT);
    byType.forEach((type, times) -> {
      long edgeNanos = times.get(times.size() - 1 - AHEAD_COUNT).endTicks();
      long foundNanos = edgeNanos - times.getFirst().endTicks();
      require(
          foundNanos <= mostNanos,
          "MPD@timeShiftBufferDepth (ISO/IEC 23009-1, 5.3.1.2)",
          "at most " + mostNanos + " ns",
          foundNanos + " of " + type);
    });
  }

  // ---- one version behind another

  private void checkAfter(Mpd old, Mpd now) {
    switch (old.kind()) {
      case Mpd.Kind.OnDemand _ ->
          require(false, "end (ISO/IEC 23009-1, 5.4.1)", "nothing after it", "a new version");
      case Mpd.Kind.Live before -> {
        switch (now.kind()) {
          // Times begin anew at 0.
          case Mpd.Kind.OnDemand _ -> periodNanos.clear();
          case Mpd.Kind.Live live -> {
            checkLive(before, live);
            checkPeriodsAfter(old, now);
          }
        }
      }
    }
  }

  private void checkLive(Mpd.Kind.Live old, Mpd.Kind.Live now) {
    requireEqual(
        "MPD@availabilityStartTime stays (ISO/IEC 23009-1, 5.4.1)",
        old.availabilityStartMillis(),
        now.availabilityStartMillis());
    require(
        now.publishMillis() > old.publishMillis(),
        "MPD@publishTime of another document (ISO/IEC 23009-1, 5.3.1.2)",
        "later than " + old.publishMillis(),
        now.publishMillis());
    require(
        old.updateNanos() >= 0,
        "no version without MPD@minimumUpdatePeriod is followed (ISO/IEC 23009-1, 5.3.1.2)",
        "none",
        "a new version");
    requireEqual(
        "MPD@timeShiftBufferDepth stays (ISO/IEC 23009-1, 5.4.1)",
        old.window().depthNanos(),
        now.window().depthNanos());
  }

  private void checkPeriodsAfter(Mpd old, Mpd now) {
    List<String> newIds = now.periods().stream().map(Period::id).toList();
    List<String> oldIds = old.periods().stream().map(Period::id).toList();
    List<String> kept = oldIds.stream().filter(newIds::contains).toList();
    requireEqual(
        "Periods leave at the front (ISO/IEC 23009-1, 5.4.1)",
        oldIds.subList(oldIds.size() - kept.size(), oldIds.size()),
        kept);
    requireEqual(
        "Periods come at the end (ISO/IEC 23009-1, 5.4.1)",
        kept,
        newIds.subList(0, Math.min(kept.size(), newIds.size())));
    for (Period period : now.periods()) {
      old.periods().stream()
          .filter(other -> other.id().equals(period.id()))
          .forEach(other -> checkPeriodAfter(other, period));
    }
  }

  private void checkDurations(Mpd now) {
    for (Period period : now.periods()) {
      if (period.span().durationNanos() >= 0) {
        Long told = periodNanos.putIfAbsent(period.id(), period.span().durationNanos());
        requireEqual(
            "duration of Period " + period.id() + " stays (ISO/IEC 23009-1, 5.4.1)",
            told == null ? period.span().durationNanos() : told,
            period.span().durationNanos());
      }
    }
  }

  private void checkPeriodAfter(Period old, Period now) {
    requireEqual(
        "start of Period " + now.id() + " stays (ISO/IEC 23009-1, 5.4.1)",
        old.span().startNanos(),
        now.span().startNanos());
    for (AdaptationSet set : now.sets()) {
      old.sets().stream()
          .filter(other -> other.id() == set.id())
          .forEach(other -> checkSetAfter(now, other, set));
    }
  }

  private void checkSetAfter(Period period, AdaptationSet old, AdaptationSet now) {
    String subject = "%s of Period %s".formatted(now.content().type(), period.id());
    requireEqual(subject + " stays (ISO/IEC 23009-1, 5.4.1)", old.content(), now.content());
    requireEqual(
        "representations of " + subject + " stay (ISO/IEC 23009-1, 5.4.1)",
        old.representations(),
        now.representations());
    requireEqual(
        "names in " + subject + " stay (ISO/IEC 23009-1, 5.4.1)",
        old.template().names(),
        now.template().names());
    requireEqual(
        "presentationTimeOffset of " + subject + " stays (ISO/IEC 23009-1, 5.4.1)",
        old.template().presentationTimeOffsetTicks(),
        now.template().presentationTimeOffsetTicks());
    if (old.template().addressing() instanceof SegmentTemplate.Addressing.Regular regular) {
      requireEqual(
          "numbers of " + subject + " stay (ISO/IEC 23009-1, 5.4.1)",
          regular,
          now.template().addressing());
      return;
    }
    checkTimesAfter(subject, times(old), times(now));
  }

  /** What both tell of is told alike, and nothing comes before the end of what was told. */
  private void checkTimesAfter(String subject, List<FragmentTime> old, List<FragmentTime> now) {
    String rule = "segments of " + subject + " stay (ISO/IEC 23009-1, 5.4.1)";
    if (old.isEmpty() || now.isEmpty()) {
      return;
    }
    long fromTicks = Math.max(now.getFirst().startTicks(), old.getFirst().startTicks());
    long lastTicks = old.getLast().startTicks();
    require(
        now.getFirst().startTicks() >= old.getFirst().startTicks(),
        rule,
        old.getFirst(),
        now.getFirst());
    requireEqual(
        rule,
        old.stream().filter(time -> time.startTicks() >= fromTicks).toList(),
        now.stream()
            .filter(time -> time.startTicks() >= fromTicks && time.startTicks() <= lastTicks)
            .toList());
  }
}
