package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;

/** What sources bring from before the time at which a run began here, and what it still misses. */
final class PastDelivery {
  /** Answers of "there is nothing" that are remembered; the oldest is forgotten. */
  static final int NOTHING_COUNT_MAX = 1_024;

  private final RunScope scope;
  private final Run run;
  private final Map<SourceId, Map<Integer, LiveTrack>> sources = new LinkedHashMap<>();
  private final SequencedSet<Missing> nothing = new LinkedHashSet<>();
  private boolean tookSinceComplete;

  PastDelivery(RunScope scope, Run run) {
    this.scope = scope;
    this.run = run;
  }

  /**
   * Takes the tracks that a source has the past of. They must be those of the run; what the run
   * does not know stays unknown.
   */
  Optional<Refusal> announce(SourceId source, Announcement announcement) {
    Optional<Refusal> refusal = AnnounceRules.check(announcement.tracks(), run.tracks(), scope);
    if (refusal.isEmpty()) {
      Map<Integer, LiveTrack> byNumber = new LinkedHashMap<>();
      for (TrackInfo info : announcement.tracks()) {
        LiveTrack known = run.tracks().get(info.id());
        if (known != null) {
          byNumber.put(info.trackNumber(), known);
        }
      }
      sources.put(source, byNumber);
    }
    return refusal;
  }

  /** The source is gone. */
  void forget(SourceId source) {
    sources.remove(source);
  }

  Past deliver(SourceId source, Fragment fragment, boolean recording) {
    Map<Integer, LiveTrack> byNumber = sources.getOrDefault(source, Map.of());
    LiveTrack track = byNumber.get(fragment.trackNumber());
    if (track == null) {
      return new Past.NotWanted(
          "nothing of track_ID %d has come live, but of %s"
              .formatted(fragment.trackNumber(), byNumber.keySet()));
    }
    LiveStream stream = track.stream();
    if (fragment.time().startTicks() < 0
        || (fragment.time().durationTicks() == 0 && !stream.isSparse())) {
      return new Past.Refused(
          new Refusal(
              Refusal.Kind.MALFORMED,
              "fragment of %s at %d lasts %d ticks, expected a start of 0 or more and a duration"
                  .formatted(
                      track.info().id(),
                      fragment.time().startTicks(),
                      fragment.time().durationTicks())));
    }
    if (!stream.isSparse() && !stream.hasPublished()) {
      return new Past.NotWanted("nothing of " + stream.info().name() + " is published yet");
    }
    PastFill.Demand demand =
        new PastFill.Demand(recording, run.roomBytes(), run.publishedUntilTicks(stream));
    Past past = stream.past().take(track, source, fragment, demand);
    tookSinceComplete |= past instanceof Past.Taken;
    return past;
  }

  /**
   * Takes from a live source what comes too late for its turn, if it lies in a hole between what
   * the track has: the twin of an encoder may have begun anew at the live edge and be back first,
   * while the other still brings what it has kept.
   */
  boolean fillHole(LiveTrack track, SourceId source, Fragment fragment, boolean recording) {
    FragmentTime time = fragment.time();
    LiveStream stream = track.stream();
    if (stream.isSparse()
        || !track.coverage().isInHole((time.startTicks() + time.endTicks()) / 2)) {
      return false;
    }
    PastFill.Demand demand =
        new PastFill.Demand(recording, run.roomBytes(), run.publishedUntilTicks(stream));
    boolean taken = stream.past().take(track, source, fragment, demand) instanceof Past.Taken;
    if (taken) {
      tookSinceComplete = true;
      tellWhenComplete(recording);
    }
    return taken;
  }

  /** There is nothing in there: it is not missed any more. */
  void nothingFor(Missing missing) {
    nothing.add(missing);
    if (nothing.size() > NOTHING_COUNT_MAX) {
      nothing.removeFirst();
    }
  }

  /** Says once that nothing is missing any more, when something was. */
  void tellWhenComplete(boolean recording) {
    if (tookSinceComplete && missing(recording).isEmpty()) {
      tookSinceComplete = false;
      scope.tell(new Effect.PastComplete(scope.point(), run.number()));
    }
  }

  /** Of each track what it misses: the holes, the newest first, then what is before all it has. */
  List<Missing> missing(boolean recording) {
    List<Missing> missing = new ArrayList<>();
    run.tracks()
        .forEach((id, track) -> {
          LiveStream stream = track.stream();
          boolean begun = stream.isSparse() || stream.hasPublished();
          boolean room = recording || run.roomBytes() > track.newestBytes();
          if (begun && room && !track.coverage().isEmpty()) {
            add(missing, id, track, recording ? 0 : stream.past().floorTicks());
          }
        });
    missing.removeAll(nothing);
    return missing;
  }

  private static void add(List<Missing> missing, TrackId id, LiveTrack track, long floorTicks) {
    if (!track.stream().isSparse()) {
      for (Coverage.Hole hole : track.coverage().holes()) {
        if (hole.toTicks() > floorTicks) {
          missing.add(new Missing(id, hole.fromTicks(), hole.toTicks()));
        }
      }
    }
    long oldestTicks = track.coverage().oldestTicks();
    if (oldestTicks > floorTicks) {
      missing.add(new Missing(id, Missing.BEGINNING, oldestTicks));
    }
  }
}
