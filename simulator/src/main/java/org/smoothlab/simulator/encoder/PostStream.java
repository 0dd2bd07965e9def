package org.smoothlab.simulator.encoder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.smoothlab.media.bytes.Slice;

/**
 * One POST and what follows when it breaks: probe, announce, fragments at their time, end of
 * stream.
 *
 * <p>A lost connection is made again, first after half a second, then after twice as long each time
 * up to {@link #RETRY_NANOS_MAX}, without end; the header is sent again, then the last two
 * fragments of each track. A refusal (4xx) is final.
 */
final class PostStream implements Post {
  /** Pieces under way before this side waits for the other to read. */
  static final int PIECES_UNDER_WAY_MAX = 16;

  static final long RETRY_NANOS_MIN = 500_000_000L;
  static final long RETRY_NANOS_MAX = 8_000_000_000L;

  /** How long the other side may read nothing, or not answer, before the connection is given up. */
  static final long SILENCE_NANOS_MAX = 10_000_000_000L;

  private static final long TRUSTED_NANOS = 8_000_000_000L;
  private static final Slice END_OF_STREAM = Slice.ofHex("00000008 6d667261"); // An empty mfra.

  private enum State {
    /** Asking whether a POST is welcome. */
    PROBING,
    /** The POST is open. */
    SENDING,
    /** The body has ended, the answer has not come. */
    ENDING,
    /** Between two connections. */
    WAITING,
    /** Ended, refused, or stopped. */
    DONE
  }

  private final EncoderPlan plan;
  private final int postIndex;
  private final String streamId;
  private final FragmentQueue queue;
  private final Slice header;
  private final RequestHeaders headers;
  private final Outbox outbox;
  private final IntSupplier connectionNumbers;
  private final Deque<Outbox.Piece> underWay = new ArrayDeque<>();

  private State state = State.WAITING;
  private int connection = -1;
  private int attemptCount;
  private int failuresInRow;
  private long retryNanos;
  private long openedNanos;
  private long lastProgressNanos;
  private long silentUntilNanos = Long.MIN_VALUE;
  private long bodyBytes;
  private boolean announced;
  private boolean endOfStreamSent;
  private boolean stopAsked;

  PostStream(EncoderPlan plan, int postIndex, FragmentQueue queue, IntSupplier connectionNumbers) {
    this.plan = plan;
    this.postIndex = postIndex;
    this.streamId = plan.target().layout().streamId(plan.target().streamId(), postIndex);
    this.queue = queue;
    this.header = HeaderWriter.write(plan, plan.delivery().dialect(), queue.tracks());
    this.headers = new RequestHeaders(plan.delivery().headers());
    this.outbox = new Outbox(plan.delivery().dialect().pieceBytes());
    this.connectionNumbers = connectionNumbers;
    this.retryNanos = queue.openNanos();
  }

  @Override
  public boolean isDone() {
    return state == State.DONE;
  }

  @Override
  public boolean has(int connectionNumber) {
    return connection == connectionNumber;
  }

  @Override
  public List<EncoderReport> forget(long nowNanos) {
    return queue.forget(nowNanos);
  }

  @Override
  public void beginAgain() {
    queue.beginAgain();
  }

  /** An answer has come, looked for or not. */
  @Override
  public void answered(Event.Answered answer, long nowNanos, List<Action> out) {
    boolean good = answer.status() / 100 == 2;
    boolean final4xx = answer.status() / 100 == 4;
    if (answer.status() == 401 && headers.canLogIn()) {
      logIn(nowNanos, out);
    } else if (answer.status() == 429) {
      // Logins are slowed, our own or those of others behind the same address: later they are not.
      out.add(new Action.Drop(connection));
      retry("answered 429: logins are slowed", nowNanos, out);
    } else if (good && state == State.PROBING) {
      open(false, nowNanos, out);
    } else if (good && state == State.ENDING) {
      finish(new EncoderReport.Ended(streamId, answer.status()), out);
    } else if (final4xx) {
      out.add(new Action.Drop(connection));
      finish(new EncoderReport.Refused(streamId, answer.status(), answer.body()), out);
    } else {
      out.add(new Action.Drop(connection));
      retry("answered " + answer.status() + " too early or in error", nowNanos, out);
    }
  }

  /** The same again with the password: nothing of the broadcast has been taken or lost. */
  private void logIn(long nowNanos, List<Action> out) {
    boolean probed = state == State.PROBING;
    out.add(new Action.Drop(connection));
    headers.logIn();
    queue.disbelieve();
    queue.reconnected();
    open(probed, nowNanos, out);
  }

