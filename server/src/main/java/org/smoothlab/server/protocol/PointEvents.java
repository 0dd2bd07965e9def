package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.codec.SpliceInsert;
import org.smoothlab.media.smooth.EventSample;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.Timeline;
import org.smoothlab.server.origin.WholeLookup;

/**
 * What the sparse streams of a point tell of, for formats that have a place of their own for it.
 *
 * @param events each once however often it was repeated, by the time at which they happen
 */
record PointEvents(List<Event> events) {
  /** Splice information in its binary form, as encoders announce it. */
  static final String SCTE_35 = "urn:scte:scte35:2013:bin";

  /** What is larger would be told again in every document; Smooth's manifest leaves it out, too. */
  static final int SAMPLE_BYTES_MAX = 65_536;

  /** As if there were none. */
  static final PointEvents NONE = new PointEvents(List.of());

  private static final String SCHEME = "Scheme";

  /**
   * One event.
   *
   * @param track whose it is; it has a scheme
   * @param startTicks when it happens, on the clock of its track
   * @param sample as it came
   * @param insert what it says, if it is of {@link #SCTE_35} and about the begin or end of a break
   */
  record Event(
      TrackInfo track, long startTicks, EventSample sample, Optional<SpliceInsert> insert) {
    String scheme() {
      return PointEvents.scheme(track).orElseThrow();
    }

    boolean isSplice() {
      return isSpliceScheme(scheme());
    }

    Timescale clock() {
      return track.stream().timescale();
    }

    long startNanos() {
      return Timescale.NANOS.rescaleFloor(startTicks, clock());
    }
  }

  PointEvents {
    events = List.copyOf(events);
  }

  /** Those of a point now; of all its tracks that say by what scheme they are meant. */
  static PointEvents of(PointView view) {
    List<Event> events = new ArrayList<>();
    for (Timeline timeline : view.timelines()) {
      if (timeline.stream().isSparse()) {
        for (TrackInfo track : timeline.tracks()) {
          if (scheme(track).isPresent()) {
            events.addAll(read(timeline, track));
          }
        }
      }
    }
    events.sort(Comparator.comparingLong(Event::startNanos));
    return new PointEvents(events);
  }

  /** By which schemes its tracks are meant, also those that have told nothing yet. */
  static List<String> schemes(PointView view) {
    return view.timelines().stream()
        .filter(timeline -> timeline.stream().isSparse())
        .flatMap(timeline -> timeline.tracks().stream())
        .flatMap(track -> scheme(track).stream())
        .distinct()
        .toList();
  }

  private static Optional<String> scheme(TrackInfo track) {
    return track.level().customAttributes().stream()
        .filter(attribute -> attribute.name().equalsIgnoreCase(SCHEME))
        .map(CustomAttribute::value)
        .filter(scheme -> !scheme.isEmpty())
        .findFirst();
  }

  private static boolean isSpliceScheme(String scheme) {
    return scheme.equalsIgnoreCase(SCTE_35);
  }

  /** Repetitions have the id and the time of what they repeat. */
  private record Identity(long id, long startTicks) {}

  private static List<Event> read(Timeline timeline, TrackInfo track) {
    List<Event> events = new ArrayList<>();
    Set<Identity> known = new HashSet<>();
    for (FragmentTime time : timeline.whole().times()) {
      WholeLookup found =
          timeline.whole().find(track.level().bitrateBps(), List.of(), time.startTicks());
      // Sparse streams are in memory as a whole; of several tracks not each has all times.
      if (found instanceof WholeLookup.Found(TrackInfo of, var fragment, _) && of.equals(track)) {
        read(track, fragment)
            .filter(event -> known.add(new Identity(event.sample.id(), event.startTicks)))
            .ifPresent(events::add);
      }
    }
    return events;
  }

  /**
   * Empty for what is too large, cannot be read, or says by its checksum that it is not what was
   * meant: Smooth viewers get it as it came, others do without.
   */
  private static Optional<Event> read(TrackInfo track, Fragment fragment) {
    if (fragment.payload().size() > SAMPLE_BYTES_MAX) {
      return Optional.empty();
    }
    try {
      EventSample sample = EventSample.read(fragment.payload());
      long startTicks = Math.addExact(fragment.time().startTicks(), sample.deltaTicks());
      Timescale.NANOS.rescaleFloor(startTicks, track.stream().timescale()); // or it is too late
      return Optional.of(new Event(track, startTicks, sample, insert(track, sample)));
    } catch (MediaException | ArithmeticException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<SpliceInsert> insert(TrackInfo track, EventSample sample)
      throws MediaException {
    if (!scheme(track).filter(PointEvents::isSpliceScheme).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SpliceInsert.read(sample.message()));
    } catch (UnsupportedMediaException _) {
      return Optional.empty();
    }
  }
}
