package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.Slice;

/** What arrives of a request's body at the node: once, twice or not quite as it was sent. */
final class NodeSide {
  private final List<Node.Body> bodies = new ArrayList<>();
  // What came while the request itself was held up: no more than was on its way.
  private final List<Slice> early = new ArrayList<>();
  private BodyHurt hurt = new BodyHurt();
  private boolean begun;
  private boolean earlyEnd;
  private boolean ended;

  void add(Node.Body body) {
    bodies.add(body);
  }

  /** The request has been opened: what has come of its body goes on. */
  void begin(BodyHurt onTheWay) {
    hurt = onTheWay;
    begun = true;
    early.forEach(this::received);
    early.clear();
    if (earlyEnd) {
      ended();
    }
  }

  void received(Slice arrived) {
    if (!begun) {
      early.add(arrived);
      return;
    }
    if (ended || bodies.isEmpty()) {
      return;
    }
    int room = hurt.room(arrived.size());
    if (room > 0) {
      Slice passed = passed(arrived.slice(0, room), hurt);
      bodies.forEach(body -> body.received(passed));
    }
    if (room < arrived.size()) {
      ended();
    }
  }

  void ended() {
    if (!begun) {
      earlyEnd = true;
    } else if (!ended) {
      ended = true;
      bodies.forEach(Node.Body::ended);
    }
  }

  void lost(String why) {
    ended = true;
    bodies.forEach(body -> body.lost(why));
  }

  /** The bytes behind what hurts them; a copy only where bits are turned. */
  static Slice passed(Slice bytes, BodyHurt hurt) {
    byte[] copy = hurt.turnsBits() ? bytes.toByteArray() : new byte[0];
    hurt.pass(copy, (int) bytes.size());
    return hurt.turnsBits() ? Slice.copyOf(copy) : bytes;
  }
}
