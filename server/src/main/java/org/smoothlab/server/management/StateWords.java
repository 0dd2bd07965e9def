package org.smoothlab.server.management;

import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.Target;

/** States by their names in documents and messages. */
public final class StateWords {
  private StateWords() {}

  /** As IIS writes it. */
  public static String of(PointState state) {
    return switch (state) {
      case IDLE -> "Idle";
      case STARTING -> "Starting";
      case STARTED -> "Started";
      case STOPPING -> "Stopping";
      case STOPPED -> "Stopped";
      case SHUTTING_DOWN -> "ShuttingDown";
      case ERROR -> "Error";
    };
  }

  /** As clients ask for it. */
  public static String of(Target target) {
    return switch (target) {
      case IDLE -> "Idle";
      case STARTED -> "Started";
      case STOPPED -> "Stopped";
    };
  }
}
