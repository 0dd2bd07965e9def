package org.smoothlab.server.web;

import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.access.UrlSignature;

/**
 * One line per answered request on the logger {@code access} at INFO, and its numbers. Jetty calls
 * it when the answer is complete, also for requests that it refused itself.
 */
final class AccessLog implements RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger("access");

  private final boolean written;
  private final Metrics metrics;
  private final LongSupplier nanoClock;

  /**
   * @param written whether lines are written at all; numbers are kept in any case
   */
  AccessLog(boolean written, Metrics metrics, LongSupplier nanoClock) {
    this.written = written;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  @Override
  public void log(Request request, Response response) {
    long elapsedNanos = nanoClock.getAsLong() - request.getHeadersNanoTime();
    long bytesOut = Response.getContentBytesWritten(response);
    metrics.answered(
        label(request), response.getStatus(), new Metrics.Traffic(bytesOut, elapsedNanos));
    if (written && LOG.isInfoEnabled()) {
      LOG.info("{}", line(request, response, elapsedNanos / 1_000));
    }
  }

  private static LogLine line(Request request, Response response, long elapsedMicros) {
    String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
    return new LogLine("request")
        .with("remote", Request.getRemoteAddr(request) + ":" + Request.getRemotePort(request))
        .with("protocol", request.getConnectionMetaData().getHttpVersion().asString())
        .with("method", request.getMethod())
        .with("target", UrlSignature.redacted(request.getHttpURI().getPathQuery()))
        .with("status", response.getStatus())
        .with("bytesIn", Request.getContentBytesRead(request))
        .with("bytesOut", Response.getContentBytesWritten(response))
        .with("micros", elapsedMicros)
        .with("agent", agent == null ? "" : agent);
  }

  private static RouteLabel label(Request request) {
    return request.getAttribute(RouteLabel.ATTRIBUTE) instanceof RouteLabel label
        ? label
        : RouteLabel.OTHER;
  }
}
