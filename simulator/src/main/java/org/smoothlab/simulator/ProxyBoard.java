package org.smoothlab.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.smoothlab.simulator.net.Fault;
import org.smoothlab.simulator.net.FaultProxy;
import org.smoothlab.simulator.net.RequestFault;
import org.smoothlab.simulator.scenario.FaultPlan;
import org.smoothlab.simulator.scenario.FaultSheet;
import org.smoothlab.simulator.scenario.ScenarioException;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/** The faults of a running proxy: planned, at work and over. Any thread may ask. */
final class ProxyBoard implements FaultProxy.Watcher {
  /** Faults that are remembered; at the bound the oldest of those that are over are forgotten. */
  static final int FAULTS_MAX = 10_000;

  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final ProxyTalk talk;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Entry> entries = new LinkedHashMap<>();
  private Optional<FaultProxy> proxy = Optional.empty();
  private int lastId;
  private long hitCount;

  /** Where a fault is in its life. */
  enum State {
    PLANNED,
    WAITING_FOR_BYTES,
    ACTIVE,
    OVER
  }

  /** A fault as it is now. */
  record Line(int id, State state, String fault, long hitCount) {}

  private static final class Entry {
    private final int id;
    private final Fault fault;
    private State state = State.PLANNED;
    private Task task = () -> {};
    private Runnable end = () -> {};
    private long hitCount;

    Entry(int id, Fault fault) {
      this.id = id;
      this.fault = fault;
    }
  }

  ProxyBoard(Scheduler scheduler, long seed, ProxyTalk talk) {
    this.scheduler = scheduler;
    this.random = new SplittableRandom(seed);
    this.talk = talk;
  }

  /** From now on faults strike this proxy. */
  void serve(FaultProxy started) {
    proxy = Optional.of(started);
  }

  /**
   * Plans what a text says, counted from now.
   *
   * @throws ScenarioException if it is not right; nothing is planned then
   */
  List<Line> add(String name, String text) throws ScenarioException {
    lock.lock();
    try {
      List<FaultPlan.Drawn> drawn = FaultSheet.read(name, text, random);
      makeRoom(name, drawn.size());
      List<Line> added = new ArrayList<>();
      for (FaultPlan.Drawn one : drawn) {
        Entry entry = new Entry(++lastId, one.fault());
        entries.put(entry.id, entry);
        entry.task = scheduler.after(one.atNanos(), () -> begin(entry));
        added.add(line(entry));
      }
      return added;
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom(String name, int count) throws ScenarioException {
    var oldest = entries.values().iterator();
    while (entries.size() + count > FAULTS_MAX && oldest.hasNext()) {
      if (oldest.next().state == State.OVER) {
        oldest.remove();
      }
    }
    if (entries.size() + count > FAULTS_MAX) {
      throw new ScenarioException(name + ": more than " + FAULTS_MAX + " faults at a time");
    }
  }

  /** All that is known, in the order in which it was planned. */
  List<Line> lines() {
    lock.lock();
    try {
      return entries.values().stream().map(ProxyBoard::line).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Ends what is at work, and forgets everything. */
  void clear() {
    lock.lock();
    try {
      entries.values().forEach(this::end);
      entries.clear();
      proxy.ifPresent(FaultProxy::disarm);
    } finally {
      lock.unlock();
    }
  }

  long hitCount() {
    lock.lock();
    try {
      return hitCount;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void hit(RequestFault fault, String method, String path) {
    lock.lock();
    try {
      hitCount++;
      for (Entry entry : entries.values()) {
        // Equal faults may be planned twice: the one that is at work is meant.
        if (entry.state == State.ACTIVE && entry.fault.equals(fault)) {
          entry.hitCount++;
          break;
        }
      }
    } finally {
      lock.unlock();
    }
    talk.log("hit     " + method + " " + path + ": " + fault.words());
  }

  private void begin(Entry entry) {
    lock.lock();
    try {
      if (entry.state != State.PLANNED) {
        return;
      }
      long afterBytes = afterBytes(entry.fault);
      if (afterBytes == 0) {
        strike(entry);
      } else {
        entry.state = State.WAITING_FOR_BYTES;
        talk.log("waiting " + entry.fault.words());
        proxy().resetAfter(afterBytes, () -> scheduler.after(0, () -> strikeNow(entry)));
      }
    } finally {
      lock.unlock();
    }
  }

  private static long afterBytes(Fault fault) {
    return switch (fault) {
      case Fault.DropConnection drop -> drop.afterBytes();
      case Fault.KillNode kill -> kill.afterBytes();
      case Fault _ -> 0;
    };
  }

  private void strikeNow(Entry entry) {
    lock.lock();
    try {
      if (entry.state == State.WAITING_FOR_BYTES) {
        strike(entry);
      }
    } finally {
      lock.unlock();
    }
  }

  private void strike(Entry entry) {
    entry.end = proxy().begin(entry.fault.after(0));
    entry.state = State.ACTIVE;
    talk.log("struck  " + entry.fault.words());
    if (entry.fault.durationNanos() == 0) {
      end(entry);
    } else {
      entry.task = scheduler.after(entry.fault.durationNanos(), () -> endNow(entry));
    }
  }

  private void endNow(Entry entry) {
    lock.lock();
    try {
      end(entry);
    } finally {
      lock.unlock();
    }
  }

  private void end(Entry entry) {
    entry.task.cancel();
    if (entry.state == State.ACTIVE) {
      entry.end.run();
      if (entry.fault.durationNanos() > 0) {
        talk.log("ended   " + entry.fault.words());
      }
    }
    entry.state = State.OVER;
  }

  private FaultProxy proxy() {
    return proxy.orElseThrow();
  }

  private static Line line(Entry entry) {
    return new Line(entry.id, entry.state, entry.fault.words(), entry.hitCount);
  }
}
