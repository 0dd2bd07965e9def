package org.smoothlab.server.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.access.Decision;
import org.smoothlab.server.access.Principal;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.management.Form;
import org.smoothlab.server.management.ManagementError;
import org.smoothlab.server.management.ManagementReader;
import org.smoothlab.server.management.ManagementUrl;
import org.smoothlab.server.management.ManagementWriter;
import org.smoothlab.server.management.OpenApi;
import org.smoothlab.server.management.PointCommands;
import org.smoothlab.server.management.Problem;
import org.smoothlab.server.management.ProblemException;
import org.smoothlab.server.management.Slug;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Target;

/**
 * The management API. Who sends several things wrong is told the first of: login, path, method,
 * right, media type, slug, body, and only then what the point's state does not allow.
 *
 * @see "IIS Media Services 4.1, Live Smooth Streaming Management REST Services"
 */
final class ManagementViews {
  private final Origin origin;
  private final Stores stores;
  private final Guard guard;
  private final PointCommands commands;
  private final PointChanges changes;

  /**
   * @param waitNanosMax how long a command waits for others and for transient states
   */
  ManagementViews(Origin origin, Stores stores, Guard guard, long waitNanosMax) {
    this.origin = origin;
    this.stores = stores;
    this.guard = guard;
    this.commands = new PointCommands(waitNanosMax);
    this.changes = new PointChanges(origin, stores.points());
  }

  /** What to do with a request for a management resource. */
  Exchange open(Ask ask, ManagementUrl url, long nowNanos) {
    Form form = form(ask);
    Optional<Slug> slug =
        url instanceof ManagementUrl.CollectionSettings ? slug(ask) : Optional.empty();
    Decision decision =
        url instanceof ManagementUrl.OpenApi
            ? new Decision.Allowed(new Principal.Anonymous())
            : guard.decide(ask, right(ask), subject(url, slug), nowNanos);
    Optional<Reply> refusal = refusal(ask, url, decision);
    if (refusal.isPresent()) {
      return ManagementReplies.unread(ask, form, refusal.get());
    }
    Optional<PublishingPoint> point = url.point().flatMap(origin::find);
    if (url.point().isPresent() && point.isEmpty()) {
      return ManagementReplies.unread(ask, form, ManagementReplies.problem(form, notFound(url)));
    }
    Visit visit = new Visit(ask, form, principal(decision), nowNanos);
    return switch (url) {
      case ManagementUrl.OpenApi _ ->
          ManagementReplies.document(200, Form.JSON, OpenApi.document());
      case ManagementUrl.Collection _ ->
          visit.document(writer -> writer.list(visit.readable(), visit.now()));
      case ManagementUrl.CollectionSettings _ ->
          isPost(ask)
              ? create(visit)
              : visit.document(writer -> writer.listWithSettings(visit.readable(), visit.now()));
      case ManagementUrl.Settings _ -> settings(visit, point.orElseThrow());
      case ManagementUrl.State _ -> state(visit, point.orElseThrow());
      case ManagementUrl.Statistics _ -> statistics(visit, point.orElseThrow());
      case ManagementUrl.Nothing _ -> ManagementReplies.problem(form, notFound(url));
    };
  }

  // ---- who, where, how

  private Optional<Reply> refusal(Ask ask, ManagementUrl url, Decision decision) {
    Form form = form(ask);
    Optional<Reply> stranger = stranger(form, decision);
    if (stranger.isPresent()) {
      return stranger;
    }
    if (isMissing(url)) {
      return Optional.of(ManagementReplies.problem(form, notFound(url)));
    }
    if (!Arrays.asList(url.methods().split(", ")).contains(ask.method())) {
      return Optional.of(
          ManagementReplies.problem(
              form,
              Problem.of(
                  ManagementError.METHOD_NOT_ALLOWED,
                  "this resource knows the methods " + url.methods()),
              new Header("Allow", url.methods())));
    }
    // Lists leave out what one may not read, and say nothing about it.
    boolean lists =
        url instanceof ManagementUrl.Collection
            || (url instanceof ManagementUrl.CollectionSettings && !isPost(ask));
    return decision instanceof Decision.Denied(Principal _, String reason) && !lists
        ? Optional.of(unauthorized(form, ManagementError.ACCESS_DENIED, reason))
        : Optional.empty();
  }

