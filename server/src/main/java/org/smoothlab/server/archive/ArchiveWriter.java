package org.smoothlab.server.archive;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.smoothlab.media.Fragment;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.protocol.Recorder;
import org.smoothlab.server.protocol.Recordings;

/**
 * Records the publishing points of an origin: a queue and a virtual thread for each. As a sink it
 * never blocks; at the bound of a queue the doors slow down who fills it.
 */
public final class ArchiveWriter implements EffectSink, Recorder, FragmentStore, AutoCloseable {
  private final ArchiveScope scope;
  private final SyncPolicy syncPolicy;
  private final Map<String, ArchiveLane> lanes = new ConcurrentHashMap<>();
  private volatile Optional<Origin> origin = Optional.empty();

  /**
   * @param disk where everything goes
   * @param clocks what time it is
   * @param syncPolicy when it is safe
   */
  public ArchiveWriter(Disk disk, ArchiveClocks clocks, SyncPolicy syncPolicy) {
    this.scope = new ArchiveScope(disk, new RunShelf(), clocks, new ArchiveFigures());
    this.syncPolicy = syncPolicy;
  }

  /**
   * Begins to record an origin whose effects it is given.
   *
   * <p>Before that, runs that the end of a process broke off are closed, or go on where their
   * points want that.
   *
   * @param template settings of points that encoders may make; their runs may go on, too
   * @throws IOException if the disk fails
   */
  public void start(Origin recorded, Optional<PointSettings> template) throws IOException {
    origin = Optional.of(recorded);
    new InterruptedRuns(scope, recorded, template).handle(this::adopt);
  }

  private void adopt(RunRecorder recorder, ArchiveSettings settings) throws IOException {
    lane(recorder.run().point()).adopt(recorder, settings);
  }

  @Override
  public void accept(Effect effect) {
    if (PointArchive.concerns(effect)) {
      lane(effect.point()).add(effect);
    } else if (effect instanceof Effect.PointRemoved removed) {
      ArchiveLane lane = lanes.remove(removed.point());
      if (lane != null) {
        lane.endSoon();
        scope.shelf().remove(removed.point());
      }
    }
  }

  private ArchiveLane lane(String point) {
    return lanes.computeIfAbsent(
        point,
        path -> {
          OriginFeedback feedback = new OriginFeedback(path, scope, () -> origin);
          PointArchive archive = new PointArchive(path, scope, feedback);
          return ArchiveLane.start(archive, scope, syncPolicy, feedback::stuck);
        });
  }

  @Override
  public void awaitRoom(String point) throws InterruptedException {
    ArchiveLane lane = lanes.get(point);
    if (lane != null) {
      lane.awaitRoom();
    }
  }

  @Override
  public boolean awaitSafe(String point) throws InterruptedException {
    ArchiveLane lane = lanes.get(point);
    return lane == null || lane.awaitSafe();
  }

  @Override
  public List<Figure> figures() {
    return scope.figures().all();
  }

  @Override
  public Optional<Fragment> fetch(Key key, long startTicks, long toleranceTicks)
      throws StoreException {
    return scope.shelf().fetch(key, startTicks, toleranceTicks);
  }

  /** What is finished, for viewers on demand. */
  public Recordings recordings() {
    return new FinishedRuns(scope.disk(), scope.nanoClock());
  }

  /** Writes what has come; runs that are to go on stay open, others are finished. */
  @Override
  public void close() {
    lanes.values().forEach(ArchiveLane::close);
  }
}
