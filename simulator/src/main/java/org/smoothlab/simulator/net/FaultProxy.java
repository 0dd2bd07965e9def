package org.smoothlab.simulator.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy on loopback that stands between one host and another and lets faults strike: the
 * socket world's {@link Link}. It knows bytes, not HTTP.
 *
 * <p>At {@link #CONNECTIONS_MAX} open connections further ones are reset.
 */
public final class FaultProxy implements AutoCloseable {
  /** How many connections it carries at a time. */
  public static final int CONNECTIONS_MAX = 4096;

  private static final int BACKLOG = 256;

  private final ServerSocket listening;
  private volatile InetSocketAddress target;
  private final ProxyLine line;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<ProxiedConnection> open = new LinkedHashSet<>();
  private boolean down;
  private boolean closed;

  private FaultProxy(ServerSocket listening, InetSocketAddress target, ProxyLine line) {
    this.listening = listening;
    this.target = target;
    this.line = line;
  }

  /**
   * Listens on a free port of the loopback address.
   *
   * @param target where connections go on to
   * @param latencyNanos added to every byte, each way
   * @throws IOException if no port can be had
   */
  public static FaultProxy start(InetSocketAddress target, long latencyNanos) throws IOException {
    ServerSocket listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    FaultProxy proxy = new FaultProxy(listening, target, new ProxyLine(latencyNanos));
    Thread.ofVirtual().name("fault-proxy-" + proxy.port()).start(proxy::accept);
    return proxy;
  }

  /** The port it listens on. */
  public int port() {
    return listening.getLocalPort();
  }

  /** New connections go there from now on. */
  public void retarget(InetSocketAddress newTarget) {
    target = newTarget;
  }

  /** Resets every open connection now. */
  public void reset() {
    for (ProxiedConnection connection : connections()) {
      connection.reset();
    }
  }

  /**
   * Waits until one connection has carried {@code afterBytes} more bytes to the target, hands on
   * exactly these, then resets all connections and runs {@code struck} on the connection's thread.
   */
  public void resetAfter(long afterBytes, Runnable struck) {
    line.armCut(
        afterBytes,
        () -> {
          reset();
          struck.run();
        });
  }

  /** While down, connections are reset as soon as they come; those that are open are reset now. */
  public void down(boolean now) {
    lock.lock();
    try {
      down = now;
    } finally {
      lock.unlock();
    }
    if (now) {
      reset();
    }
  }

  /** While stalled, nothing passes and nothing is lost. */
  public void stall(boolean now) {
    line.stall(now);
  }

  /**
   * Lets no more pass, all connections together.
   *
   * @param upBps to the target, bits per second
   * @param downBps to the callers
   */
  public void limit(long upBps, long downBps) {
    line.limit(upBps, downBps);
  }

  /** Resets what is open and stops listening. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    listening.close();
    line.stall(false);
    reset();
  }

  private List<ProxiedConnection> connections() {
    lock.lock();
    try {
      return List.copyOf(open);
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket caller = listening.accept();
        Thread.ofVirtual().name("fault-proxy-connection").start(() -> carry(caller));
      } catch (IOException _) {
        // Closed, or the caller was gone before it was accepted: the loop's condition tells.
      }
    }
  }

  private void carry(Socket caller) {
    ProxiedConnection connection = new ProxiedConnection(caller, line);
    if (!admit(connection)) {
      connection.reset();
      return;
    }
    try {
      connection.run(target);
    } finally {
      lock.lock();
      try {
        open.remove(connection);
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean admit(ProxiedConnection connection) {
    lock.lock();
    try {
      return !down && !closed && open.size() < CONNECTIONS_MAX && open.add(connection);
    } finally {
      lock.unlock();
    }
  }
}
