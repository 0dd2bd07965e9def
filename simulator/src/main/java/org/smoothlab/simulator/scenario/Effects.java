package org.smoothlab.simulator.scenario;

import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.simulator.trace.FragmentHash;
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
          Optional.of(
              new OriginEvent.SessionOpened(
                  opened.point(), opened.source().toString(), opened.source().remote()));
      case Effect.SessionEnded ended ->
          Optional.of(
              new OriginEvent.SessionEnded(
                  ended.point(), ended.source().toString(), ended.cause() + " " + ended.detail()));
      case Effect.Published published ->
          Optional.of(
              new OriginEvent.Published(
                  published.point(), published.track(), published.time(), body(published)));
      case Effect.RunStarted started ->
          Optional.of(
              new OriginEvent.RunStarted(started.point(), started.runNumber(), started.eventId()));
      case Effect.RunEnded ended ->
          Optional.of(new OriginEvent.RunEnded(ended.point(), ended.runNumber()));
      case Effect.FragmentAccepted accepted ->
          Optional.of(
              new OriginEvent.Accepted(
                  accepted.point(),
                  accepted.track(),
                  accepted.fragment().time(),
                  FragmentHash.of(accepted.fragment())));
      case Effect.PastAccepted accepted ->
          Optional.of(
              new OriginEvent.Past(
                  accepted.point(),
                  accepted.track(),
                  accepted.fragment().time(),
                  FragmentHash.of(accepted.fragment())));
      case Effect.Evicted evicted ->
          Optional.of(
              new OriginEvent.Evicted(
                  evicted.point(), evicted.streamName(), evicted.time(), evicted.cause().name()));
      case Effect.FragmentDropped dropped ->
          Optional.of(
              new OriginEvent.Dropped(
                  dropped.point(), dropped.track(), dropped.time(), dropped.reason().name()));
      case Effect.Gap gap ->
          Optional.of(
              new OriginEvent.Gap(gap.point(), gap.track(), gap.fromTicks(), gap.toTicks()));
      case Effect.Fed _,
          Effect.Moved _,
          Effect.PointCreated _,
          Effect.PointRemoved _,
          Effect.SettingsChanged _,
          Effect.Failed _,
          Effect.Announced _,
          Effect.Described _,
          Effect.RunTimed _,
          Effect.PastComplete _,
          Effect.PublishedWithout _,
          Effect.AlarmRaised _,
          Effect.AlarmCleared _,
          Effect.Warned _ ->
          Optional.empty();
    };
  }

  private static OriginEvent.Body body(Effect.Published published) {
    try {
      return new OriginEvent.Body(
          published.sizeBytes(),
          FragmentHash.ofBody(published.body()),
          FragmentHash.following(published.body()));
    } catch (MalformedMediaException e) {
      throw new AssertionError("an origin publishes what is no fragment", e);
    }
  }
}
