package org.smoothlab.server.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Reply;

/**
 * Writes answers. The body's slices go to the socket as they are: their memory lies outside the
 * heap, so nothing copies them on the way. A reader slower than the slowest admitted is cut off.
 */
final class ReplyWriter {
  private final AdmissionLimits.Slowest slowest;
  private final LongSupplier nanoClock;

  ReplyWriter(AdmissionLimits.Slowest slowest, LongSupplier nanoClock) {
    this.slowest = slowest;
    this.nanoClock = nanoClock;
  }

  /**
   * Writes the whole answer; when this returns, all of it has left towards the client.
   *
   * @throws SlowReaderException when the client takes it too slowly
   * @throws IOException when the connection broke
   */
  void write(Reply reply, Request request, Response response)
      throws IOException, InterruptedException {
    writeHead(reply, request, response);
    long deadlineNanos = nanoClock.getAsLong() + slowest.allowedNanos(reply.bodyBytes());
    if (HttpStatus.hasNoBody(reply.status())) {
      // Jetty gives a length of 0 to what ends with its head. RFC 9110, 8.6: in a 304 that would be
      // the length of the representation.
      writePart(response, false, BufferUtil.EMPTY_BUFFER, deadlineNanos);
    }
    if (reply.body().isEmpty() || HttpMethod.HEAD.is(request.getMethod())) {
      writePart(response, true, BufferUtil.EMPTY_BUFFER, deadlineNanos);
      return;
    }
    List<Slice> parts = reply.body();
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      writePart(response, last, parts.get(i).asByteBuffer(), deadlineNanos);
    }
  }

  private static void writeHead(Reply reply, Request request, Response response) {
    response.setStatus(reply.status());
    HttpFields.Mutable fields = response.getHeaders();
    for (Header header : reply.headers()) {
      fields.add(header.name(), header.value());
    }
    if (!HttpStatus.hasNoBody(reply.status())) {
      fields.put(HttpHeader.CONTENT_LENGTH, reply.bodyBytes());
    }
    // HTTP/2 has no such field: there the stream ends, not the connection.
    if (reply.close() && request.getConnectionMetaData().getHttpVersion().getVersion() < 20) {
      fields.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    }
  }

  private void writePart(Response response, boolean last, ByteBuffer part, long deadlineNanos)
      throws IOException, InterruptedException {
    Callback.Completable written = new Callback.Completable(InvocationType.NON_BLOCKING);
    response.write(last, part, written);
    if (written.isDone() && !written.isCompletedExceptionally()) {
      return;
    }
    try {
      written.get(deadlineNanos - nanoClock.getAsLong(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SlowReaderException(part.remaining() + " bytes of this part still to go", e);
    } catch (ExecutionException e) {
      throw new GoneException("connection broke while answering", e.getCause());
    }
  }

  /** The client takes its answer more slowly than admitted. */
  static final class SlowReaderException extends GoneException {
    private static final long serialVersionUID = 1L;

    SlowReaderException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
