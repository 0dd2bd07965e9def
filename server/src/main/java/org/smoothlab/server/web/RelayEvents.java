package org.smoothlab.server.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.smoothlab.server.relay.RelayEvent;
import org.smoothlab.server.relay.RelaySink;

/**
 * What passes between this origin and others, as numbers and as lines of the logger {@code relay}.
 * Written on the thread of the relay, which tells a trouble once and not at every attempt.
 */
final class RelayEvents implements RelaySink {
  private static final Logger LOG = LoggerFactory.getLogger("relay");

  private final Metrics metrics;
  private final RelaySink also;

  /**
   * @param also is told the same, behind the log
   */
  RelayEvents(Metrics metrics, RelaySink also) {
    this.metrics = metrics;
    this.also = also;
  }

  @Override
  public void accept(RelayEvent event) {
    metrics.count(event);
    LOG.atLevel(level(event)).addArgument(() -> line(event)).log("{}");
    also.accept(event);
  }

  private static Level level(RelayEvent event) {
    return switch (event) {
      case RelayEvent.PullConnected _, RelayEvent.PushConnected _ -> Level.INFO;
      case RelayEvent.PullEnded _, RelayEvent.PushEnded _ -> Level.INFO;
      case RelayEvent.PastFilled _ -> Level.DEBUG;
      case RelayEvent.PullLost _, RelayEvent.PullSwitched _ -> Level.WARN;
      case RelayEvent.PushLost _, RelayEvent.PullRefused _ -> Level.WARN;
    };
  }

  static LogLine line(RelayEvent event) {
    return switch (event) {
      case RelayEvent.PullConnected e ->
          of("pull connected", e).with("url", e.url()).with("id", e.streamId());
      case RelayEvent.PullLost e -> of("pull lost", e).with("url", e.url()).with("why", e.why());
      case RelayEvent.PullSwitched e ->
          of("pull switched", e).with("from", e.fromUrl()).with("to", e.toUrl());
      case RelayEvent.PullRefused e ->
          of("pull refused", e).with("url", e.url()).with("why", e.why());
      case RelayEvent.PullEnded e -> of("pull ended", e).with("url", e.url());
      case RelayEvent.PastFilled e ->
          of("past filled", e)
              .with("stream", e.track().streamName())
              .with("bitrate", e.track().bitrateBps())
              .with("from", e.fromTicks())
              .with("to", e.toTicks())
              .with("fragments", e.fragmentCount());
      case RelayEvent.PushConnected e ->
          of("push connected", e).with("url", e.url()).with("id", e.streamId());
      case RelayEvent.PushLost e ->
          of("push lost", e)
              .with("url", e.url())
              .with("id", e.streamId())
              .with("why", e.why())
              .with("notSent", e.fragmentsNotSent());
      case RelayEvent.PushEnded e ->
          of("push ended", e)
              .with("url", e.url())
              .with("id", e.streamId())
              .with("endOfStream", Boolean.toString(e.endOfStream()));
    };
  }

  private static LogLine of(String event, RelayEvent e) {
    return new LogLine(event).with("point", e.point());
  }
}
