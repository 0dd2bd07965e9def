package org.smoothlab.simulator.scenario;

import java.util.Optional;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.simulator.trace.OriginEvent;

/** What of an origin's effects belongs into a trace. */
final class Effects {
  private Effects() {}

  static Optional<OriginEvent> event(Effect effect) {
    return switch (effect) {
      case Effect.StateChanged changed ->
          Optional.of(
              new OriginEvent.StateChanged(
                  changed.point(), changed.from().name(), changed.to().name()));
      case Effect.SessionOpened opened ->
          Optional.of(new OriginEvent.SessionOpened(opened.point(), opened.source().toString()));
      case Effect.SessionEnded ended ->
          Optional.of(
              new OriginEvent.SessionEnded(
                  ended.point(), ended.source().toString(), ended.cause() + " " + ended.detail()));
      case Effect.Published published ->
          Optional.of(
              new OriginEvent.Published(
                  published.point(), published.track(), published.time(), published.sizeBytes()));
      case Effect.FragmentDropped dropped ->
          Optional.of(
              new OriginEvent.Dropped(
                  dropped.point(), dropped.track(), dropped.time(), dropped.reason().name()));
      case Effect.Gap gap ->
          Optional.of(
              new OriginEvent.Gap(gap.point(), gap.track(), gap.fromTicks(), gap.toTicks()));
      case Effect.Moved _,
          Effect.PointCreated _,
          Effect.PointRemoved _,
          Effect.SettingsChanged _,
          Effect.Failed _,
          Effect.RunStarted _,
          Effect.RunEnded _,
          Effect.Announced _,
          Effect.Described _,
          Effect.FragmentAccepted _,
          Effect.PublishedWithout _,
          Effect.Evicted _,
          Effect.AlarmRaised _,
          Effect.AlarmCleared _,
          Effect.Warned _ ->
          Optional.empty();
    };
  }
}
