package org.smoothlab.simulator.encoder;

import java.util.List;

/** One stream of an encoder: a POST, and those that follow it. */
interface Post {
  /** Whether it has ended or been refused. */
  boolean isDone();

  /** Whether this connection is its own. */
  boolean has(int connection);

  /** An answer has come, looked for or not. */
  void answered(Event.Answered answer, long nowNanos, List<Action> out);

  /** The connection is gone. */
  void lost(String why, long nowNanos, List<Action> out);

  /** A piece has left. */
  void writable(long nowNanos, List<Action> out);

  /** Ends the stream when what is begun has been sent; at once if there is no connection. */
  void stop(List<Action> out);

  /** Sends nothing until then. */
  void keepSilent(long untilNanos);

  /** Breaks the connection and makes no other one until then. */
  void breakUntil(long untilNanos, String why, List<Action> out);

  /** Goes on without memory of what was sent, with what is captured at {@code nowNanos}. */
  List<EncoderReport> forget(long nowNanos);

  /** Begins the programme again, as the capture has done. */
  void beginAgain();

  /** Does everything whose time has come. */
  void pump(long nowNanos, List<Action> out);

  /** When {@link #pump} has something to do next, if nothing happens before. */
  long wakeNanos();
}
