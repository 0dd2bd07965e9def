package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Carries out the faults of a simulated network. */
final class SimFaults {
  private final SimNetwork network;
  private final List<Pair> partitions = new ArrayList<>();
  private final List<Fault.WrongTarget> wrongTargets = new ArrayList<>();
  private final RequestFaults requests = new RequestFaults((_, _) -> {});

  SimFaults(SimNetwork network) {
    this.network = network;
  }

  void apply(Fault fault, Runnable struck) {
    switch (fault) {
      case Fault.DropConnection(String host, long afterBytes) ->
          afterBytes(network.host(host), afterBytes, () -> drop(network.host(host), struck));
      case Fault.KillNode(String host, long afterBytes, long downNanos, Fault.Disk _) ->
          afterBytes(
              network.host(host),
              afterBytes,
              () -> takeDown(network.host(host), downNanos, struck));
      case Fault lasting -> {
        Runnable end = begin(lasting);
        if (lasting.durationNanos() > 0) {
          network.scheduler().after(lasting.durationNanos(), end);
        } else {
          end.run();
        }
        struck.run();
      }
    }
  }

  /** Lets a fault begin that lasts; what comes back ends it. */
  private Runnable begin(Fault fault) {
    return switch (fault) {
      case Fault.Partition(Pair pair, long _) -> partition(pair);
      case Fault.Stall(Pair pair, long _) -> stall(pair);
      case Fault.HalfOpen(Pair pair) -> halfOpen(pair);
      case Fault.SlowLink(String link, long capacityBps, long _) -> slow(link, capacityBps);
      case Fault.WrongTarget wrong -> {
        network.host(wrong.instead());
        wrongTargets.add(wrong);
        yield () -> wrongTargets.remove(wrong);
      }
      case RequestFault befalling -> {
        RequestFaults.Active active = requests.begin(befalling);
        yield () -> requests.end(active);
      }
      case Fault.DropConnection _, Fault.KillNode _, HostFault _ ->
          throw new IllegalArgumentException("not a fault of the network: " + fault.words());
    };
  }

  /** The host that a new connection to {@code name} arrives at; the latest fault counts. */
  String reached(String name) {
    for (Fault.WrongTarget wrong : wrongTargets.reversed()) {
      if (wrong.host().equals(name)) {
        return wrong.instead();
      }
    }
    return name;
  }

  /** What becomes of a request. */
  Fate befall(RequestFaults.Asked asked) {
    return requests.befall(asked);
  }

  /** Whether a partition lies between two hosts. */
  boolean isParted(SimHost from, SimHost to) {
    return partitions.stream().anyMatch(pair -> pair.matches(from.name, to.name));
  }

  private Runnable partition(Pair pair) {
    partitions.add(pair);
    callsOf(pair).forEach(SimCall::blockChanged);
    return () -> {
      partitions.remove(pair);
      callsOf(pair).forEach(SimCall::blockChanged);
    };
  }

  private Runnable stall(Pair pair) {
    List<SimConnection> hit = connectionsOf(pair);
    hit.forEach(connection -> connection.stallCount++);
    callsOf(pair).forEach(SimCall::blockChanged);
    return () -> {
      hit.forEach(connection -> connection.stallCount--);
      callsOf(pair).forEach(SimCall::blockChanged);
    };
  }

  private Runnable halfOpen(Pair pair) {
    connectionsOf(pair).forEach(connection -> connection.halfOpen = true);
    callsOf(pair).forEach(SimCall::halfOpened);
    return () -> {};
  }

  private Runnable slow(String name, long capacityBps) {
    SimHost.SimLink link = network.link(name);
    link.up().limit(capacityBps);
    link.down().limit(capacityBps);
    network.flows().capacityChanged();
    return () -> {
      link.up().unlimit(capacityBps);
      link.down().unlimit(capacityBps);
      network.flows().capacityChanged();
    };
  }

  /** What is open now, in use or idle. */
  private List<SimConnection> connectionsOf(Pair pair) {
    List<SimConnection> found = new ArrayList<>();
    for (SimHost host : network.hosts()) {
      host.idle().stream()
          .filter(open -> pair.matches(open.from.name, open.to.name))
          .forEach(found::add);
    }
    callsOf(pair).stream()
        .filter(SimCall::isConnected)
        .map(SimCall::connection)
        .forEach(found::add);
    return found;
  }

  /** Each once: by the host that has opened it. */
  private List<SimCall> callsOf(Pair pair) {
    List<SimCall> found = new ArrayList<>();
    for (SimHost host : network.hosts()) {
      for (SimCall call : host.openCalls()) {
        if (call.from() == host && pair.matches(host.name, call.connection().to.name)) {
          found.add(call);
        }
      }
    }
    return found;
  }

  // ---- at a byte

  private void afterBytes(SimHost host, long afterBytes, Runnable cut) {
    if (afterBytes == 0) {
      cut.run();
    } else {
      cutAfter(host, afterBytes, cut);
    }
  }

  private void cutAfter(SimHost host, long afterBytes, Runnable cut) {
    host.cutAfterBytes = OptionalLong.of(afterBytes);
    host.cut =
        () -> {
          host.cutAfterBytes = OptionalLong.empty();
          cut.run();
        };
    for (SimCall call : host.openCalls()) {
      if (call.from() == host) {
        call.uploadFlow().cutAfter(afterBytes, host.cut);
      }
    }
    network.flows().capacityChanged();
  }

  private static void drop(SimHost host, Runnable struck) {
    host.closeIdle();
    for (SimCall call : host.openCalls()) {
      if (call.from() == host) {
        call.reset("connection dropped");
      }
    }
    struck.run();
  }

  private void takeDown(SimHost host, long downNanos, Runnable struck) {
    host.deathCount++;
    String why = host.name + " died";
    for (SimCall call : host.openCalls()) {
      if (call.from() == host) {
        call.callerDied(why);
      } else {
        call.reset(why);
      }
    }
    host.closeIdle();
    network.hosts().forEach(other -> other.closeIdleTo(host));
    network.scheduler().after(downNanos, () -> host.deathCount--);
    struck.run();
  }
}
