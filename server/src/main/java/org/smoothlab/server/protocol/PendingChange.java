package org.smoothlab.server.protocol;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.smoothlab.server.management.Form;
import org.smoothlab.server.management.PointCommands;
import org.smoothlab.server.management.Problem;
import org.smoothlab.server.origin.Origin;

/** A manager's command on its way: behind those before it, and through transient states. */
final class PendingChange implements Opening {
  private final Origin origin;
  private final PointCommands commands;
  private final Wanted wanted;
  private Optional<PointCommands.Ticket> ticket = Optional.empty();

  /**
   * @param path of the point
   * @param command what is to be done to it
   * @param form of the answer
   * @param whenDone the answer when it is done
   */
  record Wanted(String path, PointCommands.Command command, Form form, Supplier<Reply> whenDone) {}

  PendingChange(Origin origin, PointCommands commands, Wanted wanted) {
    this.origin = origin;
    this.commands = commands;
    this.wanted = wanted;
  }

  @Override
  public Exchange open(long nowNanos) {
    return proceed(nowNanos, Long.MAX_VALUE);
  }

  @Override
  public Exchange reopen(Wait wait, long nowNanos) {
    return proceed(nowNanos, wait.deadlineNanos());
  }

  @Override
  public Exchange openWithoutWaiting(long nowNanos) {
    return proceed(nowNanos, nowNanos);
  }

  private Exchange proceed(long nowNanos, long latestNanos) {
    PointCommands.Ticket mine =
        ticket.orElseGet(() -> commands.submit(wanted.path, wanted.command, nowNanos));
    ticket = Optional.of(mine);
    // Read first: what moves from here on shows as another version.
    OptionalLong version = origin.version(wanted.path);
    PointCommands.Progress progress = mine.progress(nowNanos);
    if (!(progress instanceof PointCommands.Progress.Pending)) {
      return settled(progress);
    }
    long deadlineNanos = Math.min(mine.deadlineNanos(), latestNanos);
    return nowNanos < deadlineNanos
        ? new Wait(wanted.path, version.orElse(-1), this, deadlineNanos)
        : settled(mine.giveUp());
  }

  private Reply settled(PointCommands.Progress progress) {
    return switch (progress) {
      case PointCommands.Progress.Done _ -> wanted.whenDone.get();
      case PointCommands.Progress.Refused(Problem problem) ->
          ManagementReplies.problem(wanted.form, problem);
      case PointCommands.Progress.Pending _ ->
          throw new IllegalStateException("neither done nor refused");
    };
  }
}
