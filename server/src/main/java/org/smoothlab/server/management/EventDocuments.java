package org.smoothlab.server.management;

import java.time.Instant;
import org.smoothlab.server.origin.Alarm;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PointStatistics;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.WallClock;
import tools.jackson.core.JsonGenerator;

/**
 * What listeners are told, each as one line of JSON in the shapes of the management resources.
 *
 * @param clock which wall time the elapsed time of the calls stands for
 */
public record EventDocuments(WallClock clock) {
  /**
   * A point is in a state.
   *
   * @param state the one that it entered, which may have passed since
   */
  public String state(PublishingPoint point, PointState state, Instant at) {
    return write(
        point.path(),
        at,
        out -> {
          out.writeStringProperty("title", point.settings().title());
          out.writeName("state");
          JsonForm.write(out, Shapes.STATE, StateDocument.write(point, state));
        });
  }

  /** A point is gone. */
  public String removed(String path, Instant at) {
    return write(
        path,
        at,
        out -> {
          out.writeStringProperty("title", "");
          out.writeObjectPropertyStart("state");
          out.writeStringProperty("value", "Removed");
          out.writeEndObject();
        });
  }

  /** What goes in and out of a point now. */
  public String statistics(PublishingPoint point, PointStatistics statistics, Instant at) {
    return write(
        point.path(),
        at,
        out -> {
          out.writeName("statistics");
          JsonForm.write(out, Shapes.STATISTICS, StatisticsDocument.write(point, statistics));
        });
  }

  /**
   * An alarm begins, changes or is over.
   *
   * @param raised whether it stands now
   */
  public String alarm(String path, Alarm alarm, boolean raised, Instant at) {
    return write(
        path,
        at,
        out -> {
          out.writeName("alarm");
          JsonForm.write(
              out, Shapes.ALARM, AlarmDocument.write(alarm, raised, clock.at(alarm.sinceNanos())));
        });
  }

  private interface Details {
    void write(JsonGenerator out);
  }

  private static String write(String path, Instant at, Details details) {
    return JsonForm.write(
            out -> {
              out.writeStartObject();
              out.writeStringProperty("point", path);
              out.writeStringProperty("at", Entry.millis(at));
              details.write(out);
              out.writeEndObject();
            })
        .strip();
  }
}
