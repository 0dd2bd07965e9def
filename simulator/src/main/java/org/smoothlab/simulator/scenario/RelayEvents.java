package org.smoothlab.simulator.scenario;

import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.server.relay.RelayEvent;
import org.smoothlab.simulator.trace.RelayTrace;

/** What of a relay's doings belongs into a trace. */
final class RelayEvents {
  private RelayEvents() {}

  static Optional<RelayTrace> event(RelayEvent event) {
    return switch (event) {
      case RelayEvent.PullConnected(String point, String url, String streamId) ->
          Optional.of(new RelayTrace.PullConnected(new RelayTrace.Leg(point, url, streamId)));
      case RelayEvent.PullLost(String point, String url, String why) ->
          Optional.of(new RelayTrace.PullLost(point, url, why));
      case RelayEvent.PullSwitched(String point, String fromUrl, String toUrl) ->
          Optional.of(new RelayTrace.PullSwitched(point, fromUrl, toUrl));
      case RelayEvent.PullRefused(String point, String url, String why) ->
          Optional.of(new RelayTrace.PullRefused(point, url, why));
      case RelayEvent.PastFilled filled ->
          Optional.of(
              new RelayTrace.PastFilled(
                  filled.point(),
                  filled.track(),
                  new FragmentTime(
                      filled.fromTicks(),
                      Math.max(0, Math.subtractExact(filled.toTicks(), filled.fromTicks()))),
                  filled.fragmentCount()));
      case RelayEvent.PushConnected(String point, String url, String streamId) ->
          Optional.of(new RelayTrace.PushConnected(new RelayTrace.Leg(point, url, streamId)));
      case RelayEvent.PushLost lost ->
          Optional.of(
              new RelayTrace.PushLost(
                  new RelayTrace.Leg(lost.point(), lost.url(), lost.streamId()),
                  lost.why(),
                  lost.fragmentsNotSent()));
      case RelayEvent.PushEnded ended ->
          Optional.of(
              new RelayTrace.PushEnded(
                  new RelayTrace.Leg(ended.point(), ended.url(), ended.streamId())));
      // That all streams of a source have ended is told by the run that ends.
      case RelayEvent.PullEnded _ -> Optional.empty();
    };
  }
}
