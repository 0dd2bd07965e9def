package org.smoothlab.server.relay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.smoothlab.server.origin.StreamFeed;

/**
 * What one publishing point pushes to one target: a POST for each input stream of its run. Knows
 * nothing of other targets. At its desk, but for {@link #fed}, {@link #retire} and {@link #close}.
 */
final class PushOutput {
  private final PushScope scope;
  private final Map<String, PushStream> streams = new LinkedHashMap<>();
  private final AtomicBoolean isFed = new AtomicBoolean();
  private long runNumber;
  private boolean retiring;

  PushOutput(PushScope scope) {
    this.scope = scope;
  }

  /** There may be something new. From any thread; many calls may be one. */
  void fed() {
    if (isFed.compareAndSet(false, true)) {
      scope.desk().soon(this::review);
    }
  }

  /** Nothing new is begun; what is on its way to its end may arrive there. From any thread. */
  void retire() {
    scope
        .desk()
        .soon(() -> {
          retiring = true;
          review();
        });
  }

  /** Cuts all off. */
  void close() {
    scope.desk().close();
  }

  private void review() {
    isFed.set(false);
    if (retiring) {
      forgetUnconnected();
    } else {
      scope.point().feeds().forEach(this::open);
    }
    List.copyOf(streams.values()).forEach(PushStream::fed);
    if (retiring && streams.isEmpty()) {
      scope.desk().close();
    }
  }

  private void open(StreamFeed feed) {
    if (feed.runNumber() != runNumber) {
      // The target must see the old run's end before anything of the new one.
      forgetUnconnected();
      if (!streams.isEmpty()) {
        return;
      }
      runNumber = feed.runNumber();
    }
    PushStream known = streams.get(feed.streamId());
    // A stream that came to its end may begin again within its run.
    if ((known == null || known.isDone()) && !feed.isOver()) {
      streams.put(feed.streamId(), new PushStream(scope, feed, this::fed));
    }
  }

  /** What is at its end, and what waits for a target that is not there. */
  private void forgetUnconnected() {
    streams
        .values()
        .removeIf(stream -> {
          if (!stream.isConnected()) {
            stream.close();
          }
          return stream.isDone();
        });
  }
}
