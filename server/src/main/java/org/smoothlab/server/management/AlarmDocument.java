package org.smoothlab.server.management;

import java.time.Instant;
import org.smoothlab.server.origin.Alarm;

/** An alarm as a document, the same in statistics and in events. */
final class AlarmDocument {
  private AlarmDocument() {}

  /**
   * @param raised whether it stands, or is over
   * @param since when it began
   */
  static Value.Group write(Alarm alarm, boolean raised, Instant since) {
    return new Value.Builder()
        .with("Kind", text(alarm.kind()))
        .with("Raised", raised)
        .with("Subject", alarm.subject())
        .with("Message", alarm.message())
        .with("Since", Entry.millis(since))
        .build();
  }

  private static String text(Alarm.Kind kind) {
    return switch (kind) {
      case SILENT_SOURCE -> "SilentSource";
      case SILENT_TRACK -> "SilentTrack";
      case GAP -> "Gap";
      case DRIFT -> "Drift";
      case DUPLICATES -> "Duplicates";
    };
  }
}
