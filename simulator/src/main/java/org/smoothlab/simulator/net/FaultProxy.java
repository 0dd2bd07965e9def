package org.smoothlab.simulator.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.smoothlab.simulator.time.RealScheduler;
import org.smoothlab.simulator.time.Scheduler;

/**
 * A proxy on loopback that stands between one host and another and lets faults strike: the socket
 * world's {@link Link}. Of HTTP/1.1 it knows where messages begin and end; what no fault hits
 * passes byte for byte, and so does all that is not HTTP/1.1.
 *
 * <p>At {@link #CONNECTIONS_MAX} open connections further ones are reset.
 */
public final class FaultProxy implements AutoCloseable {
  /** How many connections it carries at a time. */
  public static final int CONNECTIONS_MAX = 4096;

  private static final int BACKLOG = 256;
  private static final int TASK_COUNT_MAX = 100_000;

  private final ServerSocket listening;
  private volatile InetSocketAddress target;
  private final ProxyLine line;
  private final ProxiedConnection.Meddling meddling;
  private final Function<String, InetSocketAddress> addresses;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<ProxiedConnection> open = new LinkedHashSet<>();
  private final List<Fault.WrongTarget> wrongTargets = new ArrayList<>();
  private final AtomicLong acceptedCount = new AtomicLong();
  private int downCount;
  private boolean closed;
  private Optional<RealScheduler> ownClock = Optional.empty();

  /**
   * What it stands for.
   *
   * @param port to listen on, 0 for any that is free
   * @param hop the names of who calls and who is called, as faults have them
   * @param delay of every byte, each way
   * @param seed of jitter and loss
   */
  public record Settings(int port, Hop hop, Delay delay, long seed) {}

  /**
   * What it needs of the world.
   *
   * @param scheduler whose clock faults go by; hurried where the run is
   * @param addresses of hosts, for wrong targets
   * @param watcher hears of each request that a fault hits, and of connections
   */
  public record Surroundings(
      Scheduler scheduler, Function<String, InetSocketAddress> addresses, Watcher watcher) {}

  /** Hears of each request that a fault hits, and of connections, on any thread. */
  public interface Watcher {
    /** Hears nothing. */
    Watcher NONE = (_, _, _) -> {};

    /** A request was hit. */
    void hit(RequestFault fault, String method, String path);

    /**
     * A connection has gone on to where callers arrive; nothing has passed yet.
     *
     * @param caller whose connection it is
     * @param near the proxy's end of it, by which the far end knows it
     */
    default void connected(String caller, InetSocketAddress near, InetSocketAddress far) {}
  }

  private FaultProxy(
      ServerSocket listening,
      InetSocketAddress target,
      Settings settings,
      Surroundings surroundings) {
    this.listening = listening;
    this.target = target;
    this.line = new ProxyLine(settings.delay(), settings.seed());
    this.addresses = surroundings.addresses();
    Watcher watcher = surroundings.watcher();
    RequestFaults faults =
        new RequestFaults((fault, asked) -> watcher.hit(fault, asked.method(), asked.path()));
    this.meddling =
        new ProxiedConnection.Meddling(settings.hop(), faults, surroundings.scheduler(), watcher);
  }

  /**
   * Listens on the loopback address.
   *
   * @param target where connections go on to
   * @throws IOException if the port cannot be had
   */
  public static FaultProxy start(
      InetSocketAddress target, Settings settings, Surroundings surroundings) throws IOException {
    ServerSocket listening =
        new ServerSocket(settings.port(), BACKLOG, InetAddress.getLoopbackAddress());
    FaultProxy proxy = new FaultProxy(listening, target, settings, surroundings);
    Thread.ofVirtual().name("fault-proxy-" + proxy.port()).start(proxy::accept);
    return proxy;
  }

