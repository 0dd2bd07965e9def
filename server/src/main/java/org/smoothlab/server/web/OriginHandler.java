package org.smoothlab.server.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Protocol;

/**
 * The door to the publishing points: turns a Jetty request into an ask and the reply into a Jetty
 * response. Decides nothing.
 */
final class OriginHandler extends Handler.Abstract {
  private final Means means;

  /**
   * What answers are made with.
   *
   * @param discardNanos how long what a sender still sends is thrown away behind its answer
   */
  record Means(Protocol protocol, Keepers keepers, LongSupplier nanoClock, long discardNanos) {
    HeldRequests held() {
      return keepers.held;
    }

    Uploads uploads() {
      return keepers.uploads;
    }

    SmallBodies smallBodies() {
      return keepers.smallBodies;
    }

    ReplyWriter replies() {
      return keepers.writers.replies;
    }

    Feeds feeds() {
      return keepers.writers.feeds;
    }
  }

  /** Who keeps what takes long: held requests, uploads, small bodies and readers. */
  record Keepers(HeldRequests held, Uploads uploads, SmallBodies smallBodies, Writers writers) {}

  /** Who writes answers, whole ones and those that go on. */
  record Writers(ReplyWriter replies, Feeds feeds) {}

  OriginHandler(Means means) {
    super(InvocationType.BLOCKING);
    this.means = means;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    request.setAttribute(
        RouteLabel.ATTRIBUTE,
        RouteLabel.ofPoint(request.getMethod(), request.getHttpURI().getPath()));
    // An encoder or a held request may be silent for longer than an idle connection: they have
    // deadlines of their own. A write that makes no progress still fails.
    request.addIdleTimeoutListener(_ -> false);
    new OriginCall(means, request, response, callback).begin();
    return true;
  }

  static Ask ask(Request request) {
    List<Header> headers = new ArrayList<>(request.getHeaders().size());
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      headers.add(new Header(field.getName(), value == null ? "" : value));
    }
    // HTTP/2 names the host in the pseudo-header :authority (RFC 9113, 8.3.1).
    String authority = request.getHttpURI().getAuthority();
    if (!request.getHeaders().contains(HttpHeader.HOST) && authority != null) {
      headers.add(new Header("Host", authority));
    }
    return new Ask(
        request.getMethod(), request.getHttpURI().getPathQuery(), headers, Callers.of(request));
  }
}
