package org.smoothlab.simulator.trace;

import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

/** What an origin made of it. */
public sealed interface OriginEvent extends RunEvent {
  /** A publishing point went from one state to another. */
  record StateChanged(String point, String from, String to) implements OriginEvent {}

  /** An ingest session was admitted. */
  record SessionOpened(String point, String source) implements OriginEvent {}

  /** An ingest session is over. */
  record SessionEnded(String point, String source, String cause) implements OriginEvent {}

  /** Viewers can fetch the fragment from now on. */
  record Published(String point, TrackId track, FragmentTime time, long sizeBytes)
      implements OriginEvent {}

  /** A fragment was not taken, or left before it was published. */
  record Dropped(String point, TrackId track, FragmentTime time, String reason)
      implements OriginEvent {}

  /** The track goes on behind a hole. */
  record Gap(String point, TrackId track, long fromTicks, long toTicks) implements OriginEvent {}
}
