package org.smoothlab.server.web;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.Alarm;
import org.smoothlab.server.origin.DropReason;
import org.smoothlab.server.origin.Effect;

/**
 * What happened on the publishing points, as lines of the logger {@code origin}. Effects come under
 * a point's lock, so they only queue here; a thread of its own writes. At {@code logEventsMax} the
 * newest are dropped, and the next line that fits says how many.
 */
final class EventLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("origin");

  private final BlockingQueue<Effect> waiting;
  private final AtomicLong droppedCount = new AtomicLong();
  private final Thread writer;

  EventLog(int logEventsMax) {
    waiting = new ArrayBlockingQueue<>(logEventsMax);
    writer = Thread.ofVirtual().name("origin-log").unstarted(this::write);
  }

  void start() {
    writer.start();
  }

  /** Queues the effect if anyone would read it. Never blocks. */
  void add(Effect effect) {
    if (LOG.isEnabledForLevel(level(effect)) && !waiting.offer(effect)) {
      droppedCount.incrementAndGet();
    }
  }

  /** Writes what is queued, then ends. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      while (true) {
        log(waiting.take());
      }
    } catch (InterruptedException e) {
      // close() is the only one who interrupts: what is left goes out, then the thread ends.
      Effect left = waiting.poll();
      while (left != null) {
        log(left);
        left = waiting.poll();
      }
    }
  }

  private void log(Effect effect) {
    long dropped = droppedCount.getAndSet(0);
    if (dropped > 0) {
      LOG.warn("{}", new LogLine("events dropped").with("count", dropped));
    }
    LOG.atLevel(level(effect)).log("{}", line(effect));
  }

  private static Level level(Effect effect) {
    return switch (effect) {
      case Effect.Moved _, Effect.Fed _ -> Level.TRACE;
      case Effect.FragmentAccepted _, Effect.PastAccepted _, Effect.Published _, Effect.Evicted _ ->
          Level.DEBUG;
      case Effect.StateChanged _,
          Effect.RunStarted _,
          Effect.RunTimed _,
          Effect.RunEnded _,
          Effect.PointCreated _,
          Effect.PointRemoved _,
          Effect.SettingsChanged _,
          Effect.PastComplete _,
          Effect.SessionOpened _,
          Effect.Announced _,
          Effect.Described _,
          Effect.AlarmCleared _,
          Effect.SessionEnded _ ->
          Level.INFO;
      case Effect.FragmentDropped dropped -> level(dropped.reason());
      case Effect.Gap _, Effect.PublishedWithout _, Effect.AlarmRaised _, Effect.Warned _ ->
          Level.WARN;
      case Effect.Failed _ -> Level.ERROR;
    };
  }

  private static Level level(DropReason reason) {
    return switch (reason) {
      // Two encoders of one event do nothing else all day.
      case DUPLICATE -> Level.DEBUG;
      // Once at the start of each stream with primed audio.
      case NEGATIVE_START -> Level.INFO;
      case NON_INCREASING_TIMESTAMP, OVERLAP_TIMESTAMP, TOO_LATE, HELD_BOUND -> Level.WARN;
    };
  }

  static LogLine line(Effect effect) {
    return switch (effect) {
      case Effect.Moved e -> of("point moved", e).with("version", e.version());
      case Effect.StateChanged e ->
          of("point state", e).with("from", e.from().name()).with("to", e.to().name());
      case Effect.RunStarted e ->
          of("run started", e).with("run", e.runNumber()).with("event", e.eventId());
      case Effect.RunTimed e ->
          of("run timed", e).with("run", e.runNumber()).with("zero", e.clock().zero().toString());
      case Effect.RunEnded e -> of("run ended", e).with("run", e.runNumber());
      case Effect.PointCreated e -> of("point created", e);
      case Effect.PointRemoved e -> of("point removed", e);
      case Effect.SettingsChanged e -> of("point settings", e).with("title", e.settings().title());
      case Effect.Failed e ->
          of("point failed", e)
              .with("hresult", e.fault().hresultText())
              .with("message", e.fault().message());
      case Effect.SessionOpened e -> of("session opened", e).with("source", e.source().toString());
      case Effect.Announced e ->
          of("session announced", e)
              .with("source", e.source().toString())
              .with("tracks", tracks(e));
      case Effect.Described e -> track(of("track described", e), e.track().id());
      case Effect.SessionEnded e ->
          of("session ended", e)
              .with("source", e.source().toString())
              .with("cause", e.cause().name())
              .with("detail", e.detail());
      case Effect.FragmentAccepted e ->
          times(track(of("fragment accepted", e), e.track()), e.fragment().time())
              .with("bytes", e.fragment().sizeBytes())
              .with("source", e.source().toString());
      case Effect.PastAccepted e ->
          times(track(of("past fragment accepted", e), e.track()), e.fragment().time())
              .with("bytes", e.fragment().sizeBytes())
              .with("source", e.source().toString());
      case Effect.PastComplete e -> of("past complete", e).with("run", e.runNumber());
      case Effect.FragmentDropped e ->
          times(track(of("fragment dropped", e), e.track()), e.time())
              .with("reason", e.reason().name());
      case Effect.Gap e ->
          track(of("gap", e), e.track()).with("from", e.fromTicks()).with("to", e.toTicks());
      case Effect.Published e ->
          times(track(of("fragment published", e), e.track()), e.time())
              .with("bytes", e.sizeBytes());
      case Effect.Fed e -> of("stream fed", e).with("streamId", e.streamId());
      case Effect.PublishedWithout e ->
          track(of("fragment published without", e), e.track()).with("start", e.startTicks());
      case Effect.Evicted e ->
          times(of("fragment evicted", e).with("stream", e.streamName()), e.time())
              .with("cause", e.cause().name());
      case Effect.AlarmRaised e -> alarm("alarm", e, e.alarm());
      case Effect.AlarmCleared e -> alarm("alarm over", e, e.alarm());
      case Effect.Warned e ->
          of("warning", e).with("source", e.source().toString()).with("message", e.message());
    };
  }

  private static LogLine of(String event, Effect effect) {
    return new LogLine(event).with("point", effect.point());
  }

  private static LogLine alarm(String event, Effect effect, Alarm alarm) {
    return of(event, effect)
        .with("kind", alarm.kind().name())
        .with("subject", alarm.subject())
        .with("message", alarm.message());
  }

  private static LogLine track(LogLine line, TrackId track) {
    return line.with("stream", track.streamName()).with("bitrate", track.bitrateBps());
  }

  private static LogLine times(LogLine line, FragmentTime time) {
    return line.with("start", time.startTicks()).with("duration", time.durationTicks());
  }

  private static String tracks(Effect.Announced announced) {
    return announced.tracks().stream()
        .map(TrackInfo::id)
        .map(TrackId::toString)
        .collect(Collectors.joining(","));
  }
}
