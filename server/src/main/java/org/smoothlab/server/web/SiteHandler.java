package org.smoothlab.server.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.access.Decision;
import org.smoothlab.server.access.Principal;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Guard;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.Reply;

/**
 * The few pages about the server itself: {@code /}, {@code /healthz}, {@code /metrics} and {@code
 * /api/points}. All are small, made anew for each request, and not to be stored. Points are told to
 * those who may manage; {@code /healthz} asks nobody.
 */
final class SiteHandler extends Handler.Abstract {
  private static final String PLAIN = "text/plain;charset=utf-8";

  private static final String POINTS_PATH = "/api/points";
  private static final Set<String> PATHS = Set.of("/", "/healthz", "/metrics", POINTS_PATH);

  /** What a refusal says beside its text. */
  private static final Set<String> TOLD = Set.of("WWW-Authenticate", "Retry-After");

  private record Page(int status, String mediaType, String text, List<Header> more) {
    Page(int status, String mediaType, String text) {
      this(status, mediaType, text, List.of());
    }
  }

  private final Protocol protocol;
  private final Metrics metrics;
  private final LongSupplier nanoClock;
  private final boolean hasPlayer;

  SiteHandler(Protocol protocol, Metrics metrics, LongSupplier nanoClock, boolean hasPlayer) {
    // A password may have to be checked.
    super(InvocationType.BLOCKING);
    this.protocol = protocol;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    this.hasPlayer = hasPlayer;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!PATHS.contains(path)) {
      return false;
    }
    request.setAttribute(RouteLabel.ATTRIBUTE, RouteLabel.SITE);
    if (!List.of("GET", "HEAD").contains(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    write(page(path, OriginHandler.ask(request)), request, response, callback);
    return true;
  }

  private Page page(String path, Ask ask) {
    return switch (path) {
      case "/" -> hasPlayer ? new Page(302, PLAIN, "/player/\n") : index(ask);
      case "/metrics" -> metrics(ask);
      case "/api/points" -> points(ask);
      default -> new Page(200, PLAIN, "ok\n");
    };
  }

  private Page metrics(Ask ask) {
    Decision decision = protocol.guard().decideMetrics(ask, nanoClock.getAsLong());
    return decision instanceof Decision.Allowed
        ? new Page(
            200,
            "text/plain; version=0.0.4; charset=utf-8",
            metrics.text(protocol.origin(), nanoClock.getAsLong()))
        : refusal(ask, decision);
  }

  private Page points(Ask ask) {
    Decision decision = decide(ask);
    return decision instanceof Decision.Allowed(Principal principal)
        ? new Page(200, "application/json", PointsJson.write(points(principal)))
        : refusal(ask, decision);
  }

  private Decision decide(Ask ask) {
    return protocol.guard().decide(ask, Right.MANAGE_READ, POINTS_PATH, nanoClock.getAsLong());
  }

  private Page refusal(Ask ask, Decision decision) {
    Reply reply = protocol.guard().refusal(ask, decision);
    return new Page(
        reply.status(),
        PLAIN,
        Slice.concat(reply.body()).text(StandardCharsets.UTF_8),
        reply.headers());
  }

  private static void write(Page page, Request request, Response response, Callback callback) {
    byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
    response.setStatus(page.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.mediaType());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    if (page.status() == 302) {
      response.getHeaders().put(HttpHeader.LOCATION, page.text().strip());
    }
    for (Header header : page.more()) {
      if (TOLD.contains(header.name())) {
        response.getHeaders().add(header.name(), header.value());
      }
    }
    boolean head = request.getMethod().equals("HEAD");
    response.write(true, head ? BufferUtil.EMPTY_BUFFER : BufferUtil.toBuffer(body), callback);
  }

  private Page index(Ask ask) {
    StringBuilder text = new StringBuilder("Smoothlab origin\n\n");
    if (!(decide(ask) instanceof Decision.Allowed(Principal principal))) {
      return new Page(200, PLAIN, text.append("its points are told to managers\n").toString());
    }
    List<PublishingPoint> points = points(principal);
    if (points.isEmpty()) {
      text.append("no publishing points yet\n");
    }
    for (PublishingPoint point : points) {
      text.append(point.path()).append("/Manifest  ").append(point.state()).append('\n');
    }
    return new Page(200, PLAIN, text.toString());
  }

  /** Those that this one may know of; the others are left out without a word. */
  private List<PublishingPoint> points(Principal principal) {
    Guard guard = protocol.guard();
    Origin origin = protocol.origin();
    return origin.paths().stream()
        .filter(path -> guard.permits(principal, Right.MANAGE_READ, path))
        .flatMap(path -> origin.find(path).stream())
        .toList();
  }
}
