package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/**
 * A sparse stream: each event is a short POST of its own, with the header boxes in front, so that
 * the server has it at once. An event that did not arrive is sent again, first after half a second,
 * then after twice as long each time up to {@link PostStream#RETRY_NANOS_MAX}; of more than {@link
 * #BACKLOG_EVENTS_MAX} that wait the oldest are left out. A refusal (4xx) is final.
 */
final class EventPosts implements Post {
  static final int BACKLOG_EVENTS_MAX = 30;

  private static final Slice END_OF_STREAM = Slice.ofHex("00000008 6d667261"); // An empty mfra.

  private enum State {
    /** The next event is not due, or the last attempt failed. */
    WAITING,
    /** An event was sent, the answer has not come. */
    SENT,
    /** Ended, refused, or stopped. */
    DONE
  }

  private final EncoderPlan plan;
  private final SpliceEvents splices;
  private final TrackInfo track;
  private final String streamId;
  private final Slice header;
  private final FragmentWriter writer;
  private final IntSupplier connectionNumbers;

  private final Capture capture;
  private State state = State.WAITING;
  private int connection = -1;
  private long next;
  private int failuresInRow;
  private long notBeforeNanos = Long.MIN_VALUE;
  private long sentNanos;
  private boolean announced;
  private boolean stopAsked;

  EventPosts(
      EncoderPlan plan, SpliceEvents splices, Capture capture, IntSupplier connectionNumbers) {
    this.plan = plan;
    this.splices = splices;
    this.track = splices.track();
    this.streamId = plan.target().eventsStreamId();
    this.connectionNumbers = connectionNumbers;
    // Other muxers have no words for a parent: events are always written as the standard has it.
    this.header = HeaderWriter.write(plan, Dialect.piff(), List.of(track));
    this.writer = new FragmentWriter(Dialect.piff(), track, Slice.EMPTY);
    this.capture = capture;
    this.next = firstEvent();
  }