  /** Nobody learns which points exist without saying who they are. */
  private Optional<Reply> stranger(Form form, Decision decision) {
    return switch (decision) {
      case Decision.Allowed _ -> Optional.empty();
      case Decision.Challenge(List<String> _, String reason) ->
          Optional.of(unauthorized(form, ManagementError.AUTHENTICATION_IS_REQUIRED, reason));
      case Decision.Denied(Principal.Anonymous _, String reason) ->
          Optional.of(unauthorized(form, ManagementError.AUTHENTICATION_IS_REQUIRED, reason));
      case Decision.Denied _ -> Optional.empty();
      case Decision.Throttled(long seconds) ->
          Optional.of(
              ManagementReplies.problem(
                  form,
                  Problem.throttled(seconds),
                  new Header("Retry-After", Long.toString(seconds))));
    };
  }

  private Reply unauthorized(Form form, ManagementError error, String reason) {
    Header[] schemes =
        guard.access().schemes().stream()
            .map(scheme -> new Header("WWW-Authenticate", scheme))
            .toArray(Header[]::new);
    return ManagementReplies.problem(form, Problem.of(error, reason), schemes);
  }

  private boolean isMissing(ManagementUrl url) {
    return url instanceof ManagementUrl.Nothing
        || url.point().filter(path -> origin.find(path).isEmpty()).isPresent();
  }

  private static Principal principal(Decision decision) {
    return switch (decision) {
      case Decision.Allowed(Principal principal) -> principal;
      case Decision.Denied(Principal principal, String _) -> principal;
      case Decision.Challenge _, Decision.Throttled _ ->
          throw new IllegalArgumentException("nobody was let in");
    };
  }

  private static Problem notFound(ManagementUrl url) {
    return ManagementReplies.notFound(url.point().orElse("this path"));
  }

  private static Right right(Ask ask) {
    return ask.method().equals("GET") || ask.method().equals("HEAD")
        ? Right.MANAGE_READ
        : Right.MANAGE_WRITE;
  }

  /** What a right must be had for. */
  private static String subject(ManagementUrl url, Optional<Slug> slug) {
    return url.point().or(() -> slug.map(Slug::path)).orElse(ManagementUrl.COLLECTION);
  }

  private static Optional<Slug> slug(Ask ask) {
    try {
      return ask.header("Slug").isPresent()
          ? Optional.of(Slug.read(ask.header("Slug").get()))
          : Optional.empty();
    } catch (ProblemException e) {
      return Optional.empty(); // said later, to those who may know
    }
  }

  private static Form form(Ask ask) {
    return Form.ofAnswer(
        String.join(",", ask.headers("Accept")), ask.header("Content-Type").orElse(""));
  }

  private static boolean isPost(Ask ask) {
    return ask.method().equals("POST");
  }

  // ---- the operations

  private Exchange settings(Visit visit, PublishingPoint point) {
    return switch (visit.ask.method()) {
      case "PUT" ->
          visit.body(form ->
              body -> {
                PointSettings settings = ManagementReader.settings(form, body, point.settings());
                return visit.change(
                    point.path(),
                    changes.configure(point.path(), settings),
                    ManagementReplies::done);
              });
      case "DELETE" -> {
        Opening delete =
            visit.change(point.path(), changes.delete(point.path()), ManagementReplies::done);
        yield new Body(
            ManagementReader.BODY_BYTES_MAX, ManagementReplies.tooLarge(visit.form), _ -> delete);
      }
      default -> visit.document(writer -> writer.settings(visit.stored(point)));
    };
  }

  private Exchange state(Visit visit, PublishingPoint point) {
    if (!visit.ask.method().equals("PUT")) {
      return visit.document(writer -> writer.state(point, visit.now()));
    }
    return visit.body(form ->
        body -> {
          Target target = ManagementReader.target(form, body);
          return visit.change(
              point.path(), changes.command(point.path(), target), ManagementReplies::done);
        });
  }

