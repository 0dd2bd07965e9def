package org.smoothlab.server.origin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which sources a publishing point lets in. Under the lock of its point. */
final class Gate {
  private final String path;
  private final String relayId;
  private final PointLife life;
  private final Map<SourceId, Session> sessions = new LinkedHashMap<>();
  private boolean closed;

  /**
   * @param lineage where it comes from
   * @param clock of its run there, if that is known
   */
  private record Session(Lineage lineage, Optional<RunClock> clock) {}

  /**
   * @param relayId of the point
   */
  Gate(String path, String relayId, PointLife life) {
    this.path = path;
    this.relayId = relayId;
    this.life = life;
  }

  /** Those who are in. */
  Set<SourceId> sessions() {
    return sessions.keySet();
  }

  void letIn(SourceId source, Lineage lineage) {
    sessions.put(source, new Session(lineage, Optional.empty()));
  }

  /** Where a source comes from that is in. */
  Lineage lineage(SourceId source) {
    return Optional.ofNullable(sessions.get(source)).map(Session::lineage).orElse(Lineage.NONE);
  }

  void timedBy(SourceId source, RunClock clock) {
    sessions.computeIfPresent(
        source, (_, session) -> new Session(session.lineage, Optional.of(clock)));
  }

  /** The clock of its run where it comes from, if it has told it. */
  Optional<RunClock> clock(SourceId source) {
    return Optional.ofNullable(sessions.get(source)).flatMap(Session::clock);
  }

  /** The point is no more. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  String relayId() {
    return relayId;
  }

  /**
   * Why a source may not open, if it may not.
   *
   * @param opener whose connection it is
   */
  Optional<Refusal> refusal(SourceId source, Lineage lineage, PointSettings.SourceType opener) {
    return refusalByType(opener)
        .or(() -> refusalByLineage(lineage))
        .or(() -> refusalToOpen(source));
  }

  private Optional<Refusal> refusalByType(PointSettings.SourceType opener) {
    PointSettings.SourceType expected = life.settings().input().sourceType();
    if (opener == expected) {
      return Optional.empty();
    }
    return refuse(
        Refusal.Kind.NO_POINT,
        switch (expected) {
          case PULL -> path + " is a pull point and takes no POST";
          case PUSH -> path + " is a push point and pulls nothing";
        });
  }

  private Optional<Refusal> refusalByLineage(Lineage lineage) {
    if (lineage.contains(relayId)) {
      return refuse(
          Refusal.Kind.LOOP,
          "%s: the stream has come through here (%s), came Via: %s"
              .formatted(path, relayId, lineage.via()));
    }
    return lineage.isTooLong()
        ? refuse(
            Refusal.Kind.LOOP,
            "%s: the stream has come through more than %d servers"
                .formatted(path, Lineage.HOPS_MAX))
        : Optional.empty();
  }

  private Optional<Refusal> refusalToOpen(SourceId source) {
    PointSettings settings = life.settings();
    if (sessions.size() >= settings.limits().sessionCountMax()) {
      return refuse(
          Refusal.Kind.LIMIT,
          "%s has %d sessions, which is the most it takes".formatted(path, sessions.size()));
    }
    if (sessions.containsKey(source)) {
      return refuse(Refusal.Kind.CONFLICT, source + " is open already");
    }
    boolean taken =
        settings.input().oneSessionPerStreamId()
            && sessions.keySet().stream()
                .anyMatch(open ->
                    open.streamId().equals(source.streamId())
                        && open.eventId().equals(source.eventId()));
    if (taken) {
      return refuse(
          Refusal.Kind.CONFLICT,
          "%s has a session of Streams(%s), expected one at a time"
              .formatted(path, source.streamId()));
    }
    return refusalByState(source);
  }

  Optional<Refusal> refusalByState(SourceId source) {
    if (closed) {
      return refuse(Refusal.Kind.NO_POINT, path + " was removed");
    }
    return switch (life.state()) {
      case IDLE -> refuse(Refusal.Kind.NO_POINT, path + " is Idle and does not start by itself");
      case ERROR -> refuse(Refusal.Kind.NO_POINT, path + " has failed");
      case STOPPING -> refuse(Refusal.Kind.LIMIT, path + " is Stopping, come again");
      case SHUTTING_DOWN -> refuse(Refusal.Kind.LIMIT, path + " is ShuttingDown, come again");
      case STARTING, STARTED ->
          isOtherEvent(source) && !mayReplaceRun()
              ? refuse(
                  Refusal.Kind.CONFLICT,
                  "%s runs event \"%s\", came event \"%s\""
                      .formatted(path, life.run().map(Run::eventId).orElse(""), source.eventId()))
              : Optional.empty();
      case STOPPED ->
          isOtherEvent(source) || life.settings().restarts() || pulls()
              ? Optional.empty()
              : refuse(
                  Refusal.Kind.CONFLICT,
                  "%s is Stopped: expected another event id, or auto-restart".formatted(path));
    };
  }

  boolean isOtherEvent(SourceId source) {
    return life.run().isPresent() && !life.run().get().eventId().equals(source.eventId());
  }

  private boolean mayReplaceRun() {
    return (life.settings().restarts() || pulls())
        && !life.run().map(Run::hasSources).orElse(false);
  }

  /** Who fetches its streams itself knows when another run has begun there. */
  private boolean pulls() {
    return life.settings().input().sourceType() == PointSettings.SourceType.PULL;
  }

  static Optional<Refusal> refuse(Refusal.Kind kind, String message) {
    return Optional.of(new Refusal(kind, message));
  }
}
