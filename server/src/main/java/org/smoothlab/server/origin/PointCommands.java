package org.smoothlab.server.origin;

import org.smoothlab.server.origin.LifeCycle.Event;

/**
 * What managers tell a publishing point to do, and what comes of it. Under the lock of its point.
 */
final class PointCommands {
  private final PointLife life;
  private final Gate gate;

  PointCommands(PointLife life, Gate gate) {
    this.life = life;
    this.gate = gate;
  }

  /** A state is asked for. */
  Commanded obey(Target target, long nowNanos) {
    PointState before = life.state();
    LifeCycle.Step step =
        gate.isClosed()
            ? LifeCycle.Step.INVALID
            : life.happen(
                switch (target) {
                  case IDLE -> Event.SHUT_DOWN;
                  case STARTED -> Event.START;
                  case STOPPED -> Event.STOP;
                },
                nowNanos);
    life.refresh(false);
    return switch (step) {
      case INVALID -> new Commanded.Invalid(before);
      case WAIT -> new Commanded.Pending(before, life.version());
      default ->
          life.state().isTransient()
              ? new Commanded.Pending(life.state(), life.version())
              : new Commanded.Done(life.state());
    };
  }

  /** The same unless what was asked for has come since a version, and perhaps gone. */
  Commanded obeyAgain(Target target, long seenVersion, long nowNanos) {
    PointState goal =
        switch (target) {
          case IDLE -> PointState.IDLE;
          case STARTED -> PointState.STARTING;
          case STOPPED -> PointState.STOPPED;
        };
    return life.hasEntered(goal, seenVersion) ? new Commanded.Done(goal) : obey(target, nowNanos);
  }

  Configured configure(PointSettings settings, long nowNanos) {
    return switch (life.happen(Event.CONFIGURE, nowNanos)) {
      case INVALID -> new Configured.InUse(life.state());
      case WAIT -> new Configured.Pending(life.state(), life.version());
      default -> {
        life.configure(settings);
        life.refresh(false);
        yield new Configured.Done();
      }
    };
  }

  /** Nobody comes in any more as soon as it is Idle. */
  Removed remove(long nowNanos) {
    life.happen(Event.REMOVE, nowNanos);
    life.refresh(false);
    if (life.state() != PointState.IDLE) {
      return new Removed.Pending(life.state(), life.version());
    }
    gate.close();
    return new Removed.Done();
  }
}
