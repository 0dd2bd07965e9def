package org.smoothlab.server.relay;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.protocol.Protocol;

/**
 * All relays of an origin: one push output for each point and target, one pull input for each pull
 * point, opened and closed by the states and settings of the points. The origin needs {@link
 * org.smoothlab.server.origin.Role#SERVER}: without it pull points do not start.
 */
public final class Relays implements EffectSink, AutoCloseable {
  private final Protocol protocol;
  private final Origin origin;
  private final Means means;
  private final Desk desk;

  /** Points that something has happened to since they were looked at. */
  private final Set<String> unseen = ConcurrentHashMap.newKeySet();

  /** Read by whoever brings effects; written at the desk. */
  private final Map<String, PointRelays> byPoint = new ConcurrentHashMap<>();

  /**
   * What all relays of an origin share.
   *
   * @param settings how they behave
   * @param credentials for other servers
   * @param office where they work
   * @param sink what they did
   */
  public record Means(
      RelaySettings settings, Credentials credentials, Office office, RelaySink sink) {}

  /** Nothing happens before {@link #start}. */
  public Relays(Protocol protocol, Means means) {
    this.protocol = protocol;
    this.origin = protocol.origin();
    this.means = means;
    this.desk = means.office().open("relays");
  }

  /** Looks at all points; from now on every effect must come to {@link #accept}. Once. */
  public void start() {
    origin.paths().forEach(this::lookAt);
  }

  /** Takes what happened at the origin. Never blocks and never calls the origin. */
  @Override
  public void accept(Effect effect) {
    switch (effect) {
      case Effect.StateChanged _, Effect.SettingsChanged _, Effect.PointRemoved _ ->
          lookAt(effect.point());
      case Effect.Fed _ -> {
        PointRelays relays = byPoint.get(effect.point());
        if (relays != null) {
          relays.fed();
        }
      }
      case Effect.RunStarted _, Effect.Announced _, Effect.FragmentAccepted _ -> {
        PointRelays relays = byPoint.get(effect.point());
        if (relays != null) {
          relays.took(effect);
        }
      }
      default -> {}
    }
  }

  /** Cuts off all connections and gives the desks back. */
  @Override
  public void close() {
    desk.close();
    byPoint.values().forEach(PointRelays::close);
  }

  /** At most one look of a point waits at the desk. */
  private void lookAt(String point) {
    if (unseen.add(point)) {
      desk.soon(() -> {
        unseen.remove(point);
        review(point);
      });
    }
  }

  private void review(String path) {
    Optional<PublishingPoint> point = origin.find(path);
    PointRelays known = byPoint.get(path);
    if (point.isEmpty() || (known != null && known.point() != point.get())) {
      byPoint.remove(path);
      if (known != null) {
        known.retire();
      }
    }
    point.ifPresent(found ->
        byPoint
            .computeIfAbsent(path, _ -> new PointRelays(found, protocol, means, () -> lookAt(path)))
            .review(desk.nowNanos()));
  }
}
