package org.smoothlab.server.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.smoothlab.server.access.AccessEvent;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.origin.Alarm;
import org.smoothlab.server.origin.DropReason;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.protocol.Recorder;
import org.smoothlab.server.relay.RelayEvent;

/**
 * Numbers for Prometheus, as {@code docs/metrics.md} lists them. Labels of what is counted come
 * from enumerations and status codes only, so that no request can make new time series at will;
 * what is told per publishing point is bounded in {@link PointMetrics}. Each is there from the
 * start, at 0.
 */
final class Metrics implements AutoCloseable {
  private static final Duration[] LATENCY_BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private static final double[] SIZE_BOUNDS = {
    1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000
  };

  /** What happens between servers. */
  private enum RelayKind {
    PULL_CONNECTED,
    PULL_LOST,
    PULL_SWITCHED,
    PULL_REFUSED,
    PULL_ENDED,
    PAST_FILLED,
    PUSH_CONNECTED,
    PUSH_LOST,
    PUSH_ENDED
  }

  private record Answered(RouteLabel route, int status) {}

  /** An alarm that goes on is told more than once. */
  private record AlarmName(String point, Alarm.Kind kind, String subject) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Answered, Counter> requests = new ConcurrentHashMap<>();
  private final Map<RouteLabel, Timer> latencies = new ConcurrentHashMap<>();
  private final AtomicInteger openSessionCount = new AtomicInteger();
  private final AtomicInteger pointCount = new AtomicInteger();
  private final Set<AlarmName> alarms = ConcurrentHashMap.newKeySet();
  private final Counter bytesIn =
      counter("smoothlab.ingest.bytes", "Bytes of upload bodies received");
  private final Counter bytesOut = counter("smoothlab.response.bytes", "Bytes of answers sent");
  private final Counter fedBytes =
      counter("smoothlab.feed.bytes", "Bytes of media sent to other servers that pull");
  private final Counter feedsCut =
      counter("smoothlab.feeds.cut", "Feeds to other servers that were cut off");
  private final Counter published =
      counter("smoothlab.fragments.published", "Fragments that viewers can fetch from then on");
  private final Counter accepted =
      counter("smoothlab.fragments.accepted", "Fragments taken from encoders");
  private final Counter acceptedPast =
      counter("smoothlab.fragments.accepted.past", "Older fragments taken from servers");
  private final Counter acceptedBytes =
      counter("smoothlab.fragments.accepted.bytes", "Bytes of the fragments taken from encoders");
  private final Counter gaps =
      counter("smoothlab.gaps", "Holes in a track that nobody filled in time");

  /** Function counters do not hold what they read. */
  private final List<Recorder.Figure> figures = new ArrayList<>();

  private final Counter publishedWithout =
      counter(
          "smoothlab.fragments.published.without",
          "Fragments published without a track whose source is away");
  private final Counter warnings = counter("smoothlab.warnings", "Oddities that were accepted");
  private final Counter failures =
      counter("smoothlab.points.failed", "Points that went into the state Error");
  private final Counter throttled =
      counter("smoothlab.logins.throttled", "Logins that were not looked at");
  private final Counter pastFragments =
      counter("smoothlab.relay.past.fragments", "Older fragments that pull points have fetched");
  private final Counter notSent =
      counter("smoothlab.relay.fragments.not.sent", "Fragments that slow push targets did not get");
  private final PointMetrics points = new PointMetrics(registry);
  private final DistributionSummary fragmentBytes =
      DistributionSummary.builder("smoothlab.fragment.bytes")
          .description("Sizes of the fragments that were published")
          .serviceLevelObjectives(SIZE_BOUNDS)
          .register(registry);

