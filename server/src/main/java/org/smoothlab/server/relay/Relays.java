package org.smoothlab.server.relay;

import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.protocol.Protocol;

/**
 * All relays of an origin: one push output for each point and target, one pull input for each pull
 * point, opened and closed by the states and settings of the points. The origin needs {@link
 * org.smoothlab.server.origin.Role#SERVER}.
 */
public final class Relays implements EffectSink, AutoCloseable {
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
  public Relays(Protocol protocol, Means means) {}

  /** Looks at all points; from now on every effect must come to {@link #accept}. Once. */
  public void start() {}

  /** Takes what happened at the origin. Never blocks and never calls the origin. */
  @Override
  public void accept(Effect effect) {}

  /** Cuts off all connections and gives the desks back. */
  @Override
  public void close() {}
}