  /**
   * Listens on a free port, by its own clock, between hosts without names.
   *
   * @param latencyNanos added to every byte, each way
   * @throws IOException if no port can be had
   */
  public static FaultProxy start(InetSocketAddress target, long latencyNanos) throws IOException {
    RealScheduler clock = new RealScheduler("fault-proxy", TASK_COUNT_MAX);
    Settings settings =
        new Settings(0, new Hop("caller", "target"), Delay.constant(latencyNanos), 0);
    Surroundings surroundings = new Surroundings(clock, FaultProxy::address, Watcher.NONE);
    try {
      FaultProxy proxy = start(target, settings, surroundings);
      proxy.ownClock = Optional.of(clock);
      return proxy;
    } catch (IOException noPort) {
      clock.close();
      throw noPort;
    }
  }

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("not host:port: " + text);
    }
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** The port it listens on. */
  public int port() {
    return listening.getLocalPort();
  }

  /**
   * What it has carried since the start.
   *
   * @param openCount connections that are open now
   * @param acceptedCount connections that have come
   */
  public record Stats(int openCount, long acceptedCount, long toTargetBytes, long toCallerBytes) {}

  /** What it has carried since the start. */
  public Stats stats() {
    return new Stats(
        connections().size(),
        acceptedCount.get(),
        line.passedBytes(line.toTarget()),
        line.passedBytes(line.toCaller()));
  }

  /** New connections go there from now on. */
  public void retarget(InetSocketAddress newTarget) {
    target = newTarget;
  }

  // ---- faults

  /**
   * Lets a fault strike now; what has a duration ends by itself. Whoever applies it has seen to it
   * that the fault hits this hop; requests are looked at one by one.
   *
   * @param struck runs on the scheduler's thread when it has taken effect: a drop or a kill may
   *     wait for bytes
   * @throws IllegalArgumentException if it is a fault of a host or names no address
   */
  public void apply(Fault fault, Runnable struck) {
    long afterBytes =
        switch (fault) {
          case Fault.DropConnection drop -> drop.afterBytes();
          case Fault.KillNode kill -> kill.afterBytes();
          case Fault _ -> 0;
        };
    if (afterBytes == 0) {
      strike(fault, struck);
    } else {
      // The proxy cuts on a thread of its own; what follows belongs on the scheduler's. A drop is
      // done then: who has connected since is not dropped, too.
      Runnable rest =
          fault instanceof Fault.DropConnection ? struck : () -> strike(fault.after(0), struck);
      resetAfter(afterBytes, () -> clock().after(0, rest));
    }
  }

  private void strike(Fault fault, Runnable struck) {
    Runnable end = begin(fault);
    clock().after(fault.durationNanos(), end);
    clock().after(0, struck);
  }

  /**
   * Lets a fault begin, at once and until it is told to end, for those who keep time themselves.
   *
   * @return ends it; to be run once
   * @throws IllegalArgumentException if it is a fault of a host, waits for bytes or names no
   *     address
   */
  public Runnable begin(Fault fault) {
    return switch (fault) {
      case Fault.DropConnection _ -> {
        reset();
        yield () -> {};
      }
      case Fault.KillNode _ -> {
        down(true);
        yield () -> down(false);
      }
      case Fault.Partition _ -> {
        stall(true);
        yield () -> stall(false);
      }
      case Fault.Stall _ -> {
        List<ProxiedConnection> hit = connections();
        hit.forEach(connection -> connection.stall(true));
        yield () -> hit.forEach(connection -> connection.stall(false));
      }
      case Fault.HalfOpen _ -> {
        connections().forEach(ProxiedConnection::halfOpen);
        yield () -> {};
      }
      case Fault.SlowLink(String _, long capacityBps, long _) -> {
        line.ceiling(capacityBps, true);
        yield () -> line.ceiling(capacityBps, false);
      }
      case Fault.WrongTarget wrong -> {
        Objects.requireNonNull(addresses.apply(wrong.instead()));
        redirect(wrong, true);
        yield () -> redirect(wrong, false);
      }
      case RequestFault befalling -> {
        RequestFaults.Active active = meddling.faults().begin(befalling);
        yield () -> meddling.faults().end(active);
      }
      case HostFault _ ->
          throw new IllegalArgumentException("not a fault of the network: " + fault.words());
    };
  }

  private Scheduler clock() {
    return meddling.scheduler();
  }

  /** Resets every open connection now. */
  public void reset() {
    for (ProxiedConnection connection : connections()) {
      connection.reset();
    }
  }

  /**
   * Waits until one connection has carried {@code afterBytes} more bytes of bodies to the target,
   * hands on exactly these, then resets all connections and runs {@code struck} on the connection's
   * thread. Of what is not HTTP/1.1 every byte counts.
   */
  public void resetAfter(long afterBytes, Runnable struck) {
    line.armCut(
        afterBytes,
        () -> {
          reset();
          struck.run();
        });
  }

  /** Forgets a cut that waits for bytes. */
  public void disarm() {
    line.disarm();
  }

  /**
   * While down, connections are reset as soon as they come; those that are open are reset now. Each
   * {@code true} needs its {@code false}.
   */
  public void down(boolean now) {
    lock.lock();
    try {
      downCount += now ? 1 : -1;
    } finally {
      lock.unlock();
    }
    if (now) {
      reset();
    }
  }

  /** While stalled, nothing passes and nothing is lost. Each {@code true} needs its false. */
  public void stall(boolean now) {
    line.part(now);
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
    line.open();
    reset();
    ownClock.ifPresent(RealScheduler::close);
  }

  private void redirect(Fault.WrongTarget wrong, boolean now) {
    lock.lock();
    try {
      if (now) {
        wrongTargets.add(wrong);
      } else {
        wrongTargets.remove(wrong);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Where a new connection goes; the latest fault counts. */
  private InetSocketAddress reached() {
    lock.lock();
    try {
      return wrongTargets.isEmpty() ? target : addresses.apply(wrongTargets.getLast().instead());
    } finally {
      lock.unlock();
    }
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
        acceptedCount.incrementAndGet();
        Thread.ofVirtual().name("fault-proxy-connection").start(() -> carry(caller));
      } catch (IOException _) {
        // Closed, or the caller was gone before it was accepted: the loop's condition tells.
      }
    }
  }

  private void carry(Socket caller) {
    ProxiedConnection connection = new ProxiedConnection(caller, reached(), line, meddling);
    if (!admit(connection)) {
      connection.reset();
      return;
    }
    try {
      connection.run();
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
      return downCount == 0 && !closed && open.size() < CONNECTIONS_MAX && open.add(connection);
    } finally {
      lock.unlock();
    }
  }
}
