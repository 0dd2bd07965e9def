package org.smoothlab.server.web;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests in the house; once closed it lets nobody in and tells when it is empty. */
final class Turnstile {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition emptied = lock.newCondition();
  private int insideCount;
  private boolean closed;

  /** Lets one request in, unless closed; whoever got in must leave. */
  boolean enter() {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      insideCount++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      insideCount--;
      if (insideCount == 0) {
        emptied.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nobody is inside, at the latest after {@code waitNanos}. */
  boolean awaitEmpty(long waitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long leftNanos = waitNanos;
      while (insideCount > 0 && leftNanos > 0) {
        leftNanos = emptied.awaitNanos(leftNanos);
      }
      return insideCount == 0;
    } finally {
      lock.unlock();
    }
  }

  int insideCount() {
    lock.lock();
    try {
      return insideCount;
    } finally {
      lock.unlock();
    }
  }
}
