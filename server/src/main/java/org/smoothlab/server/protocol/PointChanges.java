package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.server.management.ManagementError;
import org.smoothlab.server.management.PointCommands;
import org.smoothlab.server.management.PointCommands.Progress;
import org.smoothlab.server.management.Problem;
import org.smoothlab.server.management.StateWords;
import org.smoothlab.server.origin.Commanded;
import org.smoothlab.server.origin.Configured;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PointStore;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Removed;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.Target;

/**
 * What managers may do to publishing points. A change is stored before it takes effect: when it
 * cannot be stored, nothing has changed.
 */
final class PointChanges {
  private static final Progress DONE = new Progress.Done();
  private static final Progress PENDING = new Progress.Pending();

  private final Origin origin;
  private final PointStore store;

  PointChanges(Origin origin, PointStore store) {
    this.origin = origin;
    this.store = store;
  }

  /** A new point, which is Idle then. */
  PointCommands.Command create(String path, PointSettings settings) {
    return nowNanos -> {
      if (origin.find(path).isPresent()) {
        return exists(path);
      }
      if (origin.isFull()) {
        return refused(Problem.failure(Problem.QUOTA, "no room for another publishing point"));
      }
      try {
        store.save(path, settings, origin.clock().at(nowNanos));
        if (origin.createNew(path, settings).isPresent() || isAsWanted(path, settings)) {
          return DONE;
        }
        store.delete(path); // an encoder's push was faster
        return exists(path);
      } catch (StoreException e) {
        return failed(e);
      }
    };
  }

  /** Who watches the store may have made the point from it already. */
  private boolean isAsWanted(String path, PointSettings settings) {
    return origin.find(path).filter(point -> point.settings().equals(settings)).isPresent();
  }

  /** New settings for an Idle point. */
  PointCommands.Command configure(String path, PointSettings settings) {
    return nowNanos -> {
      Optional<PublishingPoint> found = origin.find(path);
      if (found.isEmpty()) {
        return missing(path);
      }
      PublishingPoint point = found.get();
      PointState state = point.state();
      if (state == PointState.SHUTTING_DOWN) {
        return PENDING;
      }
      if (state != PointState.IDLE) {
        return inUse(path, state);
      }
      PointSettings before = point.settings();
      try {
        store.save(path, settings, origin.clock().at(nowNanos));
        return switch (point.configure(settings, nowNanos)) {
          case Configured.Done _ -> DONE;
          case Configured.InUse(PointState now) -> {
            // It started by itself in between: the old settings are the ones that hold.
            store.save(path, before, origin.clock().at(nowNanos));
            yield inUse(path, now);
          }
          case Configured.Pending _ -> PENDING;
        };
      } catch (StoreException e) {
        return failed(e);
      }
    };
  }

  /** Start, stop, shut down. */
  PointCommands.Command command(String path, Target target) {
    return new Command(path, target);
  }

  /** Asks for a state, and asks on until the point is there. */
  private final class Command implements PointCommands.Command {
    private final String path;
    private final Target target;
    private Optional<Commanded.Pending> pending = Optional.empty();

    Command(String path, Target target) {
      this.path = path;
      this.target = target;
    }

    @Override
    public Progress proceed(long nowNanos) {
      Optional<PublishingPoint> point = origin.find(path);
      if (point.isEmpty()) {
        return missing(path);
      }
      Commanded commanded =
          pending.isPresent()
              ? point.get().commandAgain(target, pending.get().version(), nowNanos)
              : point.get().command(target, nowNanos);
      return switch (commanded) {
        case Commanded.Done _ -> DONE;
        case Commanded.Pending first -> {
          // From the first on: what was asked for may come and go between two questions.
          pending = pending.or(() -> Optional.of(first));
          yield PENDING;
        }
        case Commanded.Invalid(PointState from) -> refused(invalid(path, target, from));
      };
    }
  }

  /** Shuts the point down, forgets its settings, then the point. Its archives stay. */
  PointCommands.Command delete(String path) {
    PointCommands.Command shutDown = command(path, Target.IDLE);
    return new PointCommands.Command() {
      private boolean forgotten;

      @Override
      public Progress proceed(long nowNanos) {
        if (!forgotten) {
          Progress down = shutDown.proceed(nowNanos);
          if (!(down instanceof Progress.Done)) {
            return down;
          }
          try {
            store.delete(path);
            forgotten = true;
          } catch (StoreException e) {
            return failed(e);
          }
        }
        return switch (origin.remove(path, nowNanos)) {
          case Removed.Done _, Removed.Missing _ -> DONE;
          case Removed.Pending _ -> PENDING;
        };
      }
    };
  }

  private static Problem invalid(String path, Target target, PointState from) {
    String hint =
        target == Target.STARTED ? "; shut it down first" : "; it has no live source to stop";
    return Problem.of(
        ManagementError.STATE_TRANSITION_INVALID,
        "%s is %s and cannot become %s%s"
            .formatted(path, StateWords.of(from), StateWords.of(target), hint));
  }

  private static Progress exists(String path) {
    return refused(
        Problem.of(
            ManagementError.PUBLISHING_POINT_ALREADY_EXISTS,
            "there is a publishing point at " + path + " already"));
  }

  private static Progress missing(String path) {
    return refused(ManagementReplies.notFound(path));
  }

  private static Progress inUse(String path, PointState state) {
    return refused(
        Problem.of(
            ManagementError.PUBLISHING_POINT_IN_USE,
            "%s is %s; its settings can be changed while it is Idle"
                .formatted(path, StateWords.of(state))));
  }

  private static Progress failed(StoreException e) {
    return refused(Problem.failure(e.hresult(), "not stored: " + e.getMessage()));
  }

  private static Progress refused(Problem problem) {
    return new Progress.Refused(problem);
  }
}
