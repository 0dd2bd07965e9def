package org.smoothlab.simulator.net;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.time.Scheduler;

/** One request and its answer between two simulated hosts. */
final class SimCall implements Call {
  /** What a request's or an answer's head costs on the wire: lines, fields, the blank line. */
  static final long HEAD_WIRE_BYTES = 300;

  private static final long HANDSHAKE_WIRE_BYTES = 40;
  private static final String REFUSED = "connection refused";

  private final SimNetwork network;
  private final SimHost from;
  private final SimHost to;
  private final Request request;
  private final Listener listener;
  private final Flow handshake;
  private final Flow up;
  private final Flow down;
  private String connection = "";
  private Optional<Node.Body> body = Optional.empty();
  private boolean connected;
  private boolean bodyEnded;
  private int unansweredSends;
  // A side that is done hears no more, whatever is still on its way.
  private boolean closed;
  private boolean listenerDone;
  private boolean nodeDone;

  /** Who talks to whom. */
  record Ends(SimHost from, SimHost to) {
    long latencyNanos() {
      return from.latencyNanos + to.latencyNanos;
    }
  }

  SimCall(SimNetwork network, Ends ends, Request request, Listener listener) {
    this.network = network;
    this.from = ends.from();
    this.to = ends.to();
    this.request = request;
    this.listener = listener;
    List<Pipe> upPath = List.of(from.up, to.down);
    handshake = new Flow(upPath, ends.latencyNanos());
    up = new Flow(upPath, ends.latencyNanos());
    down = new Flow(List.of(to.up, from.down), ends.latencyNanos());
    up.add(new Flow.Cargo(HEAD_WIRE_BYTES, false, _ -> opened(), () -> {}));
  }

  void start() {
    from.cutAfterBytes.ifPresent(bytes -> up.cutAfter(bytes, from.cut));
    blockChanged();
    Optional<String> idle = from.takeIdle(to.name);
    if (idle.isPresent()) {
      connected(idle.get());
      return;
    }
    handshake.add(new Flow.Cargo(HANDSHAKE_WIRE_BYTES, false, _ -> synArrived(), () -> {}));
    network.flows().touch(handshake);
  }

  SimHost from() {
    return from;
  }

  Flow uploadFlow() {
    return up;
  }

  /** Takes over what the two hosts' partitions say. */
  void blockChanged() {
    boolean blocked = network.isParted(from, to);
    for (Flow flow : List.of(handshake, up, down)) {
      network.flows().block(flow, blocked);
    }
    network.flows().touch(handshake);
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
    List<Slice> kept = List.copyOf(bytes);
    up.addBody(kept, this::bodyArrived, () -> scheduler().at(scheduler().nowNanos(), this::sent));
    if (connected) {
      network.flows().touch(up);
    }
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
      if (connected) {
        network.flows().touch(up);
      }
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
    if (to.dead || to.node.isEmpty()) {
      close();
      scheduler().after(down.latencyNanos(), () -> listenerFailed(REFUSED + " by " + to.name));
      return;
    }
    scheduler().after(down.latencyNanos(), () -> connected(from.nextConnection()));
  }

  private void connected(String name) {
    connection = name;
    connected = true;
    if (!closed) {
      network.flows().touch(up);
    }
  }

  private void opened() {
    if (closed || to.node.isEmpty()) {
      return;
    }
    Node.Body opened = to.node.get().open(request, connection, new Answer());
    body = Optional.of(opened);
  }

  private void bodyArrived(Slice arrived) {
    if (!nodeDone) {
      body.ifPresent(node -> node.received(arrived));
    }
  }

  private void bodyWhole() {
    if (!nodeDone) {
      body.ifPresent(Node.Body::ended);
    }
  }

  private void nodeLost(String why) {
    if (!nodeDone) {
      nodeDone = true;
      body.ifPresent(node -> node.lost(why));
    }
  }

  // ---- the node's side

  private final class Answer implements Node.Responder {
    @Override
    public void head(int status, List<Header> headers) {
      List<Header> kept = List.copyOf(headers);
      answer(HEAD_WIRE_BYTES, () -> listener.head(status, kept));
    }

    @Override
    public void body(List<Slice> bytes) {
      if (!nodeDone) {
        down.addBody(bytes, SimCall.this::answerArrived, () -> {});
        network.flows().touch(down);
      }
    }

    @Override
    public void end() {
      answer(1, SimCall.this::listenerCompleted);
      nodeDone = true;
    }
  }

  private void answerArrived(Slice arrived) {
    if (!listenerDone) {
      listener.bytes(arrived);
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
    boolean reusable = !request.streamingBody() || (bodyEnded && up.isIdle());
    listenerDone = true;
    close();
    if (reusable) {
      from.keepIdle(to.name, connection);
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