  /** The connection is gone. */
  @Override
  public void lost(String why, long nowNanos, List<Action> out) {
    if (state != State.DONE) {
      retry(why, nowNanos, out);
    }
  }

  /** A piece has left. */
  @Override
  public void writable(long nowNanos, List<Action> out) {
    lastProgressNanos = nowNanos;
    Optional.ofNullable(underWay.poll())
        .flatMap(Outbox.Piece::last)
        .ifPresent(item -> {
          item.part().ifPresent(queue::left);
          item.reports().forEach(report -> out.add(new Action.Report(report)));
        });
  }

  /** Ends the stream when what is begun has been sent; at once if there is no connection. */
  @Override
  public void stop(List<Action> out) {
    stopAsked = true;
    if (state == State.WAITING || state == State.PROBING) {
      breakConnection(out);
      finish(new EncoderReport.Ended(streamId, 0), out);
    }
  }

  /** Sends nothing until then. */
  @Override
  public void keepSilent(long untilNanos) {
    silentUntilNanos = untilNanos;
  }

  /** Breaks the connection and makes no other one until then. */
  @Override
  public void breakUntil(long untilNanos, String why, List<Action> out) {
    breakConnection(out);
    state = State.WAITING;
    retryNanos = untilNanos;
    out.add(new Action.Report(new EncoderReport.Broken(streamId, why)));
  }

  /** Does everything whose time has come. */
  @Override
  public void pump(long nowNanos, List<Action> out) {
    if (state == State.WAITING && nowNanos >= retryNanos) {
      boolean probe =
          attemptCount == 0 && plan.delivery().requests().opening() == Requests.Opening.PROBE;
      attemptCount++;
      queue.reconnected();
      open(probe, nowNanos, out);
    }
    if (nowNanos >= deadlineNanos()) {
      breakConnection(out);
      retry("nothing read or answered for 10 s", nowNanos, out);
    }
    while (canSend(nowNanos) && fill(nowNanos, out)) {
      if (outbox.peek().notBeforeNanos() > nowNanos) {
        return;
      }
      send(outbox.take(), nowNanos, out);
    }
  }

  /** When {@link #pump} has something to do next, if nothing happens before. */
  @Override
  public long wakeNanos() {
    return switch (state) {
      case DONE -> Long.MAX_VALUE;
      case WAITING -> retryNanos;
      case PROBING, ENDING -> deadlineNanos();
      case SENDING -> Math.min(deadlineNanos(), sendNanos());
    };
  }

  private long sendNanos() {
    if (underWay.size() >= PIECES_UNDER_WAY_MAX) {
      return Long.MAX_VALUE;
    }
    long nextNanos =
        outbox.isEmpty()
            ? window(queue.nextDueNanos()).startNanos()
            : outbox.peek().notBeforeNanos();
    return Math.max(silentUntilNanos, nextNanos);
  }

  private long deadlineNanos() {
    boolean waiting =
        switch (state) {
          case PROBING, ENDING -> true;
          case SENDING -> !underWay.isEmpty();
          case WAITING, DONE -> false;
        };
    return waiting ? lastProgressNanos + SILENCE_NANOS_MAX : Long.MAX_VALUE;
  }

  private boolean canSend(long nowNanos) {
    return state == State.SENDING
        && underWay.size() < PIECES_UNDER_WAY_MAX
        && nowNanos >= silentUntilNanos;
  }

  // Whether there is something to send, at once or later.
  private boolean fill(long nowNanos, List<Action> out) {
    if (!outbox.isEmpty()) {
      return true;
    }
    Outbox.Window atOnce = new Outbox.Window(nowNanos, nowNanos);
    if (!announced) {
      announced = true;
      if (!header.isEmpty()) {
        EncoderReport announcement = new EncoderReport.Announced(streamId, attemptCount);
        Outbox.Item item = new Outbox.Item(List.of(announcement), Optional.empty());
        outbox.put(List.of(header), atOnce, Optional.of(item));
        return true;
      }
    }
    queue.leaveOut(nowNanos).forEach(report -> out.add(new Action.Report(report)));
    if (stopAsked) {
      endSoon();
    }
    if (queue.finished()) {
      return fillEnd(atOnce, nowNanos, out);
    }
    if (window(queue.nextDueNanos()).startNanos() > nowNanos) {
      return false;
    }
    Optional<FragmentQueue.Ready> ready = queue.next();
    ready.ifPresent(
        next -> outbox.put(next.bytes(), window(next.dueNanos()), Optional.of(next.item())));
    return ready.isPresent();
  }

