package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;

/**
 * What an origin has once published of a run stays what it is, also across a restart on the same
 * disk: one time of a track has one content, which is the one that was taken in.
 */
final class NothingRewritten implements Invariant {
  private final RunNames runs = new RunNames();
  private final Map<Place, Long> accepted = new HashMap<>();
  private final Map<Place, Long> published = new HashMap<>();

  private record Place(TrackKey track, String run, long startTicks) {}

  @Override
  public Optional<String> broken(TraceEntry entry) {
    runs.happened(entry);
    return switch (entry.event()) {
      case OriginEvent.Accepted(String point, TrackId track, FragmentTime time, long hash) ->
          taken(place(new TrackKey(entry.who(), point, track), time), hash);
      case OriginEvent.Past(String point, TrackId track, FragmentTime time, long hash) ->
          taken(place(new TrackKey(entry.who(), point, track), time), hash);
      case OriginEvent.Published out ->
          told(place(TrackKey.of(entry, out), out.time()), out.body().hash());
      default -> Optional.empty();
    };
  }

  private Place place(TrackKey track, FragmentTime time) {
    return new Place(track, runs.of(track.host(), track.point()), time.startTicks());
  }

  /** What was taken, but not yet published or safe, may be taken again behind a restart. */
  private Optional<String> taken(Place place, long hash) {
    accepted.put(place, hash);
    Long before = published.get(place);
    return before == null || before == hash
        ? Optional.empty()
        : Optional.of(differs(place, "takes", hash, before));
  }

  private Optional<String> told(Place place, long hash) {
    Long before = published.putIfAbsent(place, hash);
    if (before != null && before != hash) {
      return Optional.of(differs(place, "publishes", hash, before));
    }
    Long source = accepted.get(place);
    if (source == null) {
      return Optional.of(
          place.track + " publishes " + place.startTicks + ", which it never took in");
    }
    return source == hash
        ? Optional.empty()
        : Optional.of(differs(place, "publishes", hash, source));
  }

  private static String differs(Place place, String does, long hash, long before) {
    return "%s %s %d as %s, it was %s"
        .formatted(
            place.track,
            does,
            place.startTicks,
            HexFormat.of().toHexDigits(hash),
            HexFormat.of().toHexDigits(before));
  }
}
