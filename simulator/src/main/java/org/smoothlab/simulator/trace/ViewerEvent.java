package org.smoothlab.simulator.trace;

import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

/** What a viewer did or met. */
public sealed interface ViewerEvent extends RunEvent {
  /**
   * A manifest is in.
   *
   * @param waitNanos from request to last byte
   */
  record ManifestArrived(long bodyBytes, long waitNanos) implements ViewerEvent {}

  /**
   * A fragment is in the buffer.
   *
   * @param durationNanos how long it plays
   */
  record FragmentArrived(TrackId track, FragmentTime time, long durationNanos, Transfer transfer)
      implements ViewerEvent {}

  /**
   * How a fragment came.
   *
   * @param bodyBytes its size
   * @param waitNanos from request to last byte
   * @param hash see {@link FragmentHash}
   */
  record Transfer(long bodyBytes, long waitNanos, long hash) {}

  /** The first picture: so long after the start. */
  record PlaybackStarted(long startupNanos) implements ViewerEvent {}

  /** The buffer ran dry. */
  record Stalled(long positionNanos) implements ViewerEvent {}

  /** Playback goes on. */
  record Resumed(long stallNanos) implements ViewerEvent {}

  /** Another quality level of a stream from here on. */
  record Switched(String stream, long fromBps, long toBps) implements ViewerEvent {}

  /** Playback jumped over media that is not there. */
  record Skipped(long fromNanos, long toNanos) implements ViewerEvent {}

  /**
   * Something was not to be had; asked again later.
   *
   * @param status of the answer; 0 when none came
   */
  record BackedOff(String what, int status, long waitNanos) implements ViewerEvent {}

  /** What came is not what the protocol promises. */
  record Irregular(Irregularity kind, String detail) implements ViewerEvent {}

  /** Everything has been played. */
  record Ended(long playedNanos) implements ViewerEvent {}

  /** It asks another server from now on: host and port. */
  record ServerChanged(String server) implements ViewerEvent {}
}
