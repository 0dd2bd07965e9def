package org.smoothlab.simulator.net;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.time.Scheduler;

/** One request and its answer between two simulated hosts. */
final class SimCall implements Call {
  /** What a request's or an answer's head costs on the wire: lines, fields, the blank line. */
  static final long HEAD_WIRE_BYTES = 300;

  private static final long HANDSHAKE_WIRE_BYTES = 40;
  private static final String REFUSED = "connection refused";

  private static final long ENDLESS_PAUSE_NANOS = 100_000_000L;

  private final SimNetwork network;
  private final SimConnection connection;
  private final SimHost from;
  private final SimHost to;
  private final Request request;
  private final Listener listener;
  private final NodeSide nodeSide = new NodeSide();
  private final Flow handshake;
  private final Flow up;
  private final Flow down;
  private BodyHurt answerHurt = new BodyHurt();
  private Optional<KeptAnswer> kept = Optional.empty();
  private boolean connected;
  private boolean heldUp;
  private boolean bodyEnded;
  private int unansweredSends;
  // A side that is done hears no more, whatever is still on its way.
  private boolean closed;
  private boolean listenerDone;
  private boolean nodeDone;

  SimCall(SimNetwork network, SimConnection connection, Request request, Listener listener) {
    this.network = network;
    this.connection = connection;
    this.from = connection.from;
    this.to = connection.to;
    this.request = request;
    this.listener = listener;
    List<Pipe> upPath = List.of(from.up, to.down);
    Delay delay = from.delay.and(to.delay);
    handshake = new Flow(upPath, delay);
    up = new Flow(upPath, delay);
    down = new Flow(List.of(to.up, from.down), delay);
    up.add(new Flow.Cargo(HEAD_WIRE_BYTES, false, _ -> opened(), () -> {}));
  }

  /**
   * Sets out.
   *
   * @param standing whether the connection was kept from an earlier request
   */
  void start(boolean standing) {
    from.cutAfterBytes.ifPresent(bytes -> up.cutAfter(bytes, from.cut));
    blockChanged();
    if (standing) {
      connected();
      return;
    }
    handshake.add(new Flow.Cargo(HANDSHAKE_WIRE_BYTES, false, _ -> synArrived(), () -> {}));
    network.flows().touch(handshake);
  }

  SimHost from() {
    return from;
  }

  SimConnection connection() {
    return connection;
  }

  boolean isConnected() {
    return connected;
  }

  Flow uploadFlow() {
    return up;
  }

  /** Takes over what partitions and stalls say. */
  void blockChanged() {
    boolean blocked = network.faults().isParted(from, to) || connection.isHeld();
    for (Flow flow : List.of(handshake, up, down)) {
      network.flows().block(flow, blocked || (heldUp && flow == up));
    }
    network.flows().touch(handshake);
    touchFlows();
  }

  /** The far side is gone; the caller does not learn it and waits, until it gives up by itself. */
  void halfOpened() {
    if (connected) {
      blockChanged();
      network.flows().abandon(down);
      scheduler().after(up.latencyNanos(), () -> nodeLost("connection reset"));
    }
  }

  private void touchFlows() {
    if (connected) {
      network.flows().touch(up);
      network.flows().touch(down);
    }
  }

  // ---- the caller's side

  @Override
  public void send(List<Slice> bytes) {
    if (closed) {
      return;
    }
    if (!request.streamingBody() || bodyEnded) {
      throw new IllegalStateException("this call sends no (more) body: " + request.uri());
    }
    if (unansweredSends == SENDS_MAX) {
      throw new IllegalStateException("more than " + SENDS_MAX + " unanswered sends");
    }
    unansweredSends++;
    List<Slice> parts = List.copyOf(bytes);
    up.addBody(parts, this::bodyArrived, () -> scheduler().at(scheduler().nowNanos(), this::sent));
    touchFlows();
  }

  @Override
  public void end() {
    if (closed || bodyEnded) {
      return;
    }
    bodyEnded = true;
    if (request.streamingBody()) {
      // The last chunk: "0", two line ends.
      up.add(new Flow.Cargo(5, false, _ -> bodyWhole(), () -> {}));
      touchFlows();
    }
  }

  @Override
  public void cancel() {
    if (listenerDone) {
      return;
    }
    listenerDone = true;
    close();
    scheduler().after(up.latencyNanos(), () -> nodeLost("canceled by " + from.name));
  }

  /** Resets the connection: both ends learn it, behind what is still on its way to them. */
  void reset(String why) {
    connection.reset = true;
    close();
    scheduler().after(down.latencyNanos(), () -> listenerFailed(why));
    scheduler().after(up.latencyNanos(), () -> nodeLost(why));
  }

  /** As a reset, but the caller itself is gone and hears nothing. */
  void callerDied(String why) {
    listenerDone = true;
    reset(why);
  }

  private void sent() {
    unansweredSends--;
    if (!listenerDone) {
      listener.writable();
    }
  }

  // ---- what arrives at the far end

  private void synArrived() {
    if (to.isDead() || to.node.isEmpty()) {
      close();
      scheduler().after(down.latencyNanos(), () -> listenerFailed(REFUSED + " by " + to.name));
      return;
    }
    scheduler().after(down.latencyNanos(), this::connected);
  }

  private void connected() {
    connected = true;
    if (!closed) {
      network.flows().touch(up);
    }
  }

