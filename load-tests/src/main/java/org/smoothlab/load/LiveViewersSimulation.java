package org.smoothlab.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.smoothlab.load.LiveViewer.Fetch;
import org.smoothlab.load.LiveViewer.Refresh;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;

/**
 * Many viewers of one live event, in step with its live edge: the manifest, a quality level, then
 * audio and video fragments as they are published, each checked to be the one that was asked for.
 * One viewer of ten asks too early, so that the origin must hold the answer. Fails when a request
 * fails, when a viewer falls behind the live edge, or when answers are slower than the objective.
 *
 * <p>Started by {@link LoadMain}, which says how in its help.
 */
public final class LiveViewersSimulation extends Simulation {
  static final String MANIFEST_PROPERTY = "smoothlab.load.manifest";

  private static final String MANIFEST = "manifest";
  private static final String LAST_MANIFEST = "manifest at the end";
  private static final String VIDEO = "video fragment";
  private static final String AUDIO = "audio fragment";
  private static final String HELD = "fragment asked for early";

  private static final String VIEWER = "viewer";
  private static final String NEWER = "newerManifest";
  private static final String ANSWER = "answer";
  private static final String STATUS = "status";

  private static final int OK = 200;
  private static final int NOT_YET = 412;

  /** What the slowest answers may need after the end of the run. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final LoadPlan plan = LoadPlan.ofProperties(System.getProperties());
  private final URI manifest = targetOf(System.getProperty(MANIFEST_PROPERTY, ""));
  private final long startNanos = System.nanoTime();

  /** Reads the {@link LoadPlan} from the system properties. */
  public LiveViewersSimulation() {
    setUp(liveViewer().injectOpen(rampUsers(plan.userCount()).during(plan.ramp())))
        .protocols(
            // Each request is meant for the origin: no cache of the engine's own.
            http.disableWarmUp().disableCaching().userAgentHeader("smoothlab-load"))
        .maxDuration(plan.length().plus(GRACE))
        .assertions(objectives());
  }

  private List<Assertion> objectives() {
    int p95Millis = Math.toIntExact(plan.responseP95Max().toMillis());
    return List.of(
        global().failedRequests().count().is(0L),
        details(MANIFEST).responseTime().percentile(95).lt(p95Millis),
        details(VIDEO).responseTime().percentile(95).lt(p95Millis),
        details(AUDIO).responseTime().percentile(95).lt(p95Millis),
        // Everybody was there to the end, and in step: a run without viewers proves nothing.
        details(LAST_MANIFEST).successfulRequests().count().is((long) plan.userCount()));
  }

  private ScenarioBuilder liveViewer() {
    return scenario("live viewer")
        .exec(fetchManifest(MANIFEST, NEWER))
        .exitHereIfFailed()
        .exec(this::join)
        .exec(asLongAs(_ -> nowNanos() < plan.length().toNanos()).on(oneStep()))
        .exec(session -> session.remove(NEWER).markAsSucceeded())
        .exec(fetchLastManifest());
  }

  private ChainBuilder oneStep() {
    return pause(this::untilDue)
        .doIf(_ -> nowNanos() < plan.length().toNanos())
        .then(
            doIfOrElse(session -> viewer(session).step() instanceof Refresh)
                .then(exec(fetchManifest(MANIFEST, NEWER)).exec(this::refresh))
                .orElse(exec(fetchFragment()).exec(this::digest)));
  }

  private HttpRequestActionBuilder fetchManifest(String name, String key) {
    return http(name)
        .get(manifest.toString())
        .check(
            status().is(OK),
            bodyBytes().transform(LiveViewersSimulation::readManifest).saveAs(key));
  }

  private HttpRequestActionBuilder fetchLastManifest() {
    return http(LAST_MANIFEST)
        .get(manifest.toString())
        .check(
            status().is(OK),
            bodyBytes()
                .transform(LiveViewersSimulation::readManifest)
                .validate("viewer in step with the live edge", LiveViewersSimulation::inStep));
  }

