package org.smoothlab.server.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PublishingPoint;

/**
 * The few pages about the server itself: {@code /}, {@code /healthz}, {@code /metrics} and {@code
 * /api/points}. All are small, made anew for each request, and not to be stored.
 */
final class SiteHandler extends Handler.Abstract.NonBlocking {
  private static final String PLAIN = "text/plain;charset=utf-8";

  private record Page(int status, String mediaType, String text) {}

  private final Origin origin;
  private final Metrics metrics;
  private final boolean hasPlayer;

  SiteHandler(Origin origin, Metrics metrics, boolean hasPlayer) {
    this.origin = origin;
    this.metrics = metrics;
    this.hasPlayer = hasPlayer;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Optional<Page> page = page(Request.getPathInContext(request));
    if (page.isEmpty()) {
      return false;
    }
    request.setAttribute(RouteLabel.ATTRIBUTE, RouteLabel.SITE);
    if (!List.of("GET", "HEAD").contains(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    write(page.get(), request, response, callback);
    return true;
  }

  private Optional<Page> page(String path) {
    return switch (path) {
      case "/" -> Optional.of(hasPlayer ? new Page(302, PLAIN, "/player/\n") : index());
      case "/healthz" -> Optional.of(new Page(200, PLAIN, "ok\n"));
      case "/metrics" ->
          Optional.of(new Page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text()));
      case "/api/points" ->
          Optional.of(new Page(200, "application/json", PointsJson.write(points())));
      default -> Optional.empty();
    };
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
    boolean head = request.getMethod().equals("HEAD");
    response.write(true, head ? BufferUtil.EMPTY_BUFFER : BufferUtil.toBuffer(body), callback);
  }

  private Page index() {
    StringBuilder text = new StringBuilder("Smoothlab origin\n\n");
    List<PublishingPoint> points = points();
    if (points.isEmpty()) {
      text.append("no publishing points yet\n");
    }
    for (PublishingPoint point : points) {
      text.append(point.path()).append("/Manifest  ").append(point.state()).append('\n');
    }
    return new Page(200, PLAIN, text.toString());
  }

  private List<PublishingPoint> points() {
    return origin.paths().stream().flatMap(path -> origin.find(path).stream()).toList();
  }
}
