package org.smoothlab.server.relay;

/**
 * A place of work of one relay. Everything of one desk runs one after the other: alarms, what was
 * handed in, and what listeners of its carrier are told. A piece of work may deliver fragments to
 * the origin: a world without a timer of its own lets the origin advance behind each.
 */
public interface Desk extends AutoCloseable {
  /** Elapsed time, on the clock that the origin is called with. */
  long nowNanos();

  /** Runs {@code work} at {@code nanos}; a time that has passed means soon. */
  Alarm at(long nanos, Runnable work);

  /** Runs {@code work} soon, never from inside this call. From any thread; never blocks. */
  void soon(Runnable work);

  /** Its way to other servers. */
  Carrier carrier();

  /** Forgets what waits and cuts off its calls; listeners hear no more. */
  @Override
  void close();

  /** Something that will run. */
  @FunctionalInterface
  interface Alarm {
    /** Nothing has been asked for. */
    Alarm NONE = () -> {};

    /** It will not run, unless it has begun to. */
    void cancel();
  }
}
