package org.smoothlab.server.relay;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Notices when streams of a source fall silent: a connection that is only half there says nothing
 * else. Looks when the first of them can be due, not at every piece.
 */
final class PullWatch {
  /** How many of its longest fragments a stream may be silent. */
  private static final int SILENT_FRAGMENTS = 2;

  private final PullScope scope;
  private final Silence silence;
  private final Collection<PullStream> streams;
  private final Map<String, Long> longestNanos = new HashMap<>();
  private Desk.Alarm alarm = Desk.Alarm.NONE;
  private boolean watching;

  /** Who is told. */
  interface Silence {
    /** Nothing whole came of this stream for too long, and something of others lately, or not. */
    void noticed(PullStream stream, boolean othersAlive);
  }

  /**
   * @param streams those that are open, whenever it is looked
   */
  PullWatch(PullScope scope, Collection<PullStream> streams, Silence silence) {
    this.scope = scope;
    this.streams = streams;
    this.silence = silence;
  }

  /** There is something to watch. */
  void begin() {
    if (!watching) {
      arm(dueNanos());
    }
  }

  void cancel() {
    watching = false;
    alarm.cancel();
  }

  private void arm(long atNanos) {
    watching = atNanos != Long.MAX_VALUE;
    if (watching) {
      alarm = scope.desk().at(atNanos, this::look);
    }
  }

  private long dueNanos() {
    long dueNanos = Long.MAX_VALUE;
    for (PullStream stream : streams) {
      dueNanos = Math.min(dueNanos, dueNanos(stream));
    }
    return dueNanos;
  }

  private long dueNanos(PullStream stream) {
    return stream.isSparse() ? Long.MAX_VALUE : stream.progressNanos() + patienceNanos(stream);
  }

  private long patienceNanos(PullStream stream) {
    long longest =
        longestNanos.merge(stream.stream().streamId(), stream.longestFragmentNanos(), Math::max);
    return Math.max(scope.settings().patience().silenceNanos(), SILENT_FRAGMENTS * longest);
  }

  private void look() {
    watching = false;
    for (PullStream stream : List.copyOf(streams)) {
      if (dueNanos(stream) <= scope.now() && streams.contains(stream)) {
        silence.noticed(stream, othersAlive(stream));
      }
    }
    begin();
  }

  /** Streams of one source fall silent within a fragment of each other. */
  private boolean othersAlive(PullStream silent) {
    return streams.stream()
        .filter(stream -> stream != silent && !stream.isSparse())
        .anyMatch(stream -> scope.now() - stream.progressNanos() <= patienceNanos(stream) / 2);
  }
}
