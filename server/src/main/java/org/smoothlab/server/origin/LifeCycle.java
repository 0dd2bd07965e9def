package org.smoothlab.server.origin;

import static java.util.Objects.requireNonNull;
import static org.smoothlab.server.origin.LifeCycle.Step.INVALID;
import static org.smoothlab.server.origin.LifeCycle.Step.KEEP;
import static org.smoothlab.server.origin.LifeCycle.Step.TO_ERROR;
import static org.smoothlab.server.origin.LifeCycle.Step.TO_IDLE;
import static org.smoothlab.server.origin.LifeCycle.Step.TO_SHUTTING_DOWN;
import static org.smoothlab.server.origin.LifeCycle.Step.TO_STARTED;
import static org.smoothlab.server.origin.LifeCycle.Step.TO_STARTING;
import static org.smoothlab.server.origin.LifeCycle.Step.TO_STOPPED;
import static org.smoothlab.server.origin.LifeCycle.Step.TO_STOPPING;
import static org.smoothlab.server.origin.LifeCycle.Step.WAIT;

import java.util.EnumMap;
import java.util.Map;

/**
 * Every state of a publishing point and everything that may happen in it: one table.
 *
 * @see "IIS Media Services 4.1, Update Publishing Point State; Creating and Managing Live Smooth
 *     Streaming Publishing Points"
 */
final class LifeCycle {
  /** What happens to a point. */
  enum Event {
    /** Somebody asks for {@code Started}. */
    START,
    /** Somebody asks for {@code Stopped}. */
    STOP,
    /** Somebody asks for {@code Idle}. */
    SHUT_DOWN,
    /** Somebody brings new settings. */
    CONFIGURE,
    /** Somebody wants it gone. */
    REMOVE,
    /** A request came, and the point starts by itself. */
    FIRST_REQUEST,
    /** All streams that it waits for have announced themselves. */
    SOURCES_COMPLETE,
    /** All streams have ended. */
    SOURCES_ENDED,
    /** An encoder announced itself that may begin a new run. */
    NEW_RUN,
    /** There were no viewers and no sources for as long as the settings say. */
    UNUSED,
    /** The archive has finished the files of all runs that ended. */
    RECORDING_CLOSED,
    /** The archive or the source failed for good. */
    FAILURE
  }

  /** What follows. */
  enum Step {
    /** Nothing: it is as it should be, or it is not this state's concern. */
    KEEP,
    /** Not before the present state is over. */
    WAIT,
    /** Refused. */
    INVALID,
    TO_IDLE,
    TO_STARTING,
    TO_STARTED,
    TO_STOPPING,
    TO_STOPPED,
    TO_SHUTTING_DOWN,
    TO_ERROR
  }

  private static final Map<Event, Map<PointState, Step>> TABLE = new EnumMap<>(Event.class);

  static {
    // In the order of the states: Idle, Starting, Started, Stopping, Stopped, ShuttingDown, Error.
    row(Event.START, TO_STARTING, KEEP, KEEP, INVALID, INVALID, WAIT, INVALID);
    row(Event.STOP, INVALID, TO_STOPPING, TO_STOPPING, WAIT, KEEP, INVALID, INVALID);
    row(
        Event.SHUT_DOWN,
        KEEP,
        TO_SHUTTING_DOWN,
        TO_SHUTTING_DOWN,
        WAIT,
        TO_SHUTTING_DOWN,
        WAIT,
        TO_SHUTTING_DOWN);
    row(Event.CONFIGURE, KEEP, INVALID, INVALID, INVALID, INVALID, WAIT, INVALID);
    row(
        Event.REMOVE,
        KEEP,
        TO_SHUTTING_DOWN,
        TO_SHUTTING_DOWN,
        WAIT,
        TO_SHUTTING_DOWN,
        WAIT,
        TO_SHUTTING_DOWN);
    row(Event.FIRST_REQUEST, TO_STARTING, KEEP, KEEP, KEEP, KEEP, KEEP, KEEP);
    row(Event.SOURCES_COMPLETE, KEEP, TO_STARTED, KEEP, KEEP, KEEP, KEEP, KEEP);
    row(Event.SOURCES_ENDED, KEEP, KEEP, TO_STOPPING, KEEP, KEEP, KEEP, KEEP);
    row(Event.NEW_RUN, INVALID, TO_STARTING, TO_STARTING, WAIT, TO_STARTING, WAIT, INVALID);
    row(Event.UNUSED, KEEP, TO_SHUTTING_DOWN, TO_SHUTTING_DOWN, KEEP, TO_SHUTTING_DOWN, KEEP, KEEP);
    row(Event.RECORDING_CLOSED, KEEP, KEEP, KEEP, TO_STOPPED, KEEP, TO_IDLE, KEEP);
    row(Event.FAILURE, KEEP, TO_ERROR, TO_ERROR, TO_ERROR, TO_ERROR, TO_ERROR, KEEP);
  }

  private LifeCycle() {}

  static Step step(PointState state, Event event) {
    return requireNonNull(requireNonNull(TABLE.get(event)).get(state));
  }

  private static void row(Event event, Step... steps) {
    Map<PointState, Step> row = new EnumMap<>(PointState.class);
    for (PointState state : PointState.values()) {
      row.put(state, steps[row.size()]);
    }
    TABLE.put(event, row);
  }
}
