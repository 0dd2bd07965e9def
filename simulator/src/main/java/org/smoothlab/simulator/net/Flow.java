package org.smoothlab.simulator.net;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.smoothlab.media.bytes.Slice;

/** Bytes on their way in one direction of one connection, in order. */
final class Flow {
  /** What arrives in one go: the answer to "how often is progress told". */
  static final long CARGO_BYTES_MAX = 16 * 1024;

  private static final double HALF_BYTE = 0.5;

  private final List<Pipe> path;
  private final Delay delay;
  private final Queue<Cargo> waiting = new ArrayDeque<>();
  private double leftBytes;
  private long lastArrivalNanos;
  private double rateBytesPerNano;
  private double sentBodyBytes;
  private double cutAtBytes = Double.POSITIVE_INFINITY;
  private Runnable cut = () -> {};
  private boolean blocked;

  /**
   * What travels as one.
   *
   * @param wireBytes at least 1
   * @param body whether it counts as body
   * @param arrived told how many bytes came: fewer than all when the flow was cut
   * @param sent told when the last byte has left
   */
  record Cargo(long wireBytes, boolean body, Arrival arrived, Runnable sent) {}

  /** Takes what has come. */
  interface Arrival {
    void accept(long bytes);
  }

  /**
   * @param path at least one pipe
   * @param delay from the last pipe's end to the receiver
   */
  Flow(List<Pipe> path, Delay delay) {
    this.path = List.copyOf(path);
    this.delay = delay;
  }

  List<Pipe> path() {
    return path;
  }

  long latencyNanos() {
    return delay.latencyNanos();
  }

  /** When a piece that leaves now arrives: never before what left earlier. */
  long arrivalNanos(long nowNanos, long bytes, RandomGenerator random) {
    long alone = nowNanos + delay.drawNanos(bytes, !waiting.isEmpty(), random);
    lastArrivalNanos = Math.max(lastArrivalNanos, alone);
    return lastArrivalNanos;
  }

  void add(Cargo cargo) {
    if (waiting.isEmpty()) {
      leftBytes = cargo.wireBytes();
    }
    waiting.add(cargo);
  }

  /**
   * Adds bytes in pieces of at most {@link #CARGO_BYTES_MAX}; {@code sent} follows the last one.
   */
  void addBody(List<Slice> bytes, Receiver receiver, Runnable sent) {
    List<Slice> parts = bytes.stream().filter(part -> !part.isEmpty()).toList();
    for (int at = 0; at < parts.size(); at++) {
      Slice part = parts.get(at);
      boolean lastPart = at == parts.size() - 1;
      for (long offset = 0; offset < part.size(); offset += CARGO_BYTES_MAX) {
        long size = Math.min(CARGO_BYTES_MAX, part.size() - offset);
        Slice piece = part.slice(offset, size);
        Runnable left = lastPart && offset + size == part.size() ? sent : () -> {};
        add(new Cargo(size, true, come -> receiver.bytes(piece.slice(0, come)), left));
      }
    }
    if (parts.isEmpty()) {
      sent.run();
    }
  }

  /** Takes bytes at the far end. */
  interface Receiver {
    void bytes(Slice arrived);
  }

  boolean isIdle() {
    return waiting.isEmpty();
  }

  /** While blocked nothing moves, and nothing is lost. */
  void block(boolean now) {
    blocked = now;
  }

  boolean isBlocked() {
    return blocked;
  }

  void rate(double bytesPerNano) {
    rateBytesPerNano = bytesPerNano;
  }

  /** Does {@code action} as soon as {@code bytes} more bytes of body have been sent. */
  void cutAfter(long bytes, Runnable action) {
    cutAtBytes = sentBodyBytes + bytes;
    cut = action;
  }

  /** Lets time pass at the present rate. */
  void advance(long nanos) {
    if (waiting.isEmpty() || blocked || nanos == 0) {
      return;
    }
    double moved = Math.min(leftBytes, rateBytesPerNano * nanos);
    leftBytes -= moved;
    if (waiting.element().body()) {
      sentBodyBytes += moved;
    }
  }

  /** How long until {@link #isDue}, at the present rate; {@code Long.MAX_VALUE} for never. */
  long dueInNanos() {
    double bytes = leftBytes;
    if (waiting.element().body()) {
      bytes = Math.min(bytes, cutAtBytes - sentBodyBytes);
    }
    if (bytes <= HALF_BYTE || rateBytesPerNano == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double nanos = Math.ceil(bytes / rateBytesPerNano - 1e-6);
    return nanos >= Long.MAX_VALUE / 4.0 ? Long.MAX_VALUE : Math.max(1, (long) nanos);
  }

  /** Whether the front cargo has left or the flow is to be cut. */
  boolean isDue() {
    return !waiting.isEmpty() && !blocked && dueInNanos() == 0;
  }

  /** Whether the next thing to happen is the cut. */
  boolean isCutDue() {
    if (waiting.isEmpty() || !waiting.element().body()) {
      return false;
    }
    double untilCut = cutAtBytes - sentBodyBytes;
    return untilCut <= leftBytes + HALF_BYTE
        && (untilCut <= HALF_BYTE || rateBytesPerNano == Double.POSITIVE_INFINITY);
  }

  /** Cuts now: what the front cargo still has to send up to the cut counts as sent. */
  Runnable takeCut() {
    leftBytes = Math.max(0, leftBytes - Math.max(0, cutAtBytes - sentBodyBytes));
    sentBodyBytes = Math.max(sentBodyBytes, cutAtBytes);
    cutAtBytes = Double.POSITIVE_INFINITY;
    return cut;
  }

  /** Takes the front cargo, which has left. */
  Cargo takeSent() {
    Cargo sent = waiting.remove();
    if (sent.body()) {
      sentBodyBytes += leftBytes;
    }
    leftBytes = waiting.isEmpty() ? 0 : waiting.element().wireBytes();
    return sent;
  }

  /** Forgets what has not left. The front cargo comes in part if a byte of it has left. */
  Runnable abandon() {
    if (waiting.isEmpty()) {
      return () -> {};
    }
    Cargo front = waiting.element();
    long come = front.body() ? (long) Math.floor(front.wireBytes() - leftBytes + 1e-3) : 0;
    waiting.clear();
    leftBytes = 0;
    return come > 0 ? () -> front.arrived().accept(come) : () -> {};
  }
}
