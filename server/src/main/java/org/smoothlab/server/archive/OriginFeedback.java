package org.smoothlab.server.archive;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;

/** Answers the point that is recorded. Never from inside an effect. */
final class OriginFeedback implements PointArchive.Feedback {
  private final String path;
  private final ArchiveScope scope;
  private final Supplier<Optional<Origin>> origin;

  /**
   * @param origin empty before it is known
   */
  OriginFeedback(String path, ArchiveScope scope, Supplier<Optional<Origin>> origin) {
    this.path = path;
    this.scope = scope;
    this.origin = origin;
  }

  @Override
  public ArchiveSettings settings() {
    // The point tells of a new run while it still holds its lock; asking for its role waits for
    // that, and then its settings are those of the run.
    return point()
        .map(found -> {
          found.roleState(Role.ARCHIVE);
          return found.settings().archive();
        })
        .orElse(ArchiveSettings.DEFAULT);
  }

  @Override
  public boolean resumes() {
    return point().map(found -> found.settings().automation().resume()).orElse(false);
  }

  @Override
  public void safe(long runNumber, List<RunRecorder.Safe> fragments) {
    point()
        .ifPresent(found ->
            fragments.forEach(safe -> found.recorded(runNumber, safe.track(), safe.time())));
  }

  @Override
  public void closed(long runNumber) {
    point().ifPresent(found -> found.recordingClosed(runNumber, now()));
  }

  @Override
  public void failed(PointFault fault) {
    point().ifPresent(found -> found.fail(fault, now()));
  }

  /** The disk does not answer any more. */
  void stuck() {
    scope.figures().failures.increment();
    switch (settings().disk().onFailure()) {
      case ERROR ->
          failed(
              new PointFault(
                  PointFault.TIMEOUT, "archive of " + path + ": the disk does not answer"));
      case CONTINUE -> point().ifPresent(found -> closed(found.view().runNumber()));
    }
  }

  private Optional<PublishingPoint> point() {
    return origin.get().flatMap(known -> known.find(path));
  }

  private long now() {
    return scope.nanoClock().getAsLong();
  }
}
