package org.smoothlab.server.web;

import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.relay.Call;
import org.smoothlab.server.relay.Listener;
import org.smoothlab.server.relay.Request;

/**
 * One request of a relay on a socket: what the client tells becomes work of the relay's desk. The
 * next piece of an answer is read when the last one has been taken.
 */
final class RelayCall implements Call {
  private final org.eclipse.jetty.client.Request wire;
  private final RelayDesk desk;
  private final Listener listener;
  private final AtomicInteger unansweredSends = new AtomicInteger();
  private Optional<AsyncRequestContent> body = Optional.empty();
  private boolean bodyEnded;
  private volatile boolean done;

  RelayCall(org.eclipse.jetty.client.Request wire, RelayDesk desk, Listener listener) {
    this.wire = wire;
    this.desk = desk;
    this.listener = listener;
  }

  void start(Request request) {
    wire.method(request.method());
    wire.headers(
        fields -> request.headers().forEach(header -> fields.add(header.name(), header.value())));
    if (request.streamingBody()) {
      AsyncRequestContent content = new AsyncRequestContent();
      body = Optional.of(content);
      wire.body(content);
    }
    wire.onResponseHeaders(this::headArrived);
    wire.onResponseContentAsync(this::bytesArrived);
    wire.onResponseSuccess(_ -> answered());
    wire.onResponseFailure((_, why) -> tell(() -> listener.failed(describe(why))));
    // A request that never got as far as an answer ends here only.
    wire.send(result -> {
      if (result.isFailed()) {
        tell(() -> listener.failed(describe(result.getFailure())));
      }
    });
  }

  @Override
  public void send(List<Slice> bytes) {
    if (done) {
      return;
    }
    AsyncRequestContent content =
        body.filter(_ -> !bodyEnded)
            .orElseThrow(() ->
                new IllegalStateException("this call sends no (more) body: " + wire.getURI()));
    if (unansweredSends.incrementAndGet() > SENDS_MAX) {
      throw new IllegalStateException("more than " + SENDS_MAX + " unanswered sends");
    }
    Callback sent = Callback.from(this::sent, _ -> {});
    if (bytes.isEmpty()) {
      sent.succeeded();
      return;
    }
    for (Slice part : bytes.subList(0, bytes.size() - 1)) {
      content.write(part.asByteBuffer(), Callback.NOOP);
    }
    content.write(bytes.getLast().asByteBuffer(), sent);
  }

  @Override
  public void end() {
    if (!done && !bodyEnded) {
      bodyEnded = true;
      body.ifPresent(AsyncRequestContent::close);
    }
  }

  @Override
  public void cancel() {
    if (!done) {
      over();
      var _ = wire.abort(new CancellationException("canceled"));
    }
  }

  private void sent() {
    unansweredSends.decrementAndGet();
    soon(listener::writable);
  }

  private void headArrived(Response response) {
    List<Header> headers = new ArrayList<>();
    for (HttpField field : response.getHeaders()) {
      headers.add(new Header(field.getName(), field.getValue()));
    }
    int status = response.getStatus();
    soon(() -> listener.head(status, headers));
  }

  private void bytesArrived(Response response, Content.Chunk chunk, Runnable demander) {
    chunk.retain();
    desk.soon(() -> {
      try {
        if (!done) {
          desk.room().await();
          listener.bytes(Slice.view(chunk.getByteBuffer()));
        }
      } catch (InterruptedException e) {
        // The desk is being closed.
        Thread.currentThread().interrupt();
      } finally {
        chunk.release();
        demander.run();
      }
    });
  }

  private void answered() {
    tell(listener::completed);
    // An answer before the end of the body is a refusal: the rest of it will not be read.
    body.ifPresent(content -> content.fail(new EofException("answered before the body's end")));
  }

  private void soon(Runnable telling) {
    desk.soon(() -> {
      if (!done) {
        telling.run();
      }
    });
  }

  /** Tells the outcome; the first one counts. */
  private void tell(Runnable outcome) {
    soon(() -> {
      over();
      outcome.run();
    });
  }

  private void over() {
    done = true;
    desk.ended(this);
  }

  private static String describe(Throwable why) {
    if (why instanceof EOFException) {
      // The client's own words are about its insides.
      return "the connection ended in the middle";
    }
    String message = why.getMessage();
    return message == null ? why.getClass().getSimpleName() : message;
  }
}