  /** The head has arrived, and with it what befalls the request. */
  private void opened() {
    if (closed || to.node.isEmpty()) {
      return;
    }
    RequestFaults.Asked asked =
        new RequestFaults.Asked(
            new Hop(from.name, connection.calledAs),
            request.method(),
            pathAndQuery(),
            request.streamingBody());
    Fate fate = network.faults().befall(asked);
    if (fate.delayNanos() == 0) {
      open(fate);
      return;
    }
    holdUp(true);
    scheduler()
        .after(
            fate.delayNanos(),
            () -> {
              holdUp(false);
              open(fate);
            });
  }

  private void holdUp(boolean now) {
    heldUp = now;
    if (!closed) {
      blockChanged();
    }
  }

  private void open(Fate fate) {
    if (closed || nodeDone) {
      return;
    }
    answerHurt = fate.hurt(RequestFault.Body.ANSWER);
    kept = fate.keeper().map(keeper -> new KeptAnswer(keeper, pathAndQuery()));
    Answer answer = new Answer();
    Optional<Fate.Given> given = fate.given();
    if (given.isPresent()) {
      answer.give(given.get());
      return;
    }
    Node node = to.node.orElseThrow();
    Request arrived =
        fate.otherPath().map(path -> request.at(request.uri().resolve(path))).orElse(request);
    nodeSide.add(node.open(arrived, connection.name, answer));
    if (fate.isDuplicated()) {
      nodeSide.add(node.open(arrived, from.nextConnection(), new Unheard()));
    }
    nodeSide.begin(fate.hurt(RequestFault.Body.REQUEST));
  }

  private String pathAndQuery() {
    String query = request.uri().getRawQuery();
    return request.uri().getRawPath() + (query == null ? "" : "?" + query);
  }

  private void bodyArrived(Slice arrived) {
    if (!nodeDone) {
      nodeSide.received(arrived);
    }
  }

  private void bodyWhole() {
    if (!nodeDone) {
      nodeSide.ended();
    }
  }

  private void nodeLost(String why) {
    if (!nodeDone) {
      nodeDone = true;
      nodeSide.lost(why);
    }
  }

  // ---- the node's side

  private final class Answer implements Node.Responder {
    /** Answers for the node, which does not hear of it. */
    void give(Fate.Given given) {
      switch (given) {
        case Fate.Given.Whole(RequestFaults.Kept whole) -> {
          head(whole.status(), whole.headers());
          body(List.of(whole.body()));
          end();
        }
        case Fate.Given.Endless(SplittableRandom random) -> {
          head(200, List.of(new Header("Content-Type", "application/octet-stream")));
          goOn(random);
        }
      }
    }

    private void goOn(SplittableRandom random) {
      if (!closed) {
        byte[] bytes = new byte[(int) (Instead.Endless.BYTES_PER_SECOND / 10)];
        random.nextBytes(bytes);
        body(List.of(Slice.copyOf(bytes)));
        scheduler().after(ENDLESS_PAUSE_NANOS, () -> goOn(random));
      }
    }

    @Override
    public void head(int status, List<Header> headers) {
      List<Header> fields = List.copyOf(headers);
      kept.ifPresent(keeping -> keeping.head(status, fields));
      answer(HEAD_WIRE_BYTES, () -> listener.head(status, fields));
    }

    @Override
    public void body(List<Slice> bytes) {
      if (!nodeDone) {
        kept.ifPresent(keeping -> bytes.forEach(keeping::body));
        down.addBody(bytes, SimCall.this::answerArrived, () -> {});
        network.flows().touch(down);
      }
    }

    @Override
    public void end() {
      if (!nodeDone) {
        kept.ifPresent(KeptAnswer::end);
      }
      answer(1, SimCall.this::listenerCompleted);
      nodeDone = true;
    }
  }

  /** The answer to the second arrival of a duplicated request: nobody gets it. */
  private static final class Unheard implements Node.Responder {
    @Override
    public void head(int status, List<Header> headers) {}

    @Override
    public void body(List<Slice> bytes) {}

    @Override
    public void end() {}
  }

  private void answerArrived(Slice arrived) {
    if (listenerDone) {
      return;
    }
    int room = answerHurt.room(arrived.size());
    if (room > 0) {
      listener.bytes(NodeSide.passed(arrived.slice(0, room), answerHurt));
    }
    if (room < arrived.size() && !listenerDone) {
      listenerDone = true;
      close();
      scheduler().after(up.latencyNanos(), () -> nodeLost("the answer was cut off"));
      listener.completed();
    }
  }

  private void answer(long wireBytes, Runnable arrived) {
    if (nodeDone) {
      return;
    }
    Runnable unlessDone =
        () -> {
          if (!listenerDone) {
            arrived.run();
          }
        };
    down.add(new Flow.Cargo(wireBytes, false, _ -> unlessDone.run(), () -> {}));
    network.flows().touch(down);
  }

  private void listenerCompleted() {
    boolean reusable =
        !connection.halfOpen
            && !connection.reset
            && (!request.streamingBody() || (bodyEnded && up.isIdle()));
    listenerDone = true;
    close();
    if (reusable) {
      from.keepIdle(connection);
    }
    listener.completed();
  }

  private void listenerFailed(String why) {
    if (!listenerDone) {
      listenerDone = true;
      listener.failed(why);
    }
  }

  private void close() {
    closed = true;
    from.calls.remove(this);
    to.calls.remove(this);
    for (Flow flow : List.of(handshake, up, down)) {
      network.flows().abandon(flow);
    }
  }

  private Scheduler scheduler() {
    return network.scheduler();
  }
}
