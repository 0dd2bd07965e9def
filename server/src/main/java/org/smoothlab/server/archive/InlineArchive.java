package org.smoothlab.server.archive;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.StoreException;

/**
 * Records without a thread: what {@link ArchiveWriter} does on its threads is done here when {@link
 * #advance} is called. For virtual worlds, which have one thread and their own time.
 */
public final class InlineArchive implements EffectSink, FragmentStore {
  private final ArchiveScope scope;
  private final SyncPolicy policy;
  private final ArrayDeque<Effect> queue = new ArrayDeque<>();
  private final Map<String, PointArchive> points = new HashMap<>();
  private Optional<Origin> origin = Optional.empty();
  private long syncDueNanos = Long.MAX_VALUE;

  /**
   * @param disk where everything goes
   * @param clocks of the virtual world
   * @param policy when it is safe
   */
  public InlineArchive(Disk disk, ArchiveClocks clocks, SyncPolicy policy) {
    this.scope = new ArchiveScope(disk, new RunShelf(), clocks, new ArchiveFigures());
    this.policy = policy;
  }

  /** Begins to record an origin whose effects it is given, on a disk that is empty yet. */
  public void start(Origin recorded) {
    origin = Optional.of(recorded);
  }

  /**
   * Begins to record an origin whose effects it is given, like {@link ArchiveWriter#start}.
   *
   * @throws IOException if the disk fails
   */
  public void start(Origin recorded, Optional<PointSettings> template) throws IOException {
    start(recorded);
    new InterruptedRuns(scope, recorded, template).handle(this::adopt);
  }

  private void adopt(RunRecorder recorder, ArchiveSettings settings) throws IOException {
    point(recorder.run().point()).adopt(recorder, settings);
  }

  private PointArchive point(String path) {
    return points.computeIfAbsent(
        path, key -> new PointArchive(key, scope, new OriginFeedback(key, scope, () -> origin)));
  }

  @Override
  public void accept(Effect effect) {
    if (PointArchive.concerns(effect)) {
      queue.addLast(effect);
    }
  }

  /**
   * Writes what has come, and makes it safe when that is due.
   *
   * @return when to call again, unless something happens before; {@link Long#MAX_VALUE} when
   *     nothing is to be made safe
   */
  public long advance(long nowNanos) {
    write();
    boolean dirty = points.values().stream().anyMatch(PointArchive::isDirty);
    if (dirty && syncDueNanos == Long.MAX_VALUE) {
      syncDueNanos = nowNanos + policy.groupNanos();
    }
    if (nowNanos >= syncDueNanos) {
      makeSafe();
    }
    return syncDueNanos;
  }

  /** Writes what has come, and makes it safe at once. */
  public void makeSafe() {
    write();
    points.values().stream().filter(PointArchive::isDirty).forEach(PointArchive::sync);
    syncDueNanos = Long.MAX_VALUE;
  }

  private void write() {
    // What is answered to the point may have effects again.
    while (!queue.isEmpty()) {
      Effect effect = queue.removeFirst();
      point(effect.point()).take(effect);
    }
    for (PointArchive point : points.values()) {
      while (point.tidyStep()) {
        // Nobody waits for it in a world without threads.
      }
    }
  }

  @Override
  public Optional<Fragment> fetch(Key key, long startTicks, long toleranceTicks)
      throws StoreException {
    return scope.shelf().fetch(key, startTicks, toleranceTicks);
  }
}
