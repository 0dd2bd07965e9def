package org.smoothlab.server.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.protocol.Feed;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Reply;

/**
 * Long answers, each on its request's virtual thread: one write outstanding, by reference, and
 * parked while there is nothing. Who falls behind what the point holds is cut off, also in the
 * middle of a write. Bounded by {@code feedsMax} for other servers, and for viewers of growing
 * segments by {@code heldRequestsMax}: one more gets 503.
 */
final class Feeds {
  private static final Reply NO_ROOM =
      new Reply(
          503,
          List.of(new Header("Retry-After", "5"), new Header("Cache-Control", "no-store")),
          List.of(),
          false);

  private final Map<Feed.Reader, Integer> countMax;
  private final Metrics metrics;
  private final Map<Feed.Reader, AtomicInteger> openCount = new EnumMap<>(Feed.Reader.class);
  private final Map<String, Set<Reader>> byPoint = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  /** One answer, and the thread that writes it. */
  private static final class Reader {
    final Thread thread = Thread.currentThread();
    volatile boolean woken;

    void wake() {
      woken = true;
      LockSupport.unpark(thread);
    }
  }

  /** One write, and who waits for it. */
  private static final class Written implements Callback {
    private final Thread waiting;
    private Optional<Throwable> failure = Optional.empty();
    private volatile boolean done;

    Written(Thread waiting) {
      this.waiting = waiting;
    }

    @Override
    public void succeeded() {
      done = true;
      LockSupport.unpark(waiting);
    }

    @Override
    public void failed(Throwable why) {
      failure = Optional.of(why);
      done = true;
      LockSupport.unpark(waiting);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }

  /** The answer is broken off, so that nobody takes it for a whole one. */
  static final class CutOffException extends GoneException {
    private static final long serialVersionUID = 1L;

    CutOffException(String why) {
      super(why, null);
    }
  }

  Feeds(AdmissionLimits.Waits limits, Metrics metrics) {
    this.countMax =
        Map.of(Feed.Reader.SERVER, limits.feedsMax(), Feed.Reader.VIEWER, limits.heldRequestsMax());
    this.metrics = metrics;
    for (Feed.Reader each : Feed.Reader.values()) {
      openCount.put(each, new AtomicInteger());
    }
  }

  /**
   * Writes the answer to its end; one that there is no room for is answered otherwise.
   *
   * @return what to answer instead
   * @throws CutOffException when the reader must not believe that it has all
   * @throws IOException when the connection broke
   */
  Optional<Reply> write(Feed feed, Request request, Response response)
      throws IOException, InterruptedException {
    AtomicInteger open = counter(feed.reader());
    if (open.incrementAndGet() > countMax.getOrDefault(feed.reader(), 0) || stopping) {
      open.decrementAndGet();
      return Optional.of(NO_ROOM);
    }
    Reader reader = new Reader();
    enter(feed.point(), reader);
    try {
      response.setStatus(feed.status());
      feed.headers().forEach(header -> response.getHeaders().add(header.name(), header.value()));
      if (HttpMethod.HEAD.is(request.getMethod())) {
        write(BufferUtil.EMPTY_BUFFER, true, new Answer(feed, reader, response));
      } else {
        pump(new Answer(feed, reader, response));
      }
      return Optional.empty();
    } catch (CutOffException e) {
      metrics.feedCut();
      throw e;
    } finally {
      leave(feed.point(), reader);
      open.decrementAndGet();
    }
  }

  /** Wakes whom it concerns. Called under the point's lock; never waits. */
  void happened(Effect effect) {
    if (effect instanceof Effect.Fed
        || effect instanceof Effect.Moved
        || effect instanceof Effect.StateChanged) {
      byPoint.getOrDefault(effect.point(), Set.of()).forEach(Reader::wake);
    }
  }

  /** Ends all answers, and takes no more: their readers come again. */
  void stop() {
    stopping = true;
    byPoint.values().forEach(readers -> readers.forEach(Reader::wake));
  }

  /** How many are being written to such readers. */
  int openCount(Feed.Reader reader) {
    return counter(reader).get();
  }

  private AtomicInteger counter(Feed.Reader reader) {
    return Objects.requireNonNull(openCount.get(reader));
  }

  private record Answer(Feed feed, Reader reader, Response response) {}

  private void pump(Answer answer) throws IOException, InterruptedException {
    write(BufferUtil.EMPTY_BUFFER, false, answer);
    while (!stopping) {
      // Before asking: what comes behind this line wakes.
      answer.reader.woken = false;
      switch (answer.feed.next()) {
        case Feed.Step.Send(List<Slice> parts) -> {
          for (Slice part : parts) {
            write(part.asByteBuffer(), false, answer);
            metrics.fed(part.size());
          }
        }
        case Feed.Step.Await() -> park(answer.reader);
        case Feed.Step.Cut(String why) -> throw new CutOffException(why);
        case Feed.Step.End() -> {
          write(BufferUtil.EMPTY_BUFFER, true, answer);
          return;
        }
      }
    }
    write(BufferUtil.EMPTY_BUFFER, true, answer);
  }

  private void park(Reader reader) throws InterruptedException {
    while (!reader.woken && !stopping) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** Waits for the write as long as it is of any use. */
  private void write(ByteBuffer part, boolean last, Answer answer)
      throws IOException, InterruptedException {
    Written written = new Written(answer.reader.thread);
    answer.response.write(last, part, written);
    while (!written.done) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Optional<String> lost = answer.feed.lost();
      if (!written.done && lost.isPresent()) {
        throw new CutOffException(lost.get());
      }
      if (!written.done && stopping) {
        throw new GoneException("the server stops", null);
      }
    }
    if (written.failure.isPresent()) {
      throw new GoneException("connection broke while feeding", written.failure.get());
    }
  }

  private void enter(String point, Reader reader) {
    byPoint.compute(
        point,
        (_, readers) -> {
          Set<Reader> all = readers == null ? ConcurrentHashMap.newKeySet() : readers;
          all.add(reader);
          return all;
        });
  }

  private void leave(String point, Reader reader) {
    byPoint.computeIfPresent(
        point,
        (_, readers) -> {
          readers.remove(reader);
          return readers.isEmpty() ? null : readers;
        });
  }
}
