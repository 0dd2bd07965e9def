package org.smoothlab.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/**
 * Stands between one encoder and its origin and carries one connection. At the byte it is told it
 * has the encoder killed, in the middle of a fragment, and hands on nothing behind that byte: what
 * the dead process still had on its way is lost with it.
 */
final class KillSwitch implements AutoCloseable {
  private static final int PIECE_BYTES = 8 * 1024;

  private final ServerSocket listening;
  private final InetSocketAddress target;
  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
  private final CountDownLatch delivered = new CountDownLatch(1);
  private final CountDownLatch killed = new CountDownLatch(1);
  private Runnable kill = () -> {};
  private long bytesLeft = Long.MAX_VALUE;

  private KillSwitch(ServerSocket listening, InetSocketAddress target) {
    this.listening = listening;
    this.target = target;
  }

  static KillSwitch start(InetSocketAddress target) throws IOException {
    KillSwitch started =
        new KillSwitch(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().name("kill-switch").start(started::carry);
    return started;
  }

  int port() {
    return listening.getLocalPort();
  }

  /**
   * Arms it.
   *
   * @param afterBytes how many more bytes pass, and then as many as it takes to be inside a
   *     fragment
   * @param action ends the encoder; called once, on the connection's thread
   */
  synchronized void arm(long afterBytes, Runnable action) {
    bytesLeft = afterBytes;
    kill = action;
  }

  /** Counted down when the first whole fragment has passed. */
  CountDownLatch delivered() {
    return delivered;
  }

  /** Counted down when the encoder has been killed and its connection is over. */
  CountDownLatch killed() {
    return killed;
  }

  /** Everything the origin has been given. */
  synchronized PostedBytes passed() {
    return new PostedBytes(passed.toByteArray());
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void carry() {
    try (Socket encoder = listening.accept();
        Socket origin = new Socket()) {
      origin.connect(target);
      origin.setTcpNoDelay(true);
      Thread answers = Thread.ofVirtual().start(() -> carryAnswers(origin, encoder));
      carryUntilKilled(encoder.getInputStream(), origin.getOutputStream());
      origin.shutdownOutput();
      answers.join();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void carryUntilKilled(InputStream in, OutputStream out) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
      if (passesAll(out, piece, size)) {
        if (delivered.getCount() > 0 && passed().wholeFragmentCount() > 0) {
          delivered.countDown();
        }
        continue;
      }
      kill.run();
      awaitDeath(in);
      killed.countDown();
      return;
    }
  }

  /** False when the byte was among them at which the encoder dies. */
  private synchronized boolean passesAll(OutputStream out, byte[] piece, int size)
      throws IOException {
    int count = (int) Math.min(bytesLeft, size);
    pass(out, piece, 0, count);
    while (bytesLeft == 0 && !passed().endsInsideFragment() && count < size) {
      pass(out, piece, count, 1);
      count++;
    }
    return bytesLeft > 0 || !passed().endsInsideFragment();
  }

  private void pass(OutputStream out, byte[] piece, int from, int count) throws IOException {
    out.write(piece, from, count);
    passed.write(piece, from, count);
    bytesLeft = Math.max(0, bytesLeft - count);
  }

  // The system closes the sockets of a process that it kills; a reset is as good as an end.
  private static void awaitDeath(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      System.out.println("the connection of the killed encoder ended with: " + reset.getMessage());
    }
  }

  private static void carryAnswers(Socket origin, Socket encoder) {
    try {
      origin.getInputStream().transferTo(encoder.getOutputStream());
    } catch (IOException gone) {
      System.out.println("nobody left to answer: " + gone.getMessage());
    }
  }
}
