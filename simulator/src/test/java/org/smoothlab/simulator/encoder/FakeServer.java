package org.smoothlab.simulator.encoder;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Header;

/** The world of one encoder in virtual time: a clock, and a server that keeps what it is sent. */
final class FakeServer {
  private final Encoder encoder;
  private final List<Connection> connections = new ArrayList<>();
  private final List<Told> reports = new ArrayList<>();
  private final Deque<Event> happening = new ArrayDeque<>();
  private IntUnaryOperator statusOfPost = _ -> 200;
  private int statusOfProbe = 200;
  private Optional<Header> login = Optional.empty();
  private boolean reading = true;
  private long nowNanos;
  private long wakeNanos = Long.MAX_VALUE;

  FakeServer(EncoderPlan plan) {
    encoder = new Encoder(plan);
  }

  /** One request and its body. */
  static final class Connection {
    final String path;
    final boolean probe;
    final long openedNanos;
    final List<Header> headers;
    final List<Long> sendNanos = new ArrayList<>();
    final List<Integer> sendBytes = new ArrayList<>();
    boolean ended;
    boolean dropped;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Connection(Action.Open open, long nowNanos) {
      path = open.path();
      probe = open.probe();
      openedNanos = nowNanos;
      headers = open.headers();
    }

    Slice body() {
      return Slice.copyOf(body.toByteArray());
    }

    List<TopLevelBox> boxes() throws MediaException {
      return new BoxSplitter(BoxLimits.LIVE).feed(body());
    }

    /** The boxes before the first fragment. */
    Slice header() throws MediaException {
      return Slice.concat(
          boxes().stream()
              .takeWhile(box -> !box.type().equals(MoofBox.TYPE))
              .map(TopLevelBox::bytes)
              .toList());
    }

    /** The whole fragments, as our origin reads them. */
    List<Fragment> fragments() throws MediaException {
      List<TopLevelBox> boxes = boxes();
      List<Fragment> fragments = new ArrayList<>();
      for (int index = 1; index < boxes.size(); index++) {
        if (boxes.get(index).type().equals(MdatBox.TYPE)) {
          fragments.addAll(
              FragmentReader.read(boxes.get(index - 1).bytes(), boxes.get(index).bytes()));
        }
      }
      return fragments;
    }

    /** The start times of one track's fragments. */
    List<Long> starts(int trackNumber) throws MediaException {
      return fragments().stream()
          .filter(fragment -> fragment.trackNumber() == trackNumber)
          .map(fragment -> fragment.time().startTicks())
          .toList();
    }
  }

  /** What was reported when. */
  record Told(long nanos, EncoderReport report) {}

  /** Answers probes with this. */
  FakeServer probed(int status) {
    statusOfProbe = status;
    return this;
  }

  /** Answers 401 to requests without this header. */
  FakeServer behind(Header authorization) {
    login = Optional.of(authorization);
    return this;
  }

  /** Refuses the n-th POST, from 0, at once unless this is 200; those are answered at their end. */
  FakeServer posted(IntUnaryOperator status) {
    statusOfPost = status;
    return this;
  }

  /** Reads nothing from now on, or reads again; what was sent meanwhile stays unread. */
  FakeServer reading(boolean reads) {
    reading = reads;
    return this;
  }

  FakeServer start() {
    fire(new Event.Started());
    return this;
  }

  /** Lets the time pass to this moment. */
  FakeServer until(long nanos) {
    int wakeCount = 0;
    while (wakeNanos <= nanos) {
      if (++wakeCount > 100_000) {
        throw new AssertionError("wakes for ever at " + nowNanos);
      }
      nowNanos = Math.max(nowNanos, wakeNanos);
      wakeNanos = Long.MAX_VALUE;
      fire(new Event.Woke());
    }
    nowNanos = nanos;
    return this;
  }

  void fire(Event event) {
    happening.add(event);
    for (int count = 0; !happening.isEmpty(); count++) {
      if (count > 1_000_000) {
        throw new AssertionError("goes on for ever at " + nowNanos);
      }
      encoder.on(happening.remove(), nowNanos).forEach(this::act);
    }
  }

  Encoder encoder() {
    return encoder;
  }

  List<Connection> connections() {
    return connections;
  }

  List<Connection> posts() {
    return connections.stream().filter(connection -> !connection.probe).toList();
  }

  <R extends EncoderReport> List<R> reports(Class<R> kind) {
    return reports.stream().map(Told::report).filter(kind::isInstance).map(kind::cast).toList();
  }

  <R extends EncoderReport> List<Long> reportNanos(Class<R> kind) {
    return reports.stream()
        .filter(told -> kind.isInstance(told.report()))
        .map(Told::nanos)
        .toList();
  }

  private void act(Action action) {
    switch (action) {
      case Action.Open open -> open(open);
      case Action.Send(int connection, List<Slice> bytes) -> {
        Connection to = open(connection);
        for (Slice each : bytes) {
          to.body.writeBytes(each.toByteArray());
        }
        to.sendNanos.add(nowNanos);
        to.sendBytes.add((int) bytes.stream().mapToLong(Slice::size).sum());
        if (reading) {
          happening.add(new Event.Writable(connection));
        }
      }
      case Action.End(int connection) -> {
        open(connection).ended = true;
        happening.add(new Event.Answered(connection, 200, ""));
      }
      case Action.Drop(int connection) -> connections.get(connection).dropped = true;
      case Action.WakeAt(long nanos) -> wakeNanos = nanos;
      case Action.Report(EncoderReport report) -> reports.add(new Told(nowNanos, report));
    }
  }

  private Connection open(int connection) {
    Connection found = connections.get(connection);
    if (found.dropped || found.ended || found.probe) {
      throw new AssertionError("nothing can be sent on connection " + connection);
    }
    return found;
  }

  private void open(Action.Open open) {
    if (open.connection() != connections.size()) {
      throw new AssertionError("connections are numbered one by one: " + open);
    }
    int welcome = open.probe() ? statusOfProbe : statusOfPost.applyAsInt(posts().size());
    int status = login.isEmpty() || open.headers().contains(login.get()) ? welcome : 401;
    connections.add(new Connection(open, nowNanos));
    if (open.probe() || status != 200) {
      happening.add(new Event.Answered(open.connection(), status, "said the server"));
    }
  }
}
