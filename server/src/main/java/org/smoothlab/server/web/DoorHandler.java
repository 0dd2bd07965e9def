package org.smoothlab.server.web;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Outermost: lets requests in until the server stops, and knows when the last one is out. */
final class DoorHandler extends Handler.Wrapper {
  private final Turnstile turnstile;
  private final HeadGuard heads;

  DoorHandler(Turnstile turnstile, HeadGuard heads, Handler inside) {
    super(inside);
    this.turnstile = turnstile;
    this.heads = heads;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!turnstile.enter()) {
      response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      Response.writeError(
          request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "the server stops");
      return true;
    }
    heads.entered(request);
    Request.addCompletionListener(
        request,
        _ -> {
          heads.left(request);
          turnstile.leave();
        });
    return super.handle(request, response, callback);
  }
}
