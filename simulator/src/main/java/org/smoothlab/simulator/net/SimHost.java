package org.smoothlab.simulator.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
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
  final Delay delay;
  final Pipe up;
  final Pipe down;
  final Set<SimCall> calls = new LinkedHashSet<>();
  private final Map<String, Deque<SimConnection>> idleConnections = new LinkedHashMap<>();
  Optional<Node> node = Optional.empty();
  // How many kills hold it down: they may overlap.
  int deathCount;
  OptionalLong cutAfterBytes = OptionalLong.empty();
  Runnable cut = () -> {};
  private long connectionCount;

  SimHost(String name, SimLink link) {
    this.name = name;
    this.delay = link.delay();
    this.up = link.up();
    this.down = link.down();
  }

  /** The pipes of a link: hosts on the same link share them. */
  record SimLink(Pipe up, Pipe down, Delay delay) {}

  boolean isDead() {
    return deathCount > 0;
  }

  /** A connection that is open to the host of that name and not in use. */
  Optional<SimConnection> takeIdle(String host) {
    Deque<SimConnection> idle = idleConnections.get(host);
    return idle == null ? Optional.empty() : Optional.ofNullable(idle.poll());
  }

  /** Keeps a connection for the next call; beyond the bound it is closed. */
  void keepIdle(SimConnection connection) {
    Deque<SimConnection> idle =
        idleConnections.computeIfAbsent(connection.calledAs, _ -> new ArrayDeque<>());
    if (idle.size() < IDLE_CONNECTIONS_MAX) {
      idle.add(connection);
    }
  }

  /** What is kept for later, in the order of the hosts' first use. */
  List<SimConnection> idle() {
    List<SimConnection> all = new ArrayList<>();
    idleConnections.values().forEach(all::addAll);
    return all;
  }

  void closeIdle() {
    idleConnections.clear();
  }

  void closeIdleTo(SimHost other) {
    idleConnections.values().forEach(idle -> idle.removeIf(open -> open.to == other));
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
