package org.smoothlab.server.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.Alarm.Kind;

/**
 * What its operator should look at on a run. Told of everything that comes, duplicates included;
 * raises and clears alarms by effects. Under the lock of its point.
 */
final class AlarmBoard {
  /** One more is not raised before another is over. */
  static final int ALARM_COUNT_MAX = 256;

  /** Lost sources that are waited for; one more, and the first is given up. */
  static final int LOST_COUNT_MAX = 64;

  private final RunScope scope;
  private final AlarmSettings settings;
  private final Map<SourceId, SourceWatch> sources = new LinkedHashMap<>();
  private final Deque<SourceWatch> lost = new ArrayDeque<>();
  private final Map<TrackId, TrackWatch> tracks = new LinkedHashMap<>();
  private final List<Alarm> raised = new ArrayList<>();

  AlarmBoard(RunScope scope, AlarmSettings settings) {
    this.scope = scope;
    this.settings = settings;
  }

  /** What is wrong now, the oldest first. */
  List<Alarm> alarms() {
    return List.copyOf(raised);
  }

  // ---- what happens

  /** A source told its tracks, maybe not for the first time. It stands in for one that was lost. */
  void announced(SourceId source, List<TrackInfo> announced, long nowNanos) {
    left(source, nowNanos);
    lost.stream()
        .filter(gone -> gone.source().streamId().equals(source.streamId()))
        .findFirst()
        .ifPresent(this::giveUp);
    SourceWatch watch = new SourceWatch(source, announced, settings, nowNanos);
    sources.put(source, watch);
    watch.tracks().forEach(track -> watchOf(track.info().id()).joined(nowNanos));
  }

  /** A fragment came, wanted or not. */
  void arrived(SourceId source, TrackInfo track, FragmentTime time, long nowNanos) {
    SourceWatch watch = sources.get(source);
    if (watch != null) {
      watch.arrived(track.trackNumber(), time, nowNanos);
      watchOf(track.id()).delivered();
    }
  }

  void duplicate(TrackId track) {
    watchOf(track).duplicate();
  }

  /** A track goes on behind a hole. */
  void gap(TrackInfo track, long lengthTicks, long nowNanos) {
    TrackWatch watch = watchOf(track.id());
    watch.gap(nowNanos);
    Timescale timescale = track.stream().timescale();
    String length = seconds(FragmentClock.mediaNanos(lengthTicks, timescale));
    String message =
        watch.gapCount() == 1
            ? "a hole of " + length
            : watch.gapCount() + " holes, the last of " + length;
    raise(new Alarm(Kind.GAP, track.id().toString(), message, nowNanos));
  }

  /** A source ended in words, or announced itself anew: it is not missed. */
  void left(SourceId source, long nowNanos) {
    SourceWatch watch = sources.remove(source);
    if (watch != null) {
      watch.tracks().forEach(track -> watchOf(track.info().id()).left(nowNanos));
      clearOf(watch);
    }
  }

  /** A source is gone without a word: it is missed until it, or another in its place, comes. */
  void lost(SourceId source, long nowNanos) {
    SourceWatch watch = sources.remove(source);
    if (watch == null) {
      return;
    }
    watch.tracks().forEach(track -> watchOf(track.info().id()).left(nowNanos));
    watch.lost(nowNanos);
    clear(Kind.DRIFT, watch.name());
    if (lost.size() >= LOST_COUNT_MAX) {
      giveUp(lost.getFirst());
    }
    lost.add(watch);
  }

  /** The run is over, and with it all alarms. */
  void end() {
    List.copyOf(raised).forEach(alarm -> clear(alarm.kind(), alarm.subject()));
    sources.clear();
    lost.clear();
  }

  private TrackWatch watchOf(TrackId track) {
    return tracks.computeIfAbsent(track, _ -> new TrackWatch(settings.duplicates()));
  }

  private void giveUp(SourceWatch watch) {
    lost.remove(watch);
    clearOf(watch);
  }

  private void clearOf(SourceWatch watch) {
    String source = watch.name();
    clear(Kind.SILENT_SOURCE, source);
    clear(Kind.DRIFT, source);
    watch.tracks().forEach(track -> clear(Kind.SILENT_TRACK, track.name()));
  }

  // ---- time

  /** Raises what is wrong by now, and clears what is not. */
  void advance(long nowNanos) {
    sources.values().forEach(watch -> advance(watch, nowNanos));
    for (SourceWatch watch : List.copyOf(lost)) {
      boolean replaced =
          sources.keySet().stream()
              .anyMatch(live -> live.streamId().equals(watch.source().streamId()));
      if (replaced && watch.isGivenUp(nowNanos)) {
        giveUp(watch);
      } else {
        advance(watch, nowNanos);
      }
    }
    tracks.forEach((id, watch) -> advance(id, watch, nowNanos));
  }

