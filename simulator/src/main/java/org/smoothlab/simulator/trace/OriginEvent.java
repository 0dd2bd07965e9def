package org.smoothlab.simulator.trace;

import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

/** What an origin made of it. */
public sealed interface OriginEvent extends RunEvent {
  /** The path of the publishing point. */
  String point();

  /** A publishing point went from one state to another. */
  record StateChanged(String point, String from, String to) implements OriginEvent {}

  /**
   * An ingest session was admitted.
   *
   * @param peer the host that gives; before the world has found its name, {@code address:port} of
   *     who has come, or {@code server#number} of what is pulled
   */
  record SessionOpened(String point, String source, String peer) implements OriginEvent {
    /** The same, by the name of who gives. */
    public SessionOpened by(String name) {
      return new SessionOpened(point, source, name);
    }
  }

  /** An ingest session is over. */
  record SessionEnded(String point, String source, String cause) implements OriginEvent {}

  /** An empty timeline begins; {@code runNumber} counts from 1. */
  record RunStarted(String point, long runNumber, String eventId) implements OriginEvent {}

  /** Nothing more is taken in this run. */
  record RunEnded(String point, long runNumber) implements OriginEvent {}

  /**
   * A fragment was taken at the end of its track.
   *
   * @param hash see {@link FragmentHash}
   */
  record Accepted(String point, TrackId track, FragmentTime time, long hash)
      implements OriginEvent {}

  /**
   * A fragment was taken in front of what was there, or into a hole of it.
   *
   * @param hash see {@link FragmentHash}
   */
  record Past(String point, TrackId track, FragmentTime time, long hash) implements OriginEvent {}

  /** Viewers can fetch the fragment from now on. */
  record Published(String point, TrackId track, FragmentTime time, Body body)
      implements OriginEvent {}

  /**
   * What viewers get.
   *
   * @param sizeBytes of all its boxes
   * @param hash see {@link FragmentHash}
   * @param following what its look-ahead announces
   */
  record Body(long sizeBytes, long hash, List<FragmentTime> following) {
    public Body {
      following = List.copyOf(following);
    }
  }

  /** The fragments of this time left memory. */
  record Evicted(String point, String streamName, FragmentTime time, String cause)
      implements OriginEvent {}

  /** A fragment was not taken, or left before it was published. */
  record Dropped(String point, TrackId track, FragmentTime time, String reason)
      implements OriginEvent {}

  /** The track goes on behind a hole. */
  record Gap(String point, TrackId track, long fromTicks, long toTicks) implements OriginEvent {}
}
