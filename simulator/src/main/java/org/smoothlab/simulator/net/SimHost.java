package org.smoothlab.simulator.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A host's place in the network and what it has open. */
final class SimHost {
  /** Idle connections kept per pair of hosts, as browsers keep six. */
  private static final int IDLE_CONNECTIONS_MAX = 6;

  final String name;
  final long latencyNanos;
  final Pipe up;
  final Pipe down;
  final Set<SimCall> calls = new LinkedHashSet<>();
  final Map<String, Deque<String>> idleConnections = new HashMap<>();
  Optional<Node> node = Optional.empty();
  boolean dead;
  OptionalLong cutAfterBytes = OptionalLong.empty();
  Runnable cut = () -> {};
  private long connectionCount;

  SimHost(String name, SimLink link) {
    this.name = name;
    this.latencyNanos = link.latencyNanos();
    this.up = link.up();
    this.down = link.down();
  }

  /** The pipes of a link: hosts on the same link share them. */
  record SimLink(Pipe up, Pipe down, long latencyNanos) {}

  /** The name of a connection that is open to {@code host} and not in use. */
  Optional<String> takeIdle(String host) {
    return Optional.ofNullable(idleConnections.getOrDefault(host, new ArrayDeque<>()).poll());
  }

  /** Keeps a connection for the next call; beyond the bound it is closed. */
  void keepIdle(String host, String connection) {
    Deque<String> idle = idleConnections.computeIfAbsent(host, _ -> new ArrayDeque<>());
    if (idle.size() < IDLE_CONNECTIONS_MAX) {
      idle.add(connection);
    }
  }

  String nextConnection() {
    connectionCount++;
    return name + ":" + connectionCount;
  }

  /** All calls to or from this host, as they are now. */
  List<SimCall> openCalls() {
    return new ArrayList<>(calls);
  }
}