  private long firstEvent() {
    return splices.indexAtOrAfter(capture.firstFragment() * plan.programme().fragmentTicks());
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
  public void answered(Event.Answered answer, long nowNanos, List<Action> out) {
    if (answer.status() / 100 == 4) {
      out.add(new Action.Drop(connection));
      finish(new EncoderReport.Refused(streamId, answer.status(), answer.body()), out);
    } else if (answer.status() / 100 == 2 && state == State.SENT) {
      connection = -1;
      state = State.WAITING;
      failuresInRow = 0;
      arrived(out);
    } else {
      out.add(new Action.Drop(connection));
      retry("answered " + answer.status() + " too early or in error", nowNanos, out);
    }
  }

  private void arrived(List<Action> out) {
    if (!announced) {
      announced = true;
      out.add(new Action.Report(new EncoderReport.Announced(streamId, 1)));
    }
    FragmentTime time = splices.timeOf(next);
    FragmentTime onTheWire =
        new FragmentTime(time.startTicks() + offsetTicks(), time.durationTicks());
    long sizeBytes = fragment().stream().mapToLong(Slice::size).sum();
    out.add(
        new Action.Report(
            new EncoderReport.FragmentSent(streamId, track.id(), onTheWire, sizeBytes)));
    next++;
    if (stopAsked) {
      finish(new EncoderReport.Ended(streamId, 200), out);
    }
  }

  @Override
  public void lost(String why, long nowNanos, List<Action> out) {
    if (state != State.DONE) {
      retry(why, nowNanos, out);
    }
  }

  @Override
  public void writable(long nowNanos, List<Action> out) {
    sentNanos = nowNanos;
  }

  @Override
  public void stop(List<Action> out) {
    stopAsked = true;
    if (state == State.WAITING) {
      finish(new EncoderReport.Ended(streamId, 0), out);
    }
  }

  @Override
  public void keepSilent(long untilNanos) {
    notBeforeNanos = untilNanos;
  }

  @Override
  public void breakUntil(long untilNanos, String why, List<Action> out) {
    if (connection >= 0) {
      out.add(new Action.Drop(connection));
      connection = -1;
    }
    state = State.WAITING;
    notBeforeNanos = untilNanos;
    out.add(new Action.Report(new EncoderReport.Broken(streamId, why)));
  }

  @Override
  public List<EncoderReport> forget(long nowNanos) {
    return skipTo(splices.indexAtOrAfter(capturedTicks(nowNanos)), "lost in a restart");
  }

  @Override
  public void beginAgain() {
    next = firstEvent();
  }

  @Override
  public void pump(long nowNanos, List<Action> out) {
    if (state == State.SENT && nowNanos >= sentNanos + PostStream.SILENCE_NANOS_MAX) {
      out.add(new Action.Drop(connection));
      retry("nothing read or answered for 10 s", nowNanos, out);
    }
    if (state != State.WAITING) {
      return;
    }
    if (capture.dueNanos(0) != Long.MIN_VALUE) {
      long captured = splices.indexAtOrAfter(capturedTicks(nowNanos));
      skipTo(captured - BACKLOG_EVENTS_MAX, "too far behind")
          .forEach(report -> out.add(new Action.Report(report)));
    }
    if (isOver()) {
      finish(new EncoderReport.Ended(streamId, announced ? 200 : 0), out);
    } else if (nowNanos >= wakeNanos()) {
      send(nowNanos, out);
    }
  }

  private boolean isOver() {
    long count = plan.programme().fragmentCount();
    return count != Programme.ENDLESS
        && splices.timeOf(next).startTicks()
            >= (capture.firstFragment() + count) * plan.programme().fragmentTicks();
  }

  @Override
  public long wakeNanos() {
    return switch (state) {
      case DONE -> Long.MAX_VALUE;
      case SENT -> sentNanos + PostStream.SILENCE_NANOS_MAX;
      case WAITING -> Math.max(notBeforeNanos, capture.dueNanos(splices.timeOf(next).startTicks()));
    };
  }

  private long capturedTicks(long nowNanos) {
    return capture.fragmentAt(nowNanos) * plan.programme().fragmentTicks();
  }

  private List<EncoderReport> skipTo(long event, String why) {
    if (event <= next) {
      return List.of();
    }
    long count = event - next;
    next = event;
    return List.of(new EncoderReport.FragmentsLeftOut(streamId, track.id(), count, why));
  }

  private void send(long nowNanos, List<Action> out) {
    connection = connectionNumbers.getAsInt();
    state = State.SENT;
    sentNanos = nowNanos;
    out.add(
        new Action.Open(
            connection,
            plan.delivery().requests().method(),
            plan.target().eventsPath(),
            plan.delivery().headers(),
            false));
    List<Slice> body = new ArrayList<>();
    if (!header.isEmpty()) {
      body.add(header);
    }
    body.addAll(fragment());
    if (!plan.has(EncoderFault.NoEndOfStream.class)
        && !plan.has(EncoderFault.NoSparseEndOfStream.class)) {
      body.add(END_OF_STREAM);
    }
    out.add(new Action.Send(connection, body));
    out.add(new Action.End(connection));
  }

  private List<Slice> fragment() {
    Sample sample = splices.sample(next, offsetTicks());
    FragmentWriter.Head head =
        new FragmentWriter.Head(
            next & 0xFFFF_FFFFL, sample.decodeTicks(), 0, FragmentWriter.Place.FIRST);
    return writer.write(head, List.of(sample));
  }

  private long offsetTicks() {
    return capture.offsetTicks(splices.timeOf(next).startTicks());
  }

  private void retry(String why, long nowNanos, List<Action> out) {
    connection = -1;
    state = State.WAITING;
    long waitNanos =
        Math.min(
            PostStream.RETRY_NANOS_MAX, PostStream.RETRY_NANOS_MIN << Math.min(failuresInRow, 10));
    failuresInRow++;
    notBeforeNanos = nowNanos + waitNanos;
    out.add(new Action.Report(new EncoderReport.Reconnecting(streamId, why, waitNanos)));
    if (stopAsked) {
      finish(new EncoderReport.Ended(streamId, 0), out);
    }
  }

  private void finish(EncoderReport report, List<Action> out) {
    state = State.DONE;
    connection = -1;
    out.add(new Action.Report(report));
  }
}
