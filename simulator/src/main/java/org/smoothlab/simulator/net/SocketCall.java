package org.smoothlab.simulator.net;

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
import org.smoothlab.simulator.time.Scheduler;

/** One request on a socket: the client's callbacks become tasks of the caller's scheduler. */
final class SocketCall implements Call {
  private final org.eclipse.jetty.client.Request wire;
  private final Scheduler scheduler;
  private final Listener listener;
  private final AtomicInteger unansweredSends = new AtomicInteger();
  private Optional<AsyncRequestContent> body = Optional.empty();
  private boolean bodyEnded;
  // Read and written on the scheduler's thread only.
  private boolean done;

  SocketCall(org.eclipse.jetty.client.Request wire, Scheduler scheduler, Listener listener) {
    this.wire = wire;
    this.scheduler = scheduler;
    this.listener = listener;
  }

  void start(Request request) {
    wire.method(request.method());
    wire.headers(
        fields -> request.headers().forEach(header -> fields.put(header.name(), header.value())));
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
    for (int at = 0; at < bytes.size() - 1; at++) {
      content.write(bytes.get(at).asByteBuffer(), Callback.NOOP);
    }
    Callback sent = Callback.from(this::sent, _ -> {});
    if (bytes.isEmpty()) {
      sent.succeeded();
    } else {
      content.write(bytes.getLast().asByteBuffer(), sent);
    }
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
      done = true;
      var _ = wire.abort(new CancellationException("canceled by the caller"));
    }
  }

  private void sent() {
    unansweredSends.decrementAndGet();
    scheduler.at(
        0,
        () -> {
          if (!done) {
            listener.writable();
          }
        });
  }

  private void headArrived(Response response) {
    List<Header> headers = new ArrayList<>();
    for (HttpField field : response.getHeaders()) {
      headers.add(new Header(field.getName(), field.getValue()));
    }
    int status = response.getStatus();
    scheduler.at(
        0,
        () -> {
          if (!done) {
            listener.head(status, headers);
          }
        });
  }

  private void bytesArrived(Response response, Content.Chunk chunk, Runnable demander) {
    chunk.retain();
    scheduler.at(
        0,
        () -> {
          if (!done) {
            listener.bytes(Slice.view(chunk.getByteBuffer()));
          }
          chunk.release();
          demander.run();
        });
  }

  private void answered() {
    tell(listener::completed);
    // An answer before the end of the body is a refusal: the rest of it will not be read.
    body.ifPresent(content -> content.fail(new EofException("answered before the body's end")));
  }

  /** Tells the outcome; the first one counts. */
  private void tell(Runnable outcome) {
    scheduler.at(
        0,
        () -> {
          if (!done) {
            done = true;
            outcome.run();
          }
        });
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
