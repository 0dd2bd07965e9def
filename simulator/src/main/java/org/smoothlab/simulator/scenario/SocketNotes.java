package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.ViewerEvent;

/**
 * Takes down what happens in a socket run: on the scheduler's thread, on threads of origins in this
 * process, and in other processes, which stamp it with the wall clock of the machine.
 */
final class SocketNotes {
  private final Chronicle chronicle = new Chronicle();
  private final Names names;
  private final int hurry;
  private volatile Optional<Beginning> beginning = Optional.empty();

  /** Who is meant: ports are others each time. */
  interface Names {
    /** A text with the names of origins in the place of their addresses. */
    String named(String text);

    /** The host whose connection an origin has got. */
    String caller(String origin, String remote);
  }

  /** The time 0 of the run, by the clocks of both kinds. */
  private record Beginning(Scheduler scheduler, long epochNanos) {}

  /**
   * An empty book.
   *
   * @param hurry how much faster than real time the run is
   */
  SocketNotes(Names names, int hurry) {
    this.names = names;
    this.hurry = hurry;
  }

  /** The run begins; what happened before it counts as its first moment. */
  void begin(Scheduler scheduler) {
    beginning = Optional.of(new Beginning(scheduler, OriginMain.epochNanos(Instant.now())));
  }

  /** It happens now. */
  void note(String who, RunEvent event) {
    long nowNanos = beginning.map(run -> run.scheduler().nowNanos()).orElse(0L);
    chronicle.add(nowNanos, who, named(who, event));
  }

  /** Tells all of it up to this moment. */
  void tell(Trace trace, long endNanos) {
    chronicle.tell(trace, endNanos);
  }

  /** Who hears what happens on a host. */
  SocketHost.Ears ears(String host, Consumer<IOException> broken) {
    return new SocketHost.Ears(inside(host), outside(host, broken));
  }

  private SocketMachine.Observer inside(String host) {
    return new SocketMachine.Observer() {
      @Override
      public void happened(OriginEvent event) {
        note(host, event);
      }

      @Override
      public void happened(RelayTrace event) {
        note(host, event);
      }
    };
  }

  private SocketOrigin.Outside.Ear outside(String host, Consumer<IOException> broken) {
    return new SocketOrigin.Outside.Ear() {
      @Override
      public void told(ToldReader.Told told) {
        RunEvent event = named(host, told.event());
        long atNanos =
            beginning.map(run -> (told.epochNanos() - run.epochNanos()) * hurry).orElse(0L);
        chronicle.add(Math.max(0, atNanos), host, event);
      }

      @Override
      public void broken(IOException why) {
        broken.accept(why);
      }
    };
  }

  private RunEvent named(String who, RunEvent event) {
    return switch (event) {
      case RelayTrace relay -> named(relay);
      case OriginEvent.SessionOpened opened -> opened.by(hostOf(opened.peer(), who));
      case ViewerEvent.ServerChanged(String server) ->
          new ViewerEvent.ServerChanged(names.named(server));
      default -> event;
    };
  }

  private String hostOf(String peer, String origin) {
    int pulled = peer.indexOf('#');
    return pulled < 0 ? names.caller(origin, peer) : names.named(peer.substring(0, pulled));
  }

  private RelayTrace named(RelayTrace event) {
    return switch (event) {
      case RelayTrace.PullConnected(RelayTrace.Leg leg) -> new RelayTrace.PullConnected(named(leg));
      case RelayTrace.PullLost(String point, String url, String why) ->
          new RelayTrace.PullLost(point, names.named(url), names.named(why));
      case RelayTrace.PullSwitched(String point, String fromUrl, String toUrl) ->
          new RelayTrace.PullSwitched(point, names.named(fromUrl), names.named(toUrl));
      case RelayTrace.PullRefused(String point, String url, String why) ->
          new RelayTrace.PullRefused(point, names.named(url), names.named(why));
      case RelayTrace.PastFilled filled -> filled;
      case RelayTrace.PushConnected(RelayTrace.Leg leg) -> new RelayTrace.PushConnected(named(leg));
      case RelayTrace.PushLost(RelayTrace.Leg leg, String why, long unsentCount) ->
          new RelayTrace.PushLost(named(leg), names.named(why), unsentCount);
      case RelayTrace.PushEnded(RelayTrace.Leg leg) -> new RelayTrace.PushEnded(named(leg));
    };
  }

  private RelayTrace.Leg named(RelayTrace.Leg leg) {
    return new RelayTrace.Leg(leg.point(), names.named(leg.url()), leg.streamId());
  }
}