  Metrics() {
    beginAtZero();
    Gauge.builder("smoothlab.ingest.sessions", openSessionCount, AtomicInteger::doubleValue)
        .description("Ingest sessions that are open")
        .register(registry);
    Gauge.builder("smoothlab.points", pointCount, AtomicInteger::doubleValue)
        .description("Publishing points, in whatever state")
        .register(registry);
    memory("heap", () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    memory("direct", Metrics::directBytes);
    for (Alarm.Kind kind : Alarm.Kind.values()) {
      Gauge.builder("smoothlab.alarms", alarms, all -> count(all, kind))
          .description("Alarms that are raised now")
          .tag("kind", kind.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private void memory(String area, LongSupplier usedBytes) {
    Gauge.builder("smoothlab.memory.bytes", usedBytes, LongSupplier::getAsLong)
        .strongReference(true)
        .description("Memory in use; fragments and buffers are direct")
        .tag("area", area)
        .register(registry);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** Bytes have gone to a server that pulls. */
  void fed(long bytes) {
    fedBytes.increment((double) bytes);
  }

  /** A server that pulls was cut off. */
  void feedCut() {
    feedsCut.increment();
  }

  /** A counter that is not there until it counts cannot be told from one that does not exist. */
  private void beginAtZero() {
    for (Effect.EndCause cause : Effect.EndCause.values()) {
      labelled("smoothlab.ingest.sessions.ended", "cause", cause);
    }
    for (DropReason reason : DropReason.values()) {
      labelled("smoothlab.fragments.dropped", "reason", reason);
    }
    for (Effect.EvictionCause cause : Effect.EvictionCause.values()) {
      labelled("smoothlab.fragments.evicted", "cause", cause);
    }
    for (AccessEvent.LoginFault fault : AccessEvent.LoginFault.values()) {
      labelled("smoothlab.logins.failed", "fault", fault);
    }
    for (AccessEvent.SignatureFault fault : AccessEvent.SignatureFault.values()) {
      labelled("smoothlab.signatures.refused", "fault", fault);
    }
    for (Right right : Right.values()) {
      labelled("smoothlab.requests.denied", "right", right);
    }
    for (RelayKind kind : RelayKind.values()) {
      labelled("smoothlab.relay.events", "event", kind);
    }
    registry.counter("smoothlab.logins.slowed", "by", "address");
    registry.counter("smoothlab.logins.slowed", "by", "user");
  }

  private static long count(Set<AlarmName> alarms, Alarm.Kind kind) {
    return alarms.stream().filter(alarm -> alarm.kind == kind).count();
  }

  private static AlarmName name(String point, Alarm alarm) {
    return new AlarmName(point, alarm.kind(), alarm.subject());
  }

  /** Shows a number that someone else keeps. */
  void watch(String name, String description, IntSupplier number) {
    Gauge.builder(name, number, IntSupplier::getAsInt)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** Shows what the archive counts. */
  void watch(Recorder.Figure figure) {
    if (figure.total()) {
      FunctionCounter.builder(figure.name(), figure, shown -> shown.value().getAsDouble())
          .description(figure.description())
          .register(registry);
      figures.add(figure);
    } else {
      Gauge.builder(figure.name(), () -> figure.value().getAsDouble())
          .description(figure.description())
          .strongReference(true)
          .register(registry);
    }
  }

  /** Counts what happened on a point. */
  void count(Effect effect) {
    switch (effect) {
      case Effect.SessionOpened _ -> openSessionCount.incrementAndGet();
      case Effect.SessionEnded ended -> {
        openSessionCount.decrementAndGet();
        labelled("smoothlab.ingest.sessions.ended", "cause", ended.cause()).increment();
      }
      case Effect.FragmentAccepted taken -> {
        accepted.increment();
        acceptedBytes.increment((double) taken.fragment().sizeBytes());
      }
      case Effect.PastAccepted taken -> {
        acceptedPast.increment();
        acceptedBytes.increment((double) taken.fragment().sizeBytes());
      }
      case Effect.FragmentDropped dropped ->
          labelled("smoothlab.fragments.dropped", "reason", dropped.reason()).increment();
      case Effect.Published made -> {
        published.increment();
        fragmentBytes.record((double) made.sizeBytes());
      }
      case Effect.Gap _ -> gaps.increment();
      case Effect.PublishedWithout _ -> publishedWithout.increment();
      case Effect.Evicted evicted ->
          labelled("smoothlab.fragments.evicted", "cause", evicted.cause()).increment();
      case Effect.AlarmRaised raised -> alarms.add(name(raised.point(), raised.alarm()));
      case Effect.AlarmCleared over -> alarms.remove(name(over.point(), over.alarm()));
      case Effect.Warned _ -> warnings.increment();
      case Effect.Failed _ -> failures.increment();
      case Effect.PointCreated _ -> pointCount.incrementAndGet();
      case Effect.PointRemoved _ -> pointCount.decrementAndGet();
      case Effect.Fed _,
          Effect.Moved _,
          Effect.PastComplete _,
          Effect.StateChanged _,
          Effect.SettingsChanged _,
          Effect.RunStarted _,
          Effect.RunTimed _,
          Effect.RunEnded _,
          Effect.Announced _,
          Effect.Described _ -> {}
    }
  }

  /** Counts what happened at the gate. */
  void count(AccessEvent event) {
    switch (event) {
      case AccessEvent.LoginFailed e ->
          labelled("smoothlab.logins.failed", "fault", e.fault()).increment();
      case AccessEvent.Slowed e ->
          registry
              .counter("smoothlab.logins.slowed", "by", e.name().isEmpty() ? "address" : "user")
              .increment();
      case AccessEvent.Throttled _ -> throttled.increment();
      case AccessEvent.SignatureRefused e ->
          labelled("smoothlab.signatures.refused", "fault", e.fault()).increment();
      case AccessEvent.Denied e ->
          labelled("smoothlab.requests.denied", "right", e.right()).increment();
    }
  }

  /** Counts what passed between this origin and others. */
  void count(RelayEvent event) {
    RelayKind kind =
        switch (event) {
          case RelayEvent.PullConnected _ -> RelayKind.PULL_CONNECTED;
          case RelayEvent.PullLost _ -> RelayKind.PULL_LOST;
          case RelayEvent.PullSwitched _ -> RelayKind.PULL_SWITCHED;
          case RelayEvent.PullRefused _ -> RelayKind.PULL_REFUSED;
          case RelayEvent.PullEnded _ -> RelayKind.PULL_ENDED;
          case RelayEvent.PushConnected _ -> RelayKind.PUSH_CONNECTED;
          case RelayEvent.PushEnded _ -> RelayKind.PUSH_ENDED;
          case RelayEvent.PastFilled filled -> {
            pastFragments.increment(filled.fragmentCount());
            yield RelayKind.PAST_FILLED;
          }
          case RelayEvent.PushLost lost -> {
            notSent.increment((double) lost.fragmentsNotSent());
            yield RelayKind.PUSH_LOST;
          }
        };
    labelled("smoothlab.relay.events", "event", kind).increment();
  }

  /** Counts bytes of an upload as they come in: an upload may go on for days. */
  void received(long bytes) {
    bytesIn.increment((double) bytes);
  }

  /** Counts one answered request; uploads, which last as long as the event, have no latency. */
  void answered(RouteLabel route, int status, Traffic traffic) {
    requests.computeIfAbsent(new Answered(route, status), this::requestCounter).increment();
    bytesOut.increment((double) traffic.bytesOut());
    if (route != RouteLabel.INGEST) {
      latencies
          .computeIfAbsent(route, this::latencyTimer)
          .record(traffic.elapsedNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * @param bytesOut body bytes of the answer
   * @param elapsedNanos from the request's head to the end of its answer
   */
  record Traffic(long bytesOut, long elapsedNanos) {}

  /** All numbers of this moment in the text format of Prometheus, 0.0.4. */
  String text(Origin origin, long nowNanos) {
    points.update(origin, nowNanos);
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Counter labelled(String name, String label, Enum<?> value) {
    return registry.counter(name, label, value.name().toLowerCase(Locale.ROOT));
  }

  private Counter requestCounter(Answered answered) {
    return Counter.builder("smoothlab.requests")
        .description("Requests answered")
        .tag("route", answered.route().text())
        .tag("status", Integer.toString(answered.status()))
        .register(registry);
  }

  private Timer latencyTimer(RouteLabel route) {
    return Timer.builder("smoothlab.request.duration")
        .description("From the request's head to the end of its answer")
        .tag("route", route.text())
        .serviceLevelObjectives(LATENCY_BOUNDS)
        .register(registry);
  }
}
