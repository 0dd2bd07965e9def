package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.StreamKind;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.SourceTrack;

/**
 * What a programme is to have beside the rungs of its ladder, as people ask for it.
 *
 * @param extras further streams
 * @param splicePeriodNanos a break at every multiple of it, told by SCTE-35; empty for none
 * @param late which tracks begin after the others, and when
 * @param stops which tracks end before the others, and when
 */
public record LineupPlan(
    Extras extras, Optional<Long> splicePeriodNanos, List<Moment> late, List<Moment> stops) {
  /** The ladder and its sound, all of it all the time. */
  public static final LineupPlan PLAIN =
      new LineupPlan(Extras.NONE, Optional.empty(), List.of(), List.of());

  private static final long SECOND_NANOS = 1_000_000_000L;

  public LineupPlan {
    late = List.copyOf(late);
    stops = List.copyOf(stops);
  }

  /**
   * When something happens to a track.
   *
   * @param track the name of its stream, or that and its bitrate: {@code video@250000}, {@code
   *     video@lowest}
   * @param afterNanos since the beginning of the programme; counts in whole fragments, rounded up,
   *     at least one
   */
  public record Moment(String track, long afterNanos) {
    private boolean means(SourceTrack candidate, List<? extends SourceTrack> all) {
      String name = candidate.info().stream().name();
      return name.equals(track)
          || candidate.info().id().toString().equals(track)
          || (track.equals(name + "@lowest") && isLowest(candidate, all));
    }

    private static boolean isLowest(SourceTrack candidate, List<? extends SourceTrack> all) {
      return all.stream()
          .filter(other -> other.info().stream().name().equals(candidate.info().stream().name()))
          .allMatch(
              other -> other.info().level().bitrateBps() >= candidate.info().level().bitrateBps());
    }

    private long fragments(long fragmentNanos) {
      return Math.max(1, Math.ceilDiv(afterNanos, fragmentNanos));
    }
  }

  /**
   * Who takes part.
   *
   * @param tracks with the extras
   * @param fragmentNanos length of a fragment
   * @throws IllegalArgumentException if a moment names no track, or the splices have no video
   */
  public Lineup lineup(List<? extends SourceTrack> tracks, long fragmentNanos) {
    List<Airtime> airtimes = new ArrayList<>();
    requireNamed(tracks, late);
    requireNamed(tracks, stops);
    for (SourceTrack track : tracks) {
      Optional<Moment> begins =
          late.stream().filter(moment -> moment.means(track, tracks)).findFirst();
      Optional<Moment> ends =
          stops.stream().filter(moment -> moment.means(track, tracks)).findFirst();
      if (begins.isPresent() || ends.isPresent()) {
        airtimes.add(
            new Airtime(
                track.info().id(),
                begins.map(moment -> moment.fragments(fragmentNanos)).orElse(0L),
                ends.map(moment -> moment.fragments(fragmentNanos)).orElse(Programme.ENDLESS)));
      }
    }
    return new Lineup(
        List.copyOf(tracks), airtimes, splicePeriodNanos.map(period -> splices(tracks, period)));
  }

  private static void requireNamed(List<? extends SourceTrack> tracks, List<Moment> moments) {
    for (Moment moment : moments) {
      if (tracks.stream().noneMatch(track -> moment.means(track, tracks))) {
        throw new IllegalArgumentException(
            "no track '"
                + moment.track()
                + "', there are "
                + tracks.stream().map(track -> track.info().id().toString()).toList());
      }
    }
  }

  private static SpliceEvents splices(List<? extends SourceTrack> tracks, long periodNanos) {
    if (periodNanos % SECOND_NANOS != 0) {
      throw new IllegalArgumentException("breaks come at whole seconds, not every " + periodNanos);
    }
    String parentName =
        tracks.stream()
            .filter(track -> track.info().stream().kind() == StreamKind.VIDEO)
            .map(track -> track.info().stream().name())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("breaks need a video stream"));
    int periodSeconds = (int) Math.min(Integer.MAX_VALUE, periodNanos / SECOND_NANOS);
    return new SpliceEvents(periodSeconds, parentName);
  }
}
