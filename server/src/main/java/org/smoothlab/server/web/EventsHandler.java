package org.smoothlab.server.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.Invocable;
import org.smoothlab.server.access.Decision;
import org.smoothlab.server.access.Principal;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Guard;

/**
 * {@code /api/events}: server-sent events, on the request's own virtual thread for as long as
 * somebody listens. A comment keeps the connection alive when nothing happens.
 *
 * @see "HTML Living Standard, 9.2 Server-sent events"
 */
final class EventsHandler extends Handler.Abstract {
  static final String PATH = "/api/events";

  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final String HEARTBEAT = ": nothing new\n\n";

  /** How long one message may take to leave; then the listener is cut off. */
  private static final long WRITE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final EventStreams streams;
  private final Guard guard;
  private final ReplyWriter writer;
  private final LongSupplier nanoClock;

  EventsHandler(EventStreams streams, Guard guard, ReplyWriter writer, LongSupplier nanoClock) {
    super(InvocationType.BLOCKING);
    this.streams = streams;
    this.guard = guard;
    this.writer = writer;
    this.nanoClock = nanoClock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    request.setAttribute(RouteLabel.ATTRIBUTE, RouteLabel.SITE);
    if (!request.getMethod().equals("GET")) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET");
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    try {
      Ask ask = OriginHandler.ask(request);
      Decision decision = guard.decide(ask, Right.MANAGE_READ, PATH, nanoClock.getAsLong());
      if (decision instanceof Decision.Allowed(Principal principal)) {
        listen(request, response, principal);
      } else {
        writer.write(guard.refusal(ask, decision), request, response);
      }
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e); // it has gone, or is too slow: it may come again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    }
    return true;
  }

  private void listen(Request request, Response response, Principal principal)
      throws IOException, InterruptedException {
    EventListener listener =
        new EventListener(streams.bounds().messagesMax(), mayHear(request, principal));
    if (!streams.add(listener)) {
      response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
      write(response, true, "as many listeners as the server takes\n");
      return;
    }
    try {
      // Silence is what one listens to: the connection's idle timeout does not count.
      request.addIdleTimeoutListener(_ -> false);
      response.setStatus(HttpStatus.OK_200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      write(response, false, "retry: 2000\n\n");
      pump(listener, response);
    } finally {
      streams.remove(listener);
    }
  }

  private Predicate<String> mayHear(Request request, Principal principal) {
    Fields query = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
    String only = query.getValue("point");
    return path ->
        (only == null || only.equals(path)) && guard.permits(principal, Right.MANAGE_READ, path);
  }

  private static void pump(EventListener listener, Response response)
      throws IOException, InterruptedException {
    while (true) {
      Optional<EventListener.Message> message = listener.next(HEARTBEAT_NANOS);
      if (message.isPresent() && message.get().name().isEmpty()) {
        write(response, true, "");
        return;
      }
      write(response, false, message.map(EventListener.Message::text).orElse(HEARTBEAT));
    }
  }

  private static void write(Response response, boolean last, String text)
      throws IOException, InterruptedException {
    Callback.Completable written = new Callback.Completable(Invocable.InvocationType.NON_BLOCKING);
    response.write(last, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), written);
    try {
      written.get(WRITE_NANOS_MAX, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new GoneException("a listener takes nothing", e);
    } catch (ExecutionException e) {
      throw new GoneException("a listener has gone", e.getCause());
    }
  }
}
