package org.smoothlab.server.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Content;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Body;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Reply;

/** Reads bodies that are wanted whole, each on its request's virtual thread. */
final class SmallBodies {
  private static final Reply TOO_SLOW =
      new Reply(408, List.of(new Header("Cache-Control", "no-store")), List.of(), true);

  private final long bodyNanosMax;
  private final LongSupplier nanoClock;

  /** What became of a body. */
  sealed interface Outcome {
    /** It has come. */
    record Whole(Slice body) implements Outcome {}

    /** It was too large or too slow; the rest of it is not wanted. */
    record Refused(Reply reply) implements Outcome {}
  }

  /**
   * @param bodyNanosMax from the head of a request to the last byte of its body
   */
  SmallBodies(long bodyNanosMax, LongSupplier nanoClock) {
    this.bodyNanosMax = bodyNanosMax;
    this.nanoClock = nanoClock;
  }

  /**
   * Reads the body to its end.
   *
   * @throws IOException when the connection broke
   */
  Outcome read(Body wanted, BodyReader reader) throws IOException {
    long deadlineNanos = nanoClock.getAsLong() + bodyNanosMax;
    List<Slice> parts = new ArrayList<>();
    long bytes = 0;
    while (true) {
      Optional<Content.Chunk> next = reader.next(deadlineNanos);
      // A sender that never pauses is never waited for: the clock must be asked here too.
      if (next.isEmpty() || nanoClock.getAsLong() - deadlineNanos >= 0) {
        next.ifPresent(Content.Chunk::release);
        return new Outcome.Refused(TOO_SLOW);
      }
      Content.Chunk chunk = next.get();
      if (Content.Chunk.isFailure(chunk)) {
        throw new GoneException("request broke off", chunk.getFailure());
      }
      bytes += chunk.remaining();
      if (bytes > wanted.bytesMax()) {
        chunk.release();
        return new Outcome.Refused(wanted.tooLarge());
      }
      parts.add(Slice.copyOf(Slice.view(chunk.getByteBuffer()).toByteArray()));
      chunk.release();
      if (chunk.isLast()) {
        return new Outcome.Whole(Slice.concat(parts));
      }
    }
  }
}
