package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.smoothlab.media.bytes.Slice;

/**
 * The faults that are waiting for requests, and which requests they befall: the same for both
 * worlds. Any thread may ask.
 */
final class RequestFaults {
  /** Answers that one fault keeps to give them again; at the bound further paths are not stale. */
  static final int ANSWERS_KEPT_MAX = 64;

  /** The longest answer that is kept; longer ones are not stale. */
  static final long KEPT_BYTES_MAX = 4L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Active> active = new ArrayList<>();
  private final Watcher watcher;

  /** Hears of each request that is hit, on any thread. */
  interface Watcher {
    /** A request was hit. */
    void hit(RequestFault fault, Asked asked);
  }

  /**
   * What is known of a request when its head has arrived.
   *
   * @param path with its query
   */
  record Asked(Hop hop, String method, String path, boolean hasBody) {}

  /** An answer as it came: its body is one copy. */
  record Kept(int status, List<Header> headers, Slice body) {
    Kept {
      headers = List.copyOf(headers);
    }
  }

  /** A fault at work. */
  final class Active {
    private final RequestFault fault;
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private long matchedCount;
    private int hitCount;

    private Active(RequestFault fault) {
      this.fault = fault;
    }

    RequestFault fault() {
      return fault;
    }

    /** The number of the request among those that match, if it is hit. */
    private Optional<Long> take(Asked asked) {
      Requests requests = fault.requests();
      boolean matches =
          suits(fault, asked)
              && requests.hop().matches(asked.hop().caller(), asked.hop().callee())
              && requests.matchesPath(asked.path());
      if (!matches || hitCount >= requests.sample().countMax()) {
        return Optional.empty();
      }
      long index = matchedCount++;
      if (!requests.sample().takes(index)) {
        return Optional.empty();
      }
      hitCount++;
      return Optional.of(index);
    }

    Optional<Kept> kept(String path) {
      lock.lock();
      try {
        return Optional.ofNullable(kept.get(path));
      } finally {
        lock.unlock();
      }
    }

    /** Keeps the first answer to a path. */
    void keep(String path, Kept answer) {
      lock.lock();
      try {
        if (answer.status() == 200 && kept.size() < ANSWERS_KEPT_MAX) {
          kept.putIfAbsent(path, answer);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  RequestFaults(Watcher watcher) {
    this.watcher = watcher;
  }

  /** Requests from now on are hit. */
  Active begin(RequestFault fault) {
    Active begun = new Active(fault);
    lock.lock();
    try {
      active.add(begun);
    } finally {
      lock.unlock();
    }
    return begun;
  }

  /** Requests from now on are not hit any more. */
  void end(Active over) {
    lock.lock();
    try {
      active.remove(over);
    } finally {
      lock.unlock();
    }
  }

  /** What befalls a request. */
  Fate befall(Asked asked) {
    List<Fate.Hit> hits = new ArrayList<>();
    lock.lock();
    try {
      for (Active one : active) {
        one.take(asked).ifPresent(index -> hits.add(new Fate.Hit(one, index)));
      }
    } finally {
      lock.unlock();
    }
    hits.forEach(hit -> watcher.hit(hit.active().fault(), asked));
    return new Fate(asked, hits);
  }

  private static boolean suits(RequestFault fault, Asked asked) {
    return switch (fault) {
      case RequestFault.AnswerStatus _ -> true;
      case RequestFault.DelayedPost _, RequestFault.DuplicatedPost _ -> asked.hasBody();
      case RequestFault.TruncatedBody truncated ->
          truncated.body() == RequestFault.Body.ANSWER || asked.hasBody();
      case RequestFault.CorruptedBody corrupted ->
          corrupted.body() == RequestFault.Body.ANSWER || asked.hasBody();
      case RequestFault.StaleAnswer _, RequestFault.WrongAnswer _ -> !asked.hasBody();
    };
  }
}
