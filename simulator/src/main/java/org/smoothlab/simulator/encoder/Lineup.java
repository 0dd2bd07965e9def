package org.smoothlab.simulator.encoder;

import java.util.List;
import java.util.Optional;
import org.smoothlab.simulator.content.SourceTrack;

/**
 * Who takes part in a programme, and when.
 *
 * @param tracks at least one, in the order in which fragments of the same time are sent
 * @param airtimes of tracks that are not there all the time; at most one each
 * @param splices marks of breaks, on a sparse stream of their own
 */
public record Lineup(
    List<SourceTrack> tracks, List<Airtime> airtimes, Optional<SpliceEvents> splices) {
  public Lineup {
    tracks = List.copyOf(tracks);
    airtimes = List.copyOf(airtimes);
    if (tracks.isEmpty()) {
      throw new IllegalArgumentException("no tracks");
    }
    for (Airtime airtime : airtimes) {
      if (tracks.stream().noneMatch(track -> track.info().id().equals(airtime.track()))) {
        throw new IllegalArgumentException(
            "no track "
                + airtime.track()
                + ", there are "
                + tracks.stream().map(track -> track.info().id()).toList());
      }
    }
    if (airtimes.stream().map(Airtime::track).distinct().count() < airtimes.size()) {
      throw new IllegalArgumentException("two airtimes of one track: " + airtimes);
    }
  }

  /** All of them all the time. */
  public static Lineup of(List<? extends SourceTrack> tracks) {
    return new Lineup(List.copyOf(tracks), List.of(), Optional.empty());
  }

  /** When a track is there. */
  Airtime airtime(SourceTrack track) {
    return airtimes.stream()
        .filter(airtime -> airtime.track().equals(track.info().id()))
        .findFirst()
        .orElseGet(() -> new Airtime(track.info().id(), 0, Programme.ENDLESS));
  }

  boolean isAlways(SourceTrack track) {
    return airtimes.stream().noneMatch(airtime -> airtime.track().equals(track.info().id()));
  }
}
