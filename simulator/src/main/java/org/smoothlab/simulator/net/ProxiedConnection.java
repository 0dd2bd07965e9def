package org.smoothlab.simulator.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.smoothlab.simulator.time.Scheduler;

/** One connection through the proxy: two directions, each with a reader and a writer. */
final class ProxiedConnection {
  private static final int PIECE_BYTES_MAX = 16 * 1024;

  /** Pieces on their way in one direction; at the bound the reader waits: the sender slows down. */
  private static final int PIECES_MAX = 64;

  private static final int CONNECT_MILLIS = 5_000;
  private static final Piece END = new Piece(new byte[0], 0, true);

  /** The end of what the proxy gives by itself; {@link #END} still follows. */
  private static final Piece GIVEN_END = new Piece(new byte[0], 0, true);

  private static final Piece BROKEN = new Piece(new byte[0], 0, true);

  private final Socket caller;
  private final Socket target = new Socket();
  private final InetSocketAddress address;
  private final ProxyLine line;
  private final Meddling meddling;
  private final Exchanges exchanges = new Exchanges();
  private final ProxyGate gate = new ProxyGate();
  private final BlockingQueue<Piece> toTarget = new ArrayBlockingQueue<>(PIECES_MAX);
  private final BlockingQueue<Piece> toCaller = new ArrayBlockingQueue<>(PIECES_MAX);
  private final CutCounter counter = new CutCounter();
  private volatile boolean opaque;
  private volatile boolean targetGone;

  /** Where requests may be hit by faults, by whose clock, and who hears of connections. */
  record Meddling(Hop hop, RequestFaults faults, Scheduler scheduler, FaultProxy.Watcher watcher) {
    void connected(Socket target) {
      watcher.connected(
          hop.caller(),
          (InetSocketAddress) target.getLocalSocketAddress(),
          (InetSocketAddress) target.getRemoteSocketAddress());
    }

    void await(long nanos) throws InterruptedException {
      CountDownLatch due = new CountDownLatch(1);
      scheduler.after(nanos, due::countDown);
      due.await();
    }
  }

  /**
   * Bytes on their way.
   *
   * @param given whether the proxy itself has made them: nobody reads messages out of them
   */
  // Records of arrays compare by identity: just what END needs.
  @SuppressWarnings("ArrayRecordComponent")
  private record Piece(byte[] bytes, long dueNanos, boolean given) {}

  /** Where a direction reads and where it writes. */
  private record Way(Socket from, Socket to, ProxyLine.Direction direction) {}

  ProxiedConnection(Socket caller, InetSocketAddress address, ProxyLine line, Meddling meddling) {
    this.caller = caller;
    this.address = address;
    this.line = line;
    this.meddling = meddling;
  }

  /** Carries bytes until both directions have ended or the connection is reset. */
  void run() {
    try {
      target.connect(address, CONNECT_MILLIS);
      caller.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      meddling.connected(target);
    } catch (IOException _) {
      reset();
      return;
    }
    Way up = new Way(caller, target, line.toTarget());
    Way down = new Way(target, caller, line.toCaller());
    Thread back = Thread.ofVirtual().start(() -> carry(down, toCaller));
    carry(up, toTarget);
    try {
      back.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    finish();
    close(caller);
    close(target);
  }

  /** Resets both sides: what has not been read by them is lost. */
  void reset() {
    finish();
    reset(caller);
    reset(target);
  }

  /** Holds all bytes back, or lets them go on. */
  void stall(boolean now) {
    gate.hold(now);
  }

  /** Resets the target's side; the caller's stays open, and nothing is taken and nothing comes. */
  void halfOpen() {
    targetGone = true;
    gate.hold(true);
    reset(target);
  }

  InetSocketAddress address() {
    return address;
  }

  // ---- for the two sides

  Exchanges exchanges() {
    return exchanges;
  }

  boolean isOver() {
    return gate.isClosed() || caller.isClosed();
  }

  /** No more messages are looked for, either way. */
  void becomeOpaque() {
    opaque = true;
  }

  /** Puts bytes of the proxy's own on the way to the caller. */
  void giveToCaller(byte[] bytes) throws InterruptedException {
    if (bytes.length > 0) {
      toCaller.put(new Piece(bytes, System.nanoTime() + line.delay().latencyNanos(), true));
    }
  }

  /** Ends the caller's side behind what was given. */
  void endTowardsCaller() throws InterruptedException {
    toCaller.put(GIVEN_END);
  }

  /** The caller has had all it gets: its side ends well, the target's does not. */
  void answerCutOff() {
    endOutput(caller);
    targetGone = true;
    exchanges.close();
    reset(target);
  }

  /** How many of the next {@code bytes} of a body pass before a cut strikes. */
  int bytesBeforeCut(int bytes) {
    return counter.take(bytes);
  }

  boolean isCutDue() {
    return counter.isDue();
  }

  /** Strikes. */
  void cut() throws IOException {
    counter.strike();
    throw new IOException("cut by a fault");
  }

  // ---- one direction

  private void carry(Way way, BlockingQueue<Piece> queue) {
    Thread writer = Thread.ofVirtual().start(() -> write(way, queue));
    try {
      read(way, queue);
      writer.join();
    } catch (InterruptedException _) {
      reset();
      Thread.currentThread().interrupt();
    }
  }

  /** Reads to the end or to the reset; in both cases the last piece is {@link #END}. */
  private void read(Way way, BlockingQueue<Piece> queue) throws InterruptedException {
    byte[] buffer = new byte[PIECE_BYTES_MAX];
    SplittableRandom random = line.random();
    long lastNanos = 0;
    try {
      InputStream in = way.from().getInputStream();
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        boolean moreBehind = size == buffer.length;
        long takesNanos = line.delay().drawNanos(size, moreBehind, random);
        lastNanos = Math.max(lastNanos, System.nanoTime() + takesNanos);
        queue.put(new Piece(Arrays.copyOf(buffer, size), lastNanos, false));
      }
    } catch (IOException _) {
      broken(way.from());
    }
    if (way.from().equals(caller) && targetGone) {
      // The caller has given up what nobody takes any more.
      reset();
    }
    queue.put(END);
  }

