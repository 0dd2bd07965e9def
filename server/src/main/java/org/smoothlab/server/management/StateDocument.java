package org.smoothlab.server.management;

import java.util.Optional;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.RoleState;
import org.smoothlab.server.origin.Target;

/** A point's state as a document, and the state that a document asks for. */
final class StateDocument {
  private StateDocument() {}

  static Value.Group write(PublishingPoint point) {
    return write(point, point.state());
  }

  static Value.Group write(PublishingPoint point, PointState state) {
    Value.Builder out = new Value.Builder().with("Value", StateWords.of(state));
    Optional<PointFault> fault = state == PointState.ERROR ? point.lastError() : Optional.empty();
    fault.ifPresent(error ->
        out.with("LastError", Problem.hex(error.hresult()))
            .with("LastErrorMessage", error.message()));
    return out.with("Roles", roles(point)).build();
  }

  private static Value.Group roles(PublishingPoint point) {
    Value.Builder out = new Value.Builder();
    for (Role role : Role.values()) {
      out.with(name(role), text(point.roleState(role)));
    }
    return out.build();
  }

  /** The state asked for. The others are internal, or come by themselves. */
  static Target read(Value.Group in) throws ProblemException {
    String word = in.text("Value").orElse("");
    return switch (word) {
      case "Idle" -> Target.IDLE;
      case "Started" -> Target.STARTED;
      case "Stopped" -> Target.STOPPED;
      case "Starting", "Stopping", "ShuttingDown", "Error" ->
          throw new ProblemException(
              ManagementError.STATE_TRANSITION_NOT_SUPPORTED,
              word + " comes by itself and cannot be asked for; expected Idle, Started or Stopped");
      default -> throw Scalars.wrong("Value", "Idle, Started or Stopped", word);
    };
  }

  private static String name(Role role) {
    return switch (role) {
      case ARCHIVE -> "Archive";
      case CLIENT -> "ClientConnections";
      case SERVER -> "ServerConnections";
      case MOBILE -> "Mobile";
    };
  }

  private static String text(RoleState state) {
    return switch (state) {
      case DISABLED -> "Disabled";
      case STOPPED -> "Stopped";
      case STARTED -> "Started";
    };
  }
}
