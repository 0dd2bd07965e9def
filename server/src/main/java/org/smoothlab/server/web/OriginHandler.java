package org.smoothlab.server.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.access.UrlSignature;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Body;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Feed;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Opening;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Upload;
import org.smoothlab.server.protocol.Wait;

/**
 * The door to the publishing points: turns a Jetty request into an ask and the reply into a Jetty
 * response. Decides nothing. Runs on the request's own virtual thread from head to last byte.
 */
final class OriginHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger("origin");

  private final Protocol protocol;
  private final DoorKeepers keepers;
  private final LongSupplier nanoClock;
  private final long discardNanos;

  /** Who keeps what takes long: held requests, uploads, small bodies and readers. */
  record DoorKeepers(
      HeldRequests held, Uploads uploads, SmallBodies smallBodies, Writers writers) {}

  /** Who writes answers, whole ones and those that go on. */
  record Writers(ReplyWriter replies, Feeds feeds) {}

  OriginHandler(Protocol protocol, DoorKeepers keepers, LongSupplier nanoClock, long discardNanos) {
    super(InvocationType.BLOCKING);
    this.protocol = protocol;
    this.keepers = keepers;
    this.nanoClock = nanoClock;
    this.discardNanos = discardNanos;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    request.setAttribute(
        RouteLabel.ATTRIBUTE,
        RouteLabel.ofPoint(request.getMethod(), request.getHttpURI().getPath()));
    // An encoder or a held request may be silent for longer than an idle connection: they have
    // deadlines of their own. A write that makes no progress still fails.
    request.addIdleTimeoutListener(_ -> false);
    try {
      answer(request, response);
      callback.succeeded();
    } catch (ReplyWriter.SlowReaderException e) {
      logCut("slow reader cut off", request, e);
      callback.failed(e);
    } catch (Feeds.CutOffException e) {
      logCut("feed cut off", request, e);
      callback.failed(e);
    } catch (IOException e) {
      // Nobody is left to tell, unless it was the request itself that HTTP does not allow.
      if (e.getCause() instanceof HttpException refused && !response.isCommitted()) {
        Response.writeError(
            request, response, callback, refused.getCode(), String.valueOf(refused.getReason()));
      } else {
        callback.failed(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    }
    return true;
  }

  private static void logCut(String event, Request request, IOException why) {
    LOG.warn(
        "{}",
        new LogLine(event)
            .with("remote", Callers.of(request).connection())
            .with("target", UrlSignature.redacted(request.getHttpURI().getPathQuery()))
            .with("detail", String.valueOf(why.getMessage())));
  }

  private void answer(Request request, Response response) throws IOException, InterruptedException {
    BodyReader body = new BodyReader(request, nanoClock);
    Optional<Reply> reply =
        switch (hold(protocol.opening(ask(request)))) {
          case Reply settled -> Optional.of(settled);
          case Upload upload -> Optional.of(keepers.uploads().receive(upload.session(), body));
          case Body wanted -> Optional.of(decide(wanted, keepers.smallBodies().read(wanted, body)));
          case Feed feed -> keepers.writers().feeds().write(feed, request, response);
          case Wait wait -> throw new IllegalStateException("not settled: " + wait);
        };
    if (reply.isPresent()) {
      keepers.writers().replies().write(reply.get(), request, response);
    }
    if (reply.isPresent() && reply.get().close()) {
      discard(body);
    }
  }

  private Reply decide(Body wanted, SmallBodies.Outcome outcome) throws InterruptedException {
    return switch (outcome) {
      case SmallBodies.Outcome.Refused(Reply refusal) -> refusal;
      case SmallBodies.Outcome.Whole(Slice body) ->
          switch (hold(wanted.received().apply(body))) {
            case Reply settled -> settled;
            case Upload _, Body _, Wait _, Feed _ ->
                throw new IllegalStateException("a body was read, and no answer given");
          };
    };
  }

  /** Holds the request as often and as long as the protocol asks for; never returns a wait. */
  private Exchange hold(Opening opening) throws InterruptedException {
    Exchange exchange = opening.open(nanoClock.getAsLong());
    while (exchange instanceof Wait wait) {
      exchange =
          switch (keepers.held().hold(wait, protocol.origin()::version)) {
            case DUE -> opening.reopen(wait, nanoClock.getAsLong());
            case NO_ROOM -> opening.openWithoutWaiting(nanoClock.getAsLong());
          };
    }
    return exchange;
  }

  // Closing while the sender still writes would reset the connection, and a reset can destroy the
  // answer before it is read. So its bytes are thrown away for a while.
  private void discard(BodyReader body) {
    long deadlineNanos = nanoClock.getAsLong() + discardNanos;
    Optional<Content.Chunk> next = body.next(deadlineNanos);
    while (next.isPresent() && !endsHere(next.get())) {
      // A sender that never pauses would never be waited for: the clock must be asked here too.
      next =
          nanoClock.getAsLong() - deadlineNanos < 0 ? body.next(deadlineNanos) : Optional.empty();
    }
  }

  private static boolean endsHere(Content.Chunk chunk) {
    boolean ends = chunk.isLast() || Content.Chunk.isFailure(chunk);
    chunk.release();
    return ends;
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