  private HttpRequestActionBuilder fetchFragment() {
    return http(session -> nameOf(session))
        .get(session -> urlOf(session).toString())
        .check(statusOfFragment())
        .checkIf((response, _) -> response.status().code() == OK)
        .then(
            bodyBytes()
                .transform(LiveViewersSimulation::readAnswer)
                .validate("the fragment that was asked for", LiveViewersSimulation::asAsked)
                .saveAs(ANSWER));
  }

  private static CheckBuilder statusOfFragment() {
    return status()
        .validate(
            "200, or 412 while tries are left",
            (code, session) -> {
              boolean mayRetry =
                  viewer(session).progress().refusedCount() < LiveViewer.RETRY_COUNT_MAX;
              if (code == OK || (code == NOT_YET && mayRetry)) {
                return code;
              }
              throw new IllegalStateException("status " + code + " for " + fetch(session).url());
            })
        .saveAs(STATUS);
  }

  private Session join(Session session) {
    LiveViewer.Traits traits = new LiveViewer.Traits(session.userId() - 1, plan.seed());
    SmoothManifest manifest = session.get(NEWER);
    return session.set(VIEWER, LiveViewer.join(traits, manifest, nowNanos())).remove(NEWER);
  }

  private Session refresh(Session session) {
    LiveViewer before = viewer(session);
    LiveViewer after;
    if (session.contains(NEWER)) {
      SmoothManifest newer = session.get(NEWER);
      after = before.refreshed(newer, nowNanos());
    } else {
      after = before.notRefreshed(nowNanos());
    }
    return session.remove(NEWER).markAsSucceeded().set(VIEWER, after);
  }

  private Session digest(Session session) {
    Fetch fetch = fetch(session);
    LiveViewer before = viewer(session);
    LiveViewer after;
    if (session.contains(ANSWER)) {
      after = before.fetched(fetch, session.get(ANSWER));
    } else if (session.contains(STATUS) && session.getInt(STATUS) == NOT_YET) {
      after = before.refused(fetch, nowNanos());
    } else {
      after = before.skipped(fetch);
    }
    return session.removeAll(ANSWER, STATUS).markAsSucceeded().set(VIEWER, after);
  }

  private Duration untilDue(Session session) {
    long dueNanos = Math.min(viewer(session).step().dueNanos(), plan.length().toNanos());
    return Duration.ofNanos(Math.max(0, dueNanos - nowNanos()));
  }

  private URI urlOf(Session session) {
    return manifest.resolve(fetch(session).url());
  }

  private long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  private static URI targetOf(String text) {
    URI target = URI.create(text);
    Loopback.require(target);
    return target;
  }

  private static String nameOf(Session session) {
    Fetch fetch = fetch(session);
    if (fetch.eager()) {
      return HELD;
    }
    return switch (viewer(session).lanes().get(fetch.laneIndex()).kind()) {
      case VIDEO -> VIDEO;
      case AUDIO -> AUDIO;
      case TEXT -> throw new IllegalStateException("viewers here watch no text");
    };
  }

  private static LiveViewer viewer(Session session) {
    LiveViewer viewer = session.get(VIEWER);
    return Objects.requireNonNull(viewer);
  }

  private static Fetch fetch(Session session) {
    return switch (viewer(session).step()) {
      case Fetch fetch -> fetch;
      case Refresh _ -> throw new IllegalStateException("the manifest is due, not a fragment");
    };
  }

  // What these three throw fails the request, with the message in the report.

  private static SmoothManifest readManifest(byte[] body) {
    try {
      return ManifestReader.read(Slice.view(MemorySegment.ofArray(body)));
    } catch (MediaException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static FragmentAnswer readAnswer(byte[] body) {
    try {
      return FragmentAnswer.read(body);
    } catch (MediaException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static FragmentAnswer asAsked(FragmentAnswer answer, Session session) {
    long askedTicks = fetch(session).startTicks();
    if (answer.time().startTicks() != askedTicks) {
      throw new IllegalArgumentException(
          "asked for %d, tfxd says %d".formatted(askedTicks, answer.time().startTicks()));
    }
    return answer;
  }

  private static SmoothManifest inStep(SmoothManifest manifest, Session session) {
    if (!viewer(session).isInStepWith(manifest)) {
      throw new IllegalArgumentException("it fell behind the live edge");
    }
    return manifest;
  }
}
