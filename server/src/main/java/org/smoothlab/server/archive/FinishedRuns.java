package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.smoothlab.media.Fragment;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.RestoredRun;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Recordings;

/**
 * Runs that have ended, for viewers on demand. Each is shown as a point would show it that had just
 * been stopped. For many threads; one reads the disk at a time.
 */
final class FinishedRuns implements Recordings {
  /** Runs that are kept open; then the one that was asked for the longest time ago is closed. */
  static final int OPEN_COUNT_MAX = 16;

  /** How long a look at all folders is believed. */
  static final long CATALOGUE_NANOS = 2_000_000_000L;

  private static final PointSettings SETTINGS =
      PointSettings.DEFAULT.withLookAheadChunks(0).withWindowLengthSeconds(0);

  private final Disk disk;
  private final LongSupplier nanoClock;
  private final SequencedMap<Path, Recording> open = new LinkedHashMap<>(16, 0.75f, true);
  private List<Finished> catalogue = List.of();
  private Optional<Long> lookedNanos = Optional.empty();

  /** A run that has ended; by name its folder. */
  private record Finished(Path folder, RunJournal.RunIdentity run, Instant begun) {
    String name() {
      return folder.getFileName().toString();
    }

    boolean isCalled(String name) {
      return name.isEmpty() || name.equals(name()) || name.equals(run.eventId());
    }
  }

  FinishedRuns(Disk disk, LongSupplier nanoClock) {
    this.disk = disk;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized Optional<Recording> find(String point, String name) throws StoreException {
    try {
      Optional<Finished> newest =
          catalogue().stream()
              .filter(finished -> finished.run.point().equals(point) && finished.isCalled(name))
              .max(Comparator.comparing(Finished::begun));
      return newest.isEmpty() ? Optional.empty() : Optional.of(recording(newest.get()));
    } catch (IOException e) {
      throw DiskFaults.storeException(point, e);
    }
  }

  private List<Finished> catalogue() throws IOException {
    long nowNanos = nanoClock.getAsLong();
    if (lookedNanos.isEmpty() || nowNanos - lookedNanos.get() >= CATALOGUE_NANOS) {
      List<Finished> found = new ArrayList<>();
      for (Path folder : new ArchiveLayout(disk).runFolders()) {
        RunJournal.find(disk, folder)
            .filter(RunJournal.Read::isClosed)
            .flatMap(RunJournal.Read::began)
            .ifPresent(began -> found.add(new Finished(folder, began.run(), began.at())));
      }
      catalogue = List.copyOf(found);
      lookedNanos = Optional.of(nowNanos);
    }
    return catalogue;
  }

  private Recording recording(Finished finished) throws IOException {
    Recording known = open.get(finished.folder);
    if (known != null) {
      return known;
    }
    ArchivedRun run =
        RepairedRun.look(disk, finished.folder)
            .map(RepairedRun::run)
            .orElseThrow(() -> new IOException(finished.folder + " is not there any more"));
    Recording opened = new Recording(point(run, finished).view(), fragments(run));
    open.put(finished.folder, opened);
    if (open.size() > OPEN_COUNT_MAX) {
      open.pollFirstEntry();
    }
    return opened;
  }

  /** A point of its own that nobody can publish to. */
  private static PublishingPoint point(ArchivedRun run, Finished finished) throws IOException {
    RestoredRun restored = InterruptedRuns.restore(run, SETTINGS);
    Origin shelf =
        new Origin(OriginSettings.DEFAULT, new WallClock(run.start(), 0), EffectSink.NONE);
    PublishingPoint point =
        shelf
            .findOrCreate(run.point(), SETTINGS)
            .orElseThrow(() -> new IllegalStateException("no room in an empty origin"));
    List<RestoredRun.RestoredTrack> announced =
        restored.tracks().stream()
            .sorted(Comparator.comparingInt(track -> track.info().trackNumber()))
            .toList();
    point.resume(new RestoredRun(run.number(), finished.name(), restored.clock(), announced), 0);
    point.command(Target.STOPPED, 0);
    return point;
  }

  private static FragmentStore fragments(ArchivedRun run) {
    return (key, startTicks, toleranceTicks) -> {
      Optional<ArchivedTrack> track = run.track(key.track());
      try {
        return track.isEmpty()
            ? Optional.<Fragment>empty()
            : track.get().fetch(startTicks, toleranceTicks);
      } catch (IOException e) {
        throw DiskFaults.storeException(key + " at " + startTicks, e);
      }
    };
  }
}
