package org.smoothlab.simulator.trace;

import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

/** What an origin did to get fragments from another one, or to give it some. */
public sealed interface RelayTrace extends RunEvent {
  /**
   * One stream between two publishing points.
   *
   * @param point on the origin that tells
   * @param url of the other one
   * @param streamId of the stream
   */
  record Leg(String point, String url, String streamId) {}

  /** A pull input gets this stream from now on. */
  record PullConnected(Leg leg) implements RelayTrace {}

  /** A pull input lost its source. */
  record PullLost(String point, String url, String why) implements RelayTrace {}

  /** A pull input goes on with another source. */
  record PullSwitched(String point, String fromUrl, String toUrl) implements RelayTrace {}

  /** A pull input does not want what it was given. */
  record PullRefused(String point, String url, String why) implements RelayTrace {}

  /**
   * A pull input got what was there before it came.
   *
   * @param span from the first tick of the oldest to the last of the newest
   */
  record PastFilled(String point, TrackId track, FragmentTime span, long fragmentCount)
      implements RelayTrace {}

  /** A push output gives this stream from now on. */
  record PushConnected(Leg leg) implements RelayTrace {}

  /**
   * A push output lost its target.
   *
   * @param unsentCount fragments that are left out for it
   */
  record PushLost(Leg leg, String why, long unsentCount) implements RelayTrace {}

  /** A push output is over: the target was told so. */
  record PushEnded(Leg leg) implements RelayTrace {}
}
