package org.smoothlab.server.web;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.smoothlab.server.access.AccessEvent;
import org.smoothlab.server.access.AccessSink;

/**
 * What happened at the gate, as numbers and as lines of the logger {@code security}. Written on the
 * thread of the request: failed logins are slowed, so their lines are few; what a stranger can
 * cause without end is at DEBUG.
 */
final class AccessEvents implements AccessSink {
  private static final Logger LOG = LoggerFactory.getLogger("security");

  private final Metrics metrics;

  AccessEvents(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void accept(AccessEvent event) {
    metrics.count(event);
    LOG.atLevel(level(event)).addArgument(() -> line(event)).log("{}");
  }

  private static Level level(AccessEvent event) {
    return switch (event) {
      case AccessEvent.LoginFailed _, AccessEvent.Slowed _ -> Level.WARN;
      case AccessEvent.Denied _ -> Level.INFO;
      case AccessEvent.Throttled _, AccessEvent.SignatureRefused _ -> Level.DEBUG;
    };
  }

  static LogLine line(AccessEvent event) {
    return switch (event) {
      case AccessEvent.LoginFailed e ->
          of("login failed", e).with("user", e.name()).with("fault", e.fault().name());
      case AccessEvent.Slowed e ->
          of("logins slowed", e)
              .with("user", e.name())
              .with("seconds", TimeUnit.NANOSECONDS.toSeconds(e.waitNanos()));
      case AccessEvent.Throttled e -> of("login not looked at", e);
      case AccessEvent.SignatureRefused e ->
          of("signed url refused", e).with("key", e.keyId()).with("fault", e.fault().name());
      case AccessEvent.Denied e ->
          of("access denied", e)
              .with("principal", e.principal().text())
              .with("right", e.right().text())
              .with("path", e.path());
    };
  }

  private static LogLine of(String event, AccessEvent e) {
    return new LogLine(event).with("remote", e.address());
  }
}
