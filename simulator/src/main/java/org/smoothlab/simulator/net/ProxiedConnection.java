package org.smoothlab.simulator.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** One connection through the proxy: two directions, each with a reader and a writer. */
final class ProxiedConnection {
  private static final int PIECE_BYTES_MAX = 16 * 1024;

  /** Pieces on their way in one direction; at the bound the reader waits: the sender slows down. */
  private static final int PIECES_MAX = 64;

  private static final Piece END = new Piece(new byte[0], 0);

  private final Socket caller;
  private final Socket target = new Socket();
  private final ProxyLine line;

  // Records of arrays compare by identity: just what END needs.
  @SuppressWarnings("ArrayRecordComponent")
  private record Piece(byte[] bytes, long dueNanos) {}

  /** Where a direction reads and where it writes. */
  private record Way(Socket from, Socket to, ProxyLine.Direction direction) {}

  ProxiedConnection(Socket caller, ProxyLine line) {
    this.caller = caller;
    this.line = line;
  }

  /** Carries bytes until both directions have ended or the connection is reset. */
  void run(InetSocketAddress address) {
    try {
      target.connect(address, 5_000);
      caller.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
    } catch (IOException _) {
      reset();
      return;
    }
    Way up = new Way(caller, target, line.toTarget());
    Way down = new Way(target, caller, line.toCaller());
    Thread back = Thread.ofVirtual().start(() -> carry(down));
    carry(up);
    try {
      back.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close(caller);
    close(target);
  }

  /** Resets both sides: what has not been read by them is lost. */
  void reset() {
    for (Socket socket : new Socket[] {caller, target}) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException _) {
        // Closed already.
      }
      close(socket);
    }
  }

  private void carry(Way way) {
    BlockingQueue<Piece> queue = new ArrayBlockingQueue<>(PIECES_MAX);
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
    try {
      InputStream in = way.from().getInputStream();
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        byte[] bytes = Arrays.copyOf(buffer, size);
        queue.put(new Piece(bytes, System.nanoTime() + line.latencyNanos()));
      }
    } catch (IOException _) {
      reset();
    }
    queue.put(END);
  }

  private void write(Way way, BlockingQueue<Piece> queue) {
    try {
      if (writePieces(way, queue)) {
        endOutput(way.to());
        return;
      }
      // The reader may wait for room: nobody must be left waiting behind a reset.
      while (!queue.take().equals(END)) {}
    } catch (InterruptedException _) {
      reset();
      Thread.currentThread().interrupt();
    }
  }

  /** False when it stopped before the end. */
  private boolean writePieces(Way way, BlockingQueue<Piece> queue) throws InterruptedException {
    CutCounter counter = new CutCounter();
    try {
      OutputStream out = way.to().getOutputStream();
      for (Piece piece = queue.take(); !piece.equals(END); piece = queue.take()) {
        ProxyLine.awaitTime(piece.dueNanos());
        line.pass(way.direction(), piece.bytes().length);
        if (!way.to().equals(target)) {
          out.write(piece.bytes());
        } else if (counter.writeUpToCut(out, piece.bytes())) {
          return false;
        }
      }
      return true;
    } catch (IOException _) {
      reset();
      return false;
    }
  }

  private void endOutput(Socket to) {
    try {
      to.shutdownOutput();
    } catch (IOException _) {
      reset();
    }
  }

  /** Counts what has gone to the target since a cut was armed. */
  private final class CutCounter {
    private Optional<ProxyLine.Cut> seen = Optional.empty();
    private long sinceBytes;

    /** Writes all of it, or the part before the cut; true when the cut has been made. */
    boolean writeUpToCut(OutputStream out, byte[] bytes) throws IOException {
      Optional<ProxyLine.Cut> armed = line.cut();
      if (!armed.equals(seen)) {
        seen = armed;
        sinceBytes = 0;
      }
      long before = armed.map(cut -> cut.afterBytes() - sinceBytes).orElse(Long.MAX_VALUE);
      if (before > bytes.length || !line.take(armed.orElseThrow())) {
        out.write(bytes);
        sinceBytes += bytes.length;
        return false;
      }
      out.write(bytes, 0, (int) before);
      armed.get().action().run();
      return true;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is closed for us in any case.
    }
  }
}
