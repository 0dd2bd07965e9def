package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * Push targets that keep nothing. Each notes when the fragments that come to it are whole, by the
 * clock; a slow one takes 10 KB in a second.
 */
final class PushReceiver implements AutoCloseable {
  private static final BoxType MOOF = BoxType.of("moof");
  private static final BoxType MDAT = BoxType.of("mdat");
  private static final int READ_BYTES = 65_536;
  private static final int SLOW_READ_BYTES = 1_000;
  private static final long SLOW_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Server server = new Server(threads());
  private final Map<String, Handler> points = new ConcurrentHashMap<>();

  /**
   * A fragment, by what is sure to differ between tracks.
   *
   * @param sizeBytes of its {@code moof} and {@code mdat}
   */
  record Key(long startTicks, long sizeBytes) {}

  /** One target: when each fragment was whole there, by {@link System#nanoTime}. */
  static final class Target {
    private final URI point;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Map<Key, Long> wholeNanos = new HashMap<>();

    private Target(URI point) {
      this.point = point;
    }

    URI point() {
      return point;
    }

    /** Waits until these fragments are there, and no others. */
    void await(Set<Key> fragments, long secondsMax) throws InterruptedException {
      long leftNanos = TimeUnit.SECONDS.toNanos(secondsMax);
      lock.lock();
      try {
        while (wholeNanos.size() < fragments.size() && leftNanos > 0) {
          leftNanos = came.awaitNanos(leftNanos);
        }
        assertThat(wholeNanos.keySet()).as(point.toString()).isEqualTo(fragments);
      } finally {
        lock.unlock();
      }
    }

    Map<Key, Long> wholeNanos() {
      lock.lock();
      try {
        return Map.copyOf(wholeNanos);
      } finally {
        lock.unlock();
      }
    }

    private void note(Key key) {
      lock.lock();
      try {
        wholeNanos.putIfAbsent(key, System.nanoTime());
        came.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private PushReceiver() {
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            String path = Request.getPathInContext(request);
            Handler point = points.get(path.substring(0, path.indexOf("/Streams(")));
            return Objects.requireNonNull(point, path).handle(request, response, callback);
          }
        });
  }

  static PushReceiver start() throws Exception {
    PushReceiver receiver = new PushReceiver();
    receiver.server.start();
    return receiver;
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return threads;
  }

  /** A publishing point of this name. */
  Target open(String name, boolean slow) {
    String path = "/live/" + name + ".isml";
    Target target = new Target(server.getURI().resolve(path));
    points.put(
        path,
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            try (InputStream in = Content.Source.asInputStream(request)) {
              read(in, target, slow);
            }
            callback.succeeded();
            return true;
          }
        });
    return target;
  }

  private static void read(InputStream in, Target target, boolean slow)
      throws IOException, MediaException {
    BoxSplitter splitter = new BoxSplitter(BoxLimits.LIVE);
    Optional<TopLevelBox> moof = Optional.empty();
    byte[] buffer = new byte[slow ? SLOW_READ_BYTES : READ_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      for (TopLevelBox box : splitter.feed(Slice.copyOf(Arrays.copyOf(buffer, count)))) {
        if (box.type().equals(MOOF)) {
          moof = Optional.of(box);
        } else if (box.type().equals(MDAT)) {
          Slice head = moof.orElseThrow().bytes();
          Fragment fragment = FragmentReader.read(head, box.bytes()).getFirst();
          Key key = new Key(fragment.time().startTicks(), head.size() + box.bytes().size());
          target.note(key);
        }
      }
      if (slow) {
        LockSupport.parkNanos(SLOW_PAUSE_NANOS);
      }
    }
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }
}
