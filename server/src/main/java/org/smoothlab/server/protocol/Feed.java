package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;

/**
 * A long answer that comes in pieces: to another server, where it may last as long as the event, or
 * of a segment that is still growing. The door writes the head, asks {@link #next} and writes what
 * it gets, one piece after the other; on {@link Step.Await} it asks again when {@link
 * org.smoothlab.server.origin.Effect.Fed} or {@link org.smoothlab.server.origin.Effect.Moved} tells
 * of the point, or the point changes its state. To HEAD it answers the head alone. One thread's.
 *
 * @see "[MS-SSTR] 2.2.8"
 */
public final class Feed implements Exchange {
  private final String point;
  private final List<Header> headers;
  private final FeedReading reading;
  private final Reader reader;
  private boolean over;

  /** Who reads it. */
  public enum Reader {
    /** Another server, as long as the event lasts. */
    SERVER,
    /** A viewer, as long as a segment grows. */
    VIEWER
  }

  Feed(String point, List<Header> headers, FeedReading reading, Reader reader) {
    this.point = point;
    this.headers = List.copyOf(headers);
    this.reading = reading;
    this.reader = reader;
  }

  /** What the door does next. */
  public sealed interface Step {
    /** Write this, by reference. */
    record Send(List<Slice> parts) implements Step {
      public Send {
        parts = List.copyOf(parts);
      }

      /** How much that is. */
      public long sizeBytes() {
        long bytes = 0;
        for (Slice part : parts) {
          bytes += part.size();
        }
        return bytes;
      }
    }

    /** There is nothing now. */
    record Await() implements Step {}

    /** End the answer well. */
    record End() implements Step {}

    /** Break the answer off, so that nobody takes it for a whole one. */
    record Cut(String why) implements Step {}
  }

  public int status() {
    return 200;
  }

  /** Without a length: nobody knows it. */
  public List<Header> headers() {
    return headers;
  }

  /** Whom it is for: each kind has a bound of its own. */
  public Reader reader() {
    return reader;
  }

  /** Path of the publishing point that it tells of. */
  public String point() {
    return point;
  }

  /** What comes next. May block where it reads an archive; live it neither locks nor waits. */
  public Step next() {
    if (over) {
      return new Step.End();
    }
    Step step = reading.next();
    over = step instanceof Step.End || step instanceof Step.Cut;
    return step;
  }

  /**
   * While a piece is being written: why it is no use to go on, because what comes next has gone
   * already.
   */
  public Optional<String> lost() {
    return reading.lost();
  }
}
