package org.smoothlab.server.web;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Content;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Recorder;
import org.smoothlab.server.protocol.Reply;

/**
 * Reads upload bodies into their sessions, each on its request's virtual thread: every piece at
 * once, as it arrived.
 */
final class Uploads {
  private static final Reply STOPPING =
      new Reply(
          503,
          List.of(new Header("Retry-After", "1"), new Header("Cache-Control", "no-store")),
          List.of(),
          true);

  /** The archive could not make safe what was sent: the encoder should send it again. */
  private static final Reply NOT_SAFE =
      new Reply(
          503,
          List.of(new Header("Retry-After", "1"), new Header("Cache-Control", "no-store")),
          List.of(),
          true);

  private final LongSupplier nanoClock;
  private final Metrics metrics;
  private final Recorder recorder;
  private final Set<BodyReader> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * @param recorder decides how fast encoders may be
   */
  Uploads(LongSupplier nanoClock, Metrics metrics, Recorder recorder) {
    this.nanoClock = nanoClock;
    this.metrics = metrics;
    this.recorder = recorder;
  }

  /**
   * Feeds the session until there is an answer.
   *
   * @throws IOException when the connection broke; the session knows
   */
  Reply receive(IngestSession session, BodyReader body) throws IOException {
    open.add(body);
    if (stopping) {
      body.wake();
    }
    Tie tie = new Tie(session);
    try (tie) {
      return feed(tie, body);
    } finally {
      open.remove(body);
    }
  }

  /** Ends all uploads, and those to come: their encoders are told to try again. */
  void stop() {
    stopping = true;
    open.forEach(BodyReader::wake);
  }

  /** How many bodies are being read. */
  int openCount() {
    return open.size();
  }

  private Reply feed(Tie tie, BodyReader body) throws IOException {
    while (true) {
      awaitRoom(tie.session.point());
      Optional<Content.Chunk> next = body.next(tie.session.idleDeadlineNanos());
      Optional<Reply> answer = next.isPresent() ? take(tie, next.get()) : silence(tie);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
  }

  private Optional<Reply> take(Tie tie, Content.Chunk chunk) throws IOException {
    if (Content.Chunk.isFailure(chunk)) {
      Throwable failure = chunk.getFailure();
      tie.lost(
          failure.getMessage() == null
              ? "connection lost"
              : "connection lost: " + failure.getMessage());
      throw new GoneException("upload broke off", failure);
    }
    Optional<Reply> refusal = hand(tie.session, chunk);
    if (refusal.isPresent()) {
      return tie.answered(refusal.get());
    }
    return chunk.isLast() ? Optional.of(finish(tie)) : Optional.empty();
  }

  /** What the encoder is told is done must outlive a crash. */
  private Reply finish(Tie tie) throws IOException {
    Reply reply = tie.session.finish(now());
    tie.answered(reply);
    try {
      boolean safe = reply.status() != 200 || recorder.awaitSafe(tie.session.point());
      return safe ? reply : NOT_SAFE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GoneException("interrupted while the archive was written", e);
    }
  }

  private void awaitRoom(String point) throws IOException {
    try {
      recorder.awaitRoom(point);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GoneException("interrupted while the archive was written", e);
    }
  }

  private Optional<Reply> hand(IngestSession session, Content.Chunk chunk) {
    try {
      metrics.received(chunk.remaining());
      return chunk.hasRemaining()
          ? session.receive(Slice.view(chunk.getByteBuffer()), now())
          : Optional.empty();
    } finally {
      chunk.release();
    }
  }

  private Optional<Reply> silence(Tie tie) {
    if (stopping) {
      tie.lost("the server stops");
      return Optional.of(STOPPING);
    }
    return now() - tie.session.idleDeadlineNanos() >= 0
        ? tie.answered(tie.session.timedOut(now()))
        : Optional.empty();
  }

  private long now() {
    return nanoClock.getAsLong();
  }

  /** Makes sure that a session hears its end exactly once, whatever happens to its request. */
  private final class Tie implements AutoCloseable {
    final IngestSession session;
    private boolean over;

    Tie(IngestSession session) {
      this.session = session;
    }

    Optional<Reply> answered(Reply reply) {
      over = true;
      return Optional.of(reply);
    }

    void lost(String reason) {
      over = true;
      session.lost(reason, now());
    }

    @Override
    public void close() {
      if (!over) {
        lost("the server failed");
      }
    }
  }
}
