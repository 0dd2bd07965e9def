package org.smoothlab.server.web;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.access.UrlSignature;
import org.smoothlab.server.protocol.Body;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Feed;
import org.smoothlab.server.protocol.Opening;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Upload;
import org.smoothlab.server.protocol.Wait;

/**
 * A request to a publishing point, from its head to the last byte of its answer. Runs on a virtual
 * thread of its own; while it is held it has none, and little more memory than this.
 */
final class OriginCall extends HeldQueue.Held {
  private static final Logger LOG = LoggerFactory.getLogger("origin");

  private final OriginHandler.Means means;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private @Nullable Opening received;
  private boolean listens;

  OriginCall(OriginHandler.Means means, Request request, Response response, Callback callback) {
    this.means = means;
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  /** Asks for the first time. */
  void begin() {
    carryOn(this::open);
  }

  @Override
  Exchange reopen(Wait wait) {
    return opening().reopen(wait, nowNanos());
  }

  @Override
  Exchange openWithoutWaiting() {
    return opening().openWithoutWaiting(nowNanos());
  }

  @Override
  void abandon(Throwable failure) {
    callback.failed(failure);
  }

  @Override
  void carryOn(Supplier<Exchange> next) {
    try {
      if (isAnswered(next.get())) {
        callback.succeeded();
      }
    } catch (ReplyWriter.SlowReaderException e) {
      logCut("slow reader cut off", e);
      callback.failed(e);
    } catch (Feeds.CutOffException e) {
      logCut("feed cut off", e);
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
    } catch (RuntimeException e) {
      LOG.error("{}", logLine("request failed"), e);
      Response.writeError(request, response, callback, e);
    }
  }

  /** Whether it is over; if not, it is held, and another thread's. */
  private boolean isAnswered(Exchange first) throws IOException, InterruptedException {
    BodyReader body = new BodyReader(request, means.nanoClock());
    Exchange exchange = first;
    while (true) {
      switch (exchange) {
        case Wait wait -> {
          switch (hold(wait)) {
            case HELD -> {
              return false;
            }
            case DUE -> exchange = reopen(wait);
            case NO_ROOM -> exchange = openWithoutWaiting();
          }
        }
        case Body wanted -> exchange = received(wanted, body);
        case Upload upload -> exchange = means.uploads().receive(upload.session(), body);
        case Feed feed -> {
          Optional<Reply> instead = means.feeds().write(feed, request, response);
          if (instead.isEmpty()) {
            return true;
          }
          exchange = instead.get();
        }
        case Reply reply -> {
          means.replies().write(reply, request, response);
          if (reply.close()) {
            discard(body);
          }
          return true;
        }
      }
    }
  }

  private HeldRequests.Outcome hold(Wait wait) {
    if (!listens) {
      listens = true;
      request.addFailureListener(failure -> means.held().gone(this, failure));
    }
    return means.held().hold(this, wait, means.protocol().origin()::version);
  }

  private Exchange received(Body wanted, BodyReader body) throws IOException {
    if (received != null) {
      throw new IllegalStateException("the body was read before");
    }
    return switch (means.smallBodies().read(wanted, body)) {
      case SmallBodies.Outcome.Refused(Reply refusal) -> refusal;
      case SmallBodies.Outcome.Whole(Slice whole) -> {
        received = wanted.received().apply(whole);
        yield open();
      }
    };
  }

  private Exchange open() {
    return opening().open(nowNanos());
  }

  /** Made anew from the request each time it is asked about: while it is held, nothing is kept. */
  private Opening opening() {
    return received == null ? means.protocol().opening(OriginHandler.ask(request)) : received;
  }

  // Closing while the sender still writes would reset the connection, and a reset can destroy the
  // answer before it is read. So its bytes are thrown away for a while.
  private void discard(BodyReader body) {
    long deadlineNanos = nowNanos() + means.discardNanos();
    Optional<Content.Chunk> next = body.next(deadlineNanos);
    while (next.isPresent() && !endsHere(next.get())) {
      // A sender that never pauses would never be waited for: the clock must be asked here too.
      next = nowNanos() - deadlineNanos < 0 ? body.next(deadlineNanos) : Optional.empty();
    }
  }

  private static boolean endsHere(Content.Chunk chunk) {
    boolean ends = chunk.isLast() || Content.Chunk.isFailure(chunk);
    chunk.release();
    return ends;
  }

  private long nowNanos() {
    return means.nanoClock().getAsLong();
  }

  private void logCut(String event, IOException why) {
    LOG.warn("{}", logLine(event).with("detail", String.valueOf(why.getMessage())));
  }

  private LogLine logLine(String event) {
    return new LogLine(event)
        .with("remote", Callers.of(request).connection())
        .with("target", UrlSignature.redacted(request.getHttpURI().getPathQuery()));
  }
}