  /** A side is gone: so is the other, unless a fault wants it to stay. */
  private void broken(Socket side) {
    if (side.equals(caller) || !targetGone) {
      reset();
    }
  }

  private void write(Way way, BlockingQueue<Piece> queue) {
    try {
      Piece last = writePieces(way, queue);
      // A fault that holds bytes back holds the end back as well.
      if (!last.equals(BROKEN) && gate.pass()) {
        endOutput(way.to());
      }
      // The reader may wait for room: nobody must be left waiting behind a reset.
      for (Piece next = last; !next.equals(END); next = queue.take()) {}
    } catch (InterruptedException _) {
      reset();
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the piece that was the last one, or {@link #BROKEN}. */
  private Piece writePieces(Way way, BlockingQueue<Piece> queue) throws InterruptedException {
    try {
      ProxyOutput out = new ProxyOutput(way.to().getOutputStream());
      RequestSide requests = new RequestSide(this, out, meddling);
      boolean up = way.to().equals(target);
      HttpScanner scanner = new HttpScanner(up ? requests : new AnswerSide(this, out));
      try {
        Piece piece = queue.take();
        while (!piece.equals(END) && !piece.equals(GIVEN_END)) {
          pass(way, piece);
          put(piece, scanner, out);
          piece = queue.take();
        }
        scanner.close();
        out.flush();
        return piece;
      } finally {
        requests.close();
      }
    } catch (IOException _) {
      broken(way.to());
      return BROKEN;
    }
  }

  private void pass(Way way, Piece piece) throws IOException, InterruptedException {
    ProxyLine.awaitTime(piece.dueNanos());
    line.pass(way.direction(), piece.bytes().length);
    if (!gate.pass()) {
      throw new IOException("the connection is over");
    }
  }

  private void put(Piece piece, HttpScanner scanner, ProxyOutput out)
      throws IOException, InterruptedException {
    if (piece.given()) {
      out.write(piece.bytes());
    } else {
      if (opaque) {
        scanner.becomeOpaque();
      }
      scanner.feed(piece.bytes());
    }
    out.flush();
  }

  private void endOutput(Socket to) {
    if (to.isOutputShutdown()) {
      return;
    }
    try {
      to.shutdownOutput();
    } catch (IOException _) {
      broken(to);
    }
  }

  private void finish() {
    gate.close();
    exchanges.close();
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // Closed already.
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is closed for us in any case.
    }
  }

  /** Counts what has gone to the target since a cut was armed. */
  private final class CutCounter {
    private Optional<ProxyLine.Cut> seen = Optional.empty();
    private long sinceBytes;
    private boolean due;

    /** How many of these bytes are before the cut. */
    int take(int bytes) {
      Optional<ProxyLine.Cut> armed = line.cut();
      if (!armed.equals(seen)) {
        seen = armed;
        sinceBytes = 0;
      }
      long before = armed.map(cut -> cut.afterBytes() - sinceBytes).orElse(Long.MAX_VALUE);
      if (before > bytes || !line.take(armed.orElseThrow())) {
        sinceBytes += bytes;
        return bytes;
      }
      due = true;
      return (int) before;
    }

    boolean isDue() {
      return due;
    }

    void strike() {
      due = false;
      seen.orElseThrow().action().run();
    }
  }
}