  // What is said in the last fragment needs one more; what is said behind it does not.
  private void endSoon() {
    if (plan.delivery().dialect().style() == Dialect.Style.CMAF) {
      queue.endAfterNext();
    } else {
      queue.end();
    }
  }

  private Outbox.Window window(long dueNanos) {
    boolean dribbled = plan.delivery().pace() instanceof Pace.Paced paced && paced.dribbled();
    if (!dribbled || dueNanos == Long.MIN_VALUE) {
      return new Outbox.Window(dueNanos, dueNanos);
    }
    return new Outbox.Window(dueNanos - plan.captureNanos(), dueNanos);
  }

  private void open(boolean probe, long nowNanos, List<Action> out) {
    connection = connectionNumbers.getAsInt();
    state = probe ? State.PROBING : State.SENDING;
    openedNanos = nowNanos;
    lastProgressNanos = nowNanos;
    underWay.clear();
    bodyBytes = 0;
    announced = false;
    endOfStreamSent = false;
    outbox.clear();
    out.add(
        new Action.Open(
            connection,
            plan.delivery().requests().method(),
            plan.target().path(postIndex),
            headers.now(),
            probe));
  }

  private void send(Outbox.Piece piece, long nowNanos, List<Action> out) {
    Optional<Long> breakAt = breakAtBytes();
    if (breakAt.isPresent() && bodyBytes + piece.sizeBytes() > breakAt.get()) {
      List<Slice> rest = piece.firstBytes(breakAt.get() - bodyBytes);
      if (!rest.isEmpty()) {
        out.add(new Action.Send(connection, rest));
      }
      breakConnection(out);
      retry("broken as planned after " + breakAt.get() + " bytes", nowNanos, out);
      return;
    }
    bodyBytes += piece.sizeBytes();
    if (underWay.isEmpty()) {
      lastProgressNanos = nowNanos;
    }
    underWay.add(piece);
    out.add(new Action.Send(connection, piece.bytes()));
    piece.last().flatMap(Outbox.Item::part).ifPresent(queue::sent);
  }

  private Optional<Long> breakAtBytes() {
    return plan.faults(EncoderFault.BreakAfter.class)
        .filter(fault -> fault.postIndex() == postIndex && attemptCount == 1)
        .map(EncoderFault.BreakAfter::bodyBytes)
        .findFirst();
  }

  // The end of stream, once; then the end of the request.
  private boolean fillEnd(Outbox.Window atOnce, long nowNanos, List<Action> out) {
    if (plan.has(EncoderFault.ResetAtEnd.class)) {
      breakConnection(out);
      finish(new EncoderReport.Ended(streamId, 0), out);
      return false;
    }
    if (endsByBox() && !endOfStreamSent) {
      endOfStreamSent = true;
      outbox.put(List.of(END_OF_STREAM), atOnce, Optional.empty());
      return true;
    }
    out.add(new Action.End(connection));
    state = State.ENDING;
    lastProgressNanos = nowNanos;
    return false;
  }

  // CMAF says it in the last fragment's styp instead.
  private boolean endsByBox() {
    return !plan.has(EncoderFault.NoEndOfStream.class)
        && !(queue.isSparse() && plan.has(EncoderFault.NoSparseEndOfStream.class))
        && plan.delivery().dialect().style() != Dialect.Style.CMAF;
  }

  // Smooth acknowledges nothing before the end of a POST, and a refusal comes late: only a
  // connection that has lived for a while is believed to have taken what was sent.
  private void retry(String why, long nowNanos, List<Action> out) {
    if (nowNanos - openedNanos >= TRUSTED_NANOS) {
      failuresInRow = 0;
    } else {
      queue.disbelieve();
    }
    state = State.WAITING;
    connection = -1;
    long waitNanos = Math.min(RETRY_NANOS_MAX, RETRY_NANOS_MIN << Math.min(failuresInRow, 10));
    failuresInRow++;
    retryNanos = nowNanos + waitNanos;
    out.add(new Action.Report(new EncoderReport.Reconnecting(streamId, why, waitNanos)));
    if (stopAsked) {
      finish(new EncoderReport.Ended(streamId, 0), out);
    }
  }

  private void breakConnection(List<Action> out) {
    if (connection >= 0) {
      out.add(new Action.Drop(connection));
      connection = -1;
    }
  }

  private void finish(EncoderReport report, List<Action> out) {
    state = State.DONE;
    connection = -1;
    outbox.clear();
    out.add(new Action.Report(report));
  }
}
