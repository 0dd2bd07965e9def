package org.smoothlab.simulator.net;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Holds the bytes of one connection back, for a while or for good. */
final class ProxyGate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int holdCount;
  private boolean closed;

  /** One more reason to wait, or one less. */
  void hold(boolean now) {
    lock.lock();
    try {
      holdCount += now ? 1 : -1;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits while there is a reason; false if the connection is over. */
  boolean pass() throws InterruptedException {
    lock.lock();
    try {
      while (holdCount > 0 && !closed) {
        changed.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody wait any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
