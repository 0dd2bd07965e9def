package org.smoothlab.server.web;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.management.EventDocuments;
import org.smoothlab.server.origin.Alarm;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;

/**
 * Tells listeners what happens on the points. Effects come under a point's lock, so they are only
 * queued; a thread of its own writes them out once for all listeners, and every second what goes in
 * and out of each point that is not Idle, as long as anybody listens.
 */
final class EventStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final long STATISTICS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Origin origin;
  private final EventDocuments documents;
  private final LongSupplier nanoClock;
  private final AdmissionLimits.Listening bounds;
  private final EffectQueue effects;
  private final Set<EventListener> listeners = ConcurrentHashMap.newKeySet();
  private final Thread teller;
  private volatile boolean closed;

  EventStreams(
      Origin origin,
      EffectQueue effects,
      LongSupplier nanoClock,
      AdmissionLimits.Listening bounds) {
    this.origin = origin;
    this.documents = new EventDocuments(origin.clock());
    this.effects = effects;
    this.nanoClock = nanoClock;
    this.bounds = bounds;
    teller = Thread.ofVirtual().name("event-teller").unstarted(this::run);
  }

  void start() {
    teller.start();
  }

  /** How many listen now. */
  int listenerCount() {
    return listeners.size();
  }

  AdmissionLimits.Listening bounds() {
    return bounds;
  }

  /** Whether there was room. It hears first where every point is, and which alarms stand. */
  boolean add(EventListener listener) {
    synchronized (listeners) {
      if (closed || listeners.size() >= bounds.listenersMax()) {
        return false;
      }
      if (listeners.isEmpty()) {
        effects.clear(); // of what came when nobody listened any more
      }
      listeners.add(listener);
      effects.listening(true);
    }
    for (PublishingPoint point : points()) {
      if (listener.mayHear(point.path())) {
        Instant at = now();
        listener.tell(message("state", documents.state(point, point.state(), at)));
        for (Alarm alarm : point.alarms()) {
          listener.tell(message("alarm", documents.alarm(point.path(), alarm, true, at)));
        }
      }
    }
    LockSupport.unpark(teller);
    return true;
  }

  void remove(EventListener listener) {
    synchronized (listeners) {
      listeners.remove(listener);
      effects.listening(!listeners.isEmpty());
    }
  }

  /** Sends everybody away, and takes nobody more. */
  void stop() {
    synchronized (listeners) {
      closed = true;
      listeners.forEach(EventListener::end);
    }
    LockSupport.unpark(teller);
  }

  @Override
  public void close() {
    stop();
    teller.interrupt();
    try {
      teller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long statisticsNanos = nanoClock.getAsLong();
    while (!closed) {
      if (listeners.isEmpty()) {
        LockSupport.park(this);
        statisticsNanos = nanoClock.getAsLong();
        continue;
      }
      // The outermost loop of a thread: one point that fails must not silence all others.
      try {
        long leftNanos = statisticsNanos - nanoClock.getAsLong();
        if (leftNanos <= 0) {
          statisticsNanos += STATISTICS_NANOS * (1 + -leftNanos / STATISTICS_NANOS);
          tellStatistics();
        } else {
          effects.next(leftNanos).ifPresent(this::tell);
        }
      } catch (InterruptedException e) {
        return; // close() is the only one who interrupts
      } catch (RuntimeException e) {
        LOG.error("events failed", e);
      }
    }
  }

  private void tellStatistics() {
    for (PublishingPoint point : points()) {
      if (point.state() != PointState.IDLE) {
        tell(
            point.path(),
            message(
                "statistics",
                documents.statistics(point, point.statistics(nanoClock.getAsLong()), now())));
      }
    }
  }

  private void tell(Effect effect) {
    String path = effect.point();
    switch (effect) {
      case Effect.StateChanged(String _, PointState _, PointState to) -> tellState(path, to);
      case Effect.PointCreated _ -> tellState(path, PointState.IDLE);
      case Effect.SettingsChanged _ ->
          origin.find(path).ifPresent(point -> tellState(path, point.state()));
      case Effect.PointRemoved _ -> tell(path, message("state", documents.removed(path, now())));
      case Effect.AlarmRaised(String _, Alarm alarm) ->
          tell(path, message("alarm", documents.alarm(path, alarm, true, now())));
      case Effect.AlarmCleared(String _, Alarm alarm) ->
          tell(path, message("alarm", documents.alarm(path, alarm, false, now())));
      default -> throw new IllegalArgumentException("nobody is told of " + effect);
    }
  }

  private void tellState(String path, PointState state) {
    origin
        .find(path)
        .ifPresent(point -> tell(path, message("state", documents.state(point, state, now()))));
  }

  private void tell(String path, EventListener.Message message) {
    for (EventListener listener : listeners) {
      if (listener.mayHear(path)) {
        listener.tell(message);
      }
    }
  }

  private List<PublishingPoint> points() {
    return origin.paths().stream().flatMap(path -> origin.find(path).stream()).toList();
  }

  private Instant now() {
    return origin.clock().at(nanoClock.getAsLong());
  }

  private static EventListener.Message message(String name, String data) {
    return new EventListener.Message(name, data);
  }
}
