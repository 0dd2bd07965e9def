package org.smoothlab.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

@Timeout(30)
class FaultProxyTest {
  private final ServerSocket target = listen();
  private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    Thread.startVirtualThread(this::acceptAll);
    proxy = startProxy(0);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    target.close();
  }

  @Test
  void carriesBytesAndEndsBothWays() throws Exception {
    exchangeBothWays();
  }

  @Test
  void resetsAfterExactlySoManyBytes() throws Exception {
    CountDownLatch struck = new CountDownLatch(1);
    try (Socket caller = connect()) {
      caller.getOutputStream().write(new byte[100]);
      Socket server = accepted.take();
      assertThat(server.getInputStream().readNBytes(100)).hasSize(100);

      proxy.resetAfter(12_345, struck::countDown);
      writeUntilBroken(caller);

      assertThat(readUntilBroken(server)).isEqualTo(12_345);
      assertThat(struck.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** What follows a drop runs on the scheduler, which may be late. */
  @Test
  void dropsNobodyWhoHasConnectedSince() throws Exception {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    AtomicBoolean struck = new AtomicBoolean();
    proxy.close();
    proxy = startProxy(new HeldScheduler(tasks));
    proxy.apply(new Fault.DropConnection("caller", 1_000), () -> struck.set(true));
    try (Socket first = connect()) {
      writeUntilBroken(first);
      assertThat(readUntilBroken(accepted.take())).isEqualTo(1_000);
    }
    try (Socket second = connect()) {
      second.getOutputStream().write(1);
      Socket server = accepted.take();
      assertThat(server.getInputStream().read()).isEqualTo(1);

      tasks.take().run();
      tasks.forEach(Runnable::run);

      assertThat(struck).isTrue();
      server.getOutputStream().write(2);
      assertThat(second.getInputStream().read()).isEqualTo(2);
    }
  }

  /** Runs nothing by itself. */
  private record HeldScheduler(BlockingQueue<Runnable> tasks) implements Scheduler {
    @Override
    public long nowNanos() {
      return 0;
    }

    @Override
    public Task at(long nanos, Runnable action) {
      tasks.add(action);
      return () -> {};
    }
  }

  @Test
  void carriesNewConnectionsAfterAReset() throws Exception {
    try (Socket first = connect()) {
      first.getOutputStream().write(1);
      accepted.take();
      proxy.reset();
      assertThatThrownBy(() -> first.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    exchangeBothWays();
  }

  @Test
  void resetsWhatComesWhileDown() throws Exception {
    proxy.down(true);
    try (Socket caller = connect()) {
      assertThatThrownBy(() -> readOrFail(caller)).isInstanceOf(IOException.class);
    }
    assertThat(accepted).isEmpty();

    proxy.down(false);
    exchangeBothWays();
  }

  @Test
  void holdsBytesBackWhileStalledAndLosesNone() throws Exception {
    try (Socket caller = connect()) {
      caller.getOutputStream().write(1);
      Socket server = accepted.take();
      assertThat(server.getInputStream().read()).isEqualTo(1);
      proxy.stall(true);
      caller.getOutputStream().write(new byte[50_000]);
      server.setSoTimeout(200);
      InputStream in = server.getInputStream();

      assertThatThrownBy(in::read).isInstanceOf(java.net.SocketTimeoutException.class);
      proxy.stall(false);
      server.setSoTimeout(10_000);

      assertThat(in.readNBytes(50_000)).hasSize(50_000);
    }
  }

  @Test
  void limitsTheRate() throws Exception {
    proxy.limit(8_000_000, CapacityTrace.UNLIMITED_BPS);
    try (Socket caller = connect()) {
      long startNanos = System.nanoTime();
      caller.getOutputStream().write(new byte[300_000]);

      assertThat(accepted.take().getInputStream().readNBytes(300_000)).hasSize(300_000);
      assertThat(System.nanoTime() - startNanos).isGreaterThan(280_000_000L);
    }
  }

  @Test
  void addsLatencyEachWay() throws Exception {
    proxy.close();
    proxy = startProxy(50_000_000);
    try (Socket caller = connect()) {
      long startNanos = System.nanoTime();
      caller.getOutputStream().write(1);
      Socket server = accepted.take();
      server.getOutputStream().write(server.getInputStream().read());

      assertThat(caller.getInputStream().read()).isEqualTo(1);
      assertThat(System.nanoTime() - startNanos).isGreaterThan(100_000_000L);
    }
  }

  private void exchangeBothWays() throws Exception {
    try (Socket caller = connect()) {
      caller.getOutputStream().write(new byte[] {1, 2, 3});
      caller.shutdownOutput();
      Socket server = accepted.take();
      assertThat(server.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
      server.getOutputStream().write(new byte[] {4, 5});
      server.close();

      assertThat(caller.getInputStream().readAllBytes()).containsExactly(4, 5);
    }
  }

  private FaultProxy startProxy(long latencyNanos) throws IOException {
    return FaultProxy.start((InetSocketAddress) target.getLocalSocketAddress(), latencyNanos);
  }

  private FaultProxy startProxy(Scheduler scheduler) throws IOException {
    return FaultProxy.start(
        (InetSocketAddress) target.getLocalSocketAddress(),
        new FaultProxy.Settings(0, new Hop("caller", "target"), Delay.constant(0), 0),
        new FaultProxy.Surroundings(scheduler, FaultProxy::address, FaultProxy.Watcher.NONE));
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private void acceptAll() {
    while (!target.isClosed()) {
      try {
        accepted.add(target.accept());
      } catch (IOException _) {
        return;
      }
    }
  }

  private static void writeUntilBroken(Socket caller) {
    assertThatThrownBy(
            () -> {
              while (true) {
                caller.getOutputStream().write(new byte[1000]);
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static int readUntilBroken(Socket server) {
    int count = 0;
    try {
      while (server.getInputStream().read() >= 0) {
        count++;
      }
    } catch (IOException _) {
      // The reset itself.
    }
    return count;
  }

  private static void readOrFail(Socket caller) throws IOException {
    if (caller.getInputStream().read() < 0) {
      throw new IOException("ended");
    }
  }

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