  private void advance(SourceWatch watch, long nowNanos) {
    String source = watch.name();
    boolean allSilent = nowNanos > watch.silentFromNanos();
    if (allSilent) {
      String why = watch.isLost() ? "connection lost, no fragment for " : "no fragment for ";
      long silentNanos = watch.silentFromNanos() - watch.lastNanos();
      raise(
          new Alarm(
              Kind.SILENT_SOURCE, source, why + "over " + seconds(silentNanos), watch.lastNanos()));
    } else {
      clear(Kind.SILENT_SOURCE, source);
    }
    for (SourceWatch.Heard track : watch.tracks()) {
      long silentFromNanos = watch.silentFromNanos(track);
      if (!allSilent && watch.wentOnWithout(track) && nowNanos > silentFromNanos) {
        String message = "no fragment for over " + seconds(silentFromNanos - track.lastNanos());
        raise(new Alarm(Kind.SILENT_TRACK, track.name(), message, track.lastNanos()));
      } else {
        clear(Kind.SILENT_TRACK, track.name());
      }
    }
    watch.driftNanos().ifPresent(driftNanos -> judgeDrift(source, driftNanos, nowNanos));
  }

  /** Over when it is back within half of what is allowed, so that the alarm does not flutter. */
  private void judgeDrift(String source, long driftNanos, long nowNanos) {
    long offNanos = Math.abs(driftNanos);
    if (offNanos > settings.drift().nanosMax()) {
      String where = driftNanos > 0 ? " ahead of" : " behind";
      // In whole seconds: a message that changes is told again.
      long offSeconds = Math.round(offNanos / 1e9);
      String message = "media time is " + offSeconds + " s" + where + " the wall clock";
      raise(new Alarm(Kind.DRIFT, source, message, nowNanos));
    } else if (offNanos <= settings.drift().nanosMax() / 2) {
      clear(Kind.DRIFT, source);
    }
  }

  private void advance(TrackId id, TrackWatch watch, long nowNanos) {
    if (watch.lastGapNanos().isPresent()
        && nowNanos - watch.lastGapNanos().getAsLong() >= settings.gapNanos()) {
      watch.forgetGaps();
      clear(Kind.GAP, id.toString());
    }
    if (nowNanos >= watch.windowEndNanos()) {
      watch
          .takeWindow(nowNanos)
          .ifPresent(counted -> judgeDuplicates(id.toString(), counted, nowNanos));
    }
  }

  private void judgeDuplicates(String track, TrackWatch.Counted counted, long nowNanos) {
    if (counted.isTooMuch(settings.duplicates())) {
      String message =
          "%d of %d fragments came twice, with %d %s"
              .formatted(
                  counted.duplicateCount(),
                  counted.deliveredCount(),
                  counted.sourceCount(),
                  counted.sourceCount() == 1 ? "source" : "sources");
      raise(new Alarm(Kind.DUPLICATES, track, message, nowNanos));
    } else {
      clear(Kind.DUPLICATES, track);
    }
  }

  /** When {@link #advance} has something to do, if nothing comes. */
  long dueNanos() {
    long due = Long.MAX_VALUE;
    for (SourceWatch watch : sources.values()) {
      due = Math.min(due, dueOf(watch));
    }
    for (SourceWatch watch : lost) {
      due = Math.min(due, dueOf(watch));
    }
    for (Map.Entry<TrackId, TrackWatch> each : tracks.entrySet()) {
      TrackWatch watch = each.getValue();
      if (watch.lastGapNanos().isPresent()) {
        due = Math.min(due, watch.lastGapNanos().getAsLong() + settings.gapNanos());
      }
      if (isRaised(Kind.DUPLICATES, each.getKey().toString())) {
        due = Math.min(due, watch.windowEndNanos());
      }
    }
    return due;
  }

  private long dueOf(SourceWatch watch) {
    String source = watch.name();
    if (isRaised(Kind.SILENT_SOURCE, source)) {
      return Long.MAX_VALUE;
    }
    long due = watch.silentFromNanos();
    for (SourceWatch.Heard track : watch.tracks()) {
      if (watch.wentOnWithout(track) && !isRaised(Kind.SILENT_TRACK, track.name())) {
        due = Math.min(due, watch.silentFromNanos(track));
      }
    }
    return due == Long.MAX_VALUE ? due : due + 1;
  }

  // ---- alarms

  /** One that goes on is told again only when there is something else to say. */
  private void raise(Alarm alarm) {
    for (int i = 0; i < raised.size(); i++) {
      Alarm known = raised.get(i);
      if (known.hasName(alarm.kind(), alarm.subject())) {
        if (!known.message().equals(alarm.message())) {
          Alarm updated =
              new Alarm(alarm.kind(), alarm.subject(), alarm.message(), known.sinceNanos());
          raised.set(i, updated);
          scope.tell(new Effect.AlarmRaised(scope.point(), updated));
        }
        return;
      }
    }
    if (raised.size() < ALARM_COUNT_MAX) {
      raised.add(alarm);
      scope.tell(new Effect.AlarmRaised(scope.point(), alarm));
    }
  }

  private void clear(Kind kind, String subject) {
    for (int i = 0; i < raised.size(); i++) {
      if (raised.get(i).hasName(kind, subject)) {
        scope.tell(new Effect.AlarmCleared(scope.point(), raised.remove(i)));
        return;
      }
    }
  }

  private boolean isRaised(Kind kind, String subject) {
    for (int i = 0; i < raised.size(); i++) {
      if (raised.get(i).hasName(kind, subject)) {
        return true;
      }
    }
    return false;
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
