package org.smoothlab.simulator.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The second arrival of a request, on a connection of its own. Its answer is read and thrown away.
 * A target that does not take it ends it: the first arrival is not hurt.
 */
final class TwinRequest {
  private static final int CONNECT_MILLIS = 5_000;

  private final Socket target;
  private final ProxyOutput out;
  private boolean broken;

  private TwinRequest(Socket target) throws IOException {
    this.target = target;
    this.out = new ProxyOutput(target.getOutputStream());
  }

  /**
   * Opens the second connection; empty if the target does not take it.
   *
   * @param connected hears of it before anything is sent
   */
  static Optional<TwinRequest> open(InetSocketAddress address, Consumer<Socket> connected) {
    Socket target = new Socket();
    try {
      target.connect(address, CONNECT_MILLIS);
      target.setTcpNoDelay(true);
      connected.accept(target);
      TwinRequest twin = new TwinRequest(target);
      Thread.ofVirtual().name("fault-proxy-twin").start(twin::ignoreAnswer);
      return Optional.of(twin);
    } catch (IOException _) {
      close(target);
      return Optional.empty();
    }
  }

  void write(byte[] bytes) {
    out.write(bytes);
    flush();
  }

  void chunk(byte[] bytes) {
    out.chunkHead(bytes.length);
    out.write(bytes);
    out.chunkEnd();
    flush();
  }

  void lastChunk() {
    out.lastChunk();
    flush();
  }

  /** Nothing more is sent; the connection ends when the target has answered. */
  void end() {
    try {
      target.shutdownOutput();
    } catch (IOException _) {
      close(target);
    }
  }

  /** The first arrival broke off, and so does this one. */
  void abandon() {
    close(target);
  }

  private void flush() {
    if (broken) {
      return;
    }
    try {
      out.flush();
    } catch (IOException _) {
      broken = true;
      close(target);
    }
  }

  private void ignoreAnswer() {
    try (target;
        InputStream in = target.getInputStream()) {
      byte[] ignored = new byte[8192];
      while (in.read(ignored) >= 0) {}
    } catch (IOException _) {
      // Closed by us or by the target: there is nothing more to ignore.
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
