package org.smoothlab.server.relay;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A desk in virtual time. */
final class VirtualDesk implements Desk {
  private final RelayHost host;
  private final Set<RelayConnection> calls = new LinkedHashSet<>();
  private boolean closed;

  VirtualDesk(RelayHost host) {
    this.host = host;
  }

  @Override
  public long nowNanos() {
    return host.world.now();
  }

  @Override
  public Alarm at(long nanos, Runnable work) {
    return host.world.at(nanos, () -> run(work));
  }

  @Override
  public void soon(Runnable work) {
    at(nowNanos(), work);
  }

  void run(Runnable work) {
    if (!closed) {
      work.run();
      host.advance();
    }
  }

  @Override
  public Carrier carrier() {
    return (request, listener) -> {
      RelayConnection connection = new RelayConnection(this, host, request, listener);
      calls.add(connection);
      connection.begin();
      return connection;
    };
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(calls).forEach(RelayConnection::cancel);
  }

  void ended(RelayConnection connection) {
    calls.remove(connection);
  }
}
