package org.smoothlab.server.web;

import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.access.Decision;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Guard;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Reply;

/**
 * Before everything under {@code /api/}: lets in who may read about the server. The files of the
 * operators' page are the same for everybody and show nothing by themselves: they come without a
 * login, so that the page can ask for one, be it a password or a token, and forget it with its tab.
 */
final class ManagersOnly extends Handler.Wrapper {
  private static final String API = "/api/";

  private final Guard guard;
  private final LongSupplier nanoClock;

  ManagersOnly(Guard guard, LongSupplier nanoClock, Handler inside) {
    super(inside);
    this.guard = guard;
    this.nanoClock = nanoClock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(API)) {
      return super.handle(request, response, callback);
    }
    Ask ask = OriginHandler.ask(request);
    Decision decision = guard.decide(ask, Right.MANAGE_READ, path, nanoClock.getAsLong());
    if (decision instanceof Decision.Allowed) {
      return super.handle(request, response, callback);
    }
    request.setAttribute(RouteLabel.ATTRIBUTE, RouteLabel.SITE);
    refuse(guard.refusal(ask, decision), request, response, callback);
    return true;
  }

  private static void refuse(Reply reply, Request request, Response response, Callback callback) {
    response.setStatus(reply.status());
    for (Header header : reply.headers()) {
      // Pages of other sites have no business here: not even with the refusal.
      if (!header.name().startsWith("Access-Control-")) {
        response.getHeaders().add(header.name(), header.value());
      }
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.bodyBytes());
    boolean head = request.getMethod().equals("HEAD");
    response.write(
        true, head ? BufferUtil.EMPTY_BUFFER : Slice.concat(reply.body()).asByteBuffer(), callback);
  }
}
