package org.smoothlab.server.web;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One who listens to server-sent events: what is on its way to it. Whoever tells something never
 * waits: a listener that is too far behind is cut off, because a hole in what it hears would be
 * worse than coming again.
 */
final class EventListener {
  /**
   * One event.
   *
   * @param name of the event; empty for the one that ends the listening
   * @param data one line
   */
  record Message(String name, String data) {
    private static final Message END = new Message("", "");

    /** As HTML has it, 9.2.6. */
    String text() {
      return "event: " + name + "\ndata: " + data + "\n\n";
    }
  }

  private final BlockingQueue<Message> waiting;
  private final Predicate<String> mayHear;
  private volatile boolean ended;

  /**
   * @param messagesMax on their way at most; one more, and the listener is cut off
   * @param mayHear whether it hears of the point of this path
   */
  EventListener(int messagesMax, Predicate<String> mayHear) {
    // One more for the end.
    waiting = new ArrayBlockingQueue<>(messagesMax + 1);
    this.mayHear = mayHear;
  }

  boolean mayHear(String point) {
    return mayHear.test(point);
  }

  /** Whether the message found room. */
  boolean tell(Message message) {
    if (ended || waiting.remainingCapacity() <= 1 || !waiting.offer(message)) {
      end();
      return false;
    }
    return true;
  }

  /** It hears what is on its way already, then no more. */
  void end() {
    ended = true;
    waiting.offer(Message.END);
  }

  boolean hasEnded() {
    return ended;
  }

  /** The next message; empty when none came in time. The end is a message without a name. */
  Optional<Message> next(long waitNanos) throws InterruptedException {
    if (ended && waiting.isEmpty()) {
      return Optional.of(Message.END);
    }
    return Optional.ofNullable(waiting.poll(waitNanos, TimeUnit.NANOSECONDS));
  }
}
