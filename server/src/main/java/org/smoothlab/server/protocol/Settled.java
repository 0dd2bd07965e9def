package org.smoothlab.server.protocol;

/** A request whose answer is there already. */
record Settled(Reply reply) implements Opening {
  @Override
  public Exchange open(long nowNanos) {
    return reply;
  }

  @Override
  public Exchange reopen(Wait wait, long nowNanos) {
    return reply;
  }

  @Override
  public Exchange openWithoutWaiting(long nowNanos) {
    return reply;
  }
}