  private Exchange statistics(Visit visit, PublishingPoint point) {
    if (point.state() == PointState.IDLE) {
      return ManagementReplies.problem(
          visit.form,
          Problem.of(
              ManagementError.PUBLISHING_POINT_NOT_STARTED,
              point.path() + " is Idle and has no statistics"));
    }
    return visit.document(
        writer -> writer.statistics(point, point.statistics(visit.nowNanos), visit.now()));
  }

  private Exchange create(Visit visit) {
    return visit.body(form -> {
      Optional<String> value = visit.ask.header("Slug");
      if (value.isEmpty()) {
        throw new ProblemException(
            ManagementError.SLUG_HEADER_REQUIRED,
            "a create needs the path of the new point in the header Slug");
      }
      String path = Slug.read(value.get()).path();
      return body -> {
        PointSettings settings = ManagementReader.settings(form, body, PointSettings.DEFAULT);
        return visit.change(
            path, changes.create(path, settings), () -> visit.created(path, settings));
      };
    });
  }

  /** Looks at what is wrong with the head of a request that brings a document. */
  private interface BodyPlan {
    BodyReader plan(Form form) throws ProblemException;
  }

  /** Looks at what is wrong with the document. */
  private interface BodyReader {
    Opening read(Slice body) throws ProblemException;
  }

  /** One request of somebody who was let in. */
  private final class Visit {
    final Ask ask;
    final Form form;
    final Principal principal;
    final long nowNanos;

    Visit(Ask ask, Form form, Principal principal, long nowNanos) {
      this.ask = ask;
      this.form = form;
      this.principal = principal;
      this.nowNanos = nowNanos;
    }

    Instant now() {
      return origin.clock().at(nowNanos);
    }

    Reply document(Function<ManagementWriter, Slice> content) {
      return ManagementReplies.document(200, form, content.apply(writer()));
    }

    private ManagementWriter writer() {
      String scheme = ask.caller().secure() ? "https" : "http";
      return new ManagementWriter(
          form, scheme + "://" + ask.header("Host").map(String::strip).orElse("localhost"));
    }

    Exchange body(BodyPlan plan) {
      try {
        BodyReader reader =
            plan.plan(
                Form.ofRequest(ask.header("Content-Type").orElse(""))
                    .orElseThrow(() ->
                        new ProblemException(
                            ManagementError.CONTENT_TYPE_NOT_SUPPORTED,
                            "expected Content-Type application/atom+xml or application/json")));
        return ManagementReplies.isTooLarge(ask)
            ? ManagementReplies.tooLarge(form)
            : new Body(
                ManagementReader.BODY_BYTES_MAX,
                ManagementReplies.tooLarge(form),
                body -> read(reader, body));
      } catch (ProblemException e) {
        return ManagementReplies.unread(ask, form, ManagementReplies.problem(form, e.problem()));
      }
    }

    private Opening read(BodyReader reader, Slice body) {
      try {
        return reader.read(body);
      } catch (ProblemException e) {
        return new Settled(ManagementReplies.problem(form, e.problem()));
      }
    }

    Opening change(String path, PointCommands.Command command, Supplier<Reply> whenDone) {
      return new PendingChange(
          origin, commands, new PendingChange.Wanted(path, command, form, whenDone));
    }

    Reply created(String path, PointSettings settings) {
      ManagementWriter.Stored stored =
          new ManagementWriter.Stored(path, settings, changed(path), true);
      ManagementWriter writer = writer();
      return ManagementReplies.document(
          201, form, writer.created(stored), new Header("Location", writer.location(path)));
    }

    /** All points that this one may read; the others are left out without a word. */
    List<ManagementWriter.Stored> readable() {
      List<ManagementWriter.Stored> points = new ArrayList<>();
      for (String path : origin.paths()) {
        if (may(Right.MANAGE_READ, path)) {
          origin.find(path).ifPresent(point -> points.add(stored(point)));
        }
      }
      return points;
    }

    ManagementWriter.Stored stored(PublishingPoint point) {
      return new ManagementWriter.Stored(
          point.path(),
          point.settings(),
          changed(point.path()),
          may(Right.MANAGE_WRITE, point.path()));
    }

    /** Points that nobody stored are as old as the origin. */
    private Instant changed(String path) {
      return stores.points().changed(path).orElseGet(origin.clock()::start);
    }

    private boolean may(Right right, String path) {
      return guard.permits(principal, right, path);
    }
  }
}
