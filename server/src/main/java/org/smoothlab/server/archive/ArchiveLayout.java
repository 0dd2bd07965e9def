package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where everything is below the root of an archive, found without changing anything:
 *
 * <pre>{@code
 * <folders of the point's path>/<name>-isml/<run>/run.journal
 *                                                /Segment001/<stream>_<bitrate>.ismv|.isma|.ismt
 * }</pre>
 *
 * @see "IIS Media Services 4.1, folder structure of live archives"
 */
public final class ArchiveLayout {
  /** Folders deeper than this are not looked into. */
  private static final int DEPTH_MAX = 20;

  private final Disk disk;

  /** Looks at a disk. */
  public ArchiveLayout(Disk disk) {
    this.disk = disk;
  }

  /** The folders of all runs, below the root; by name, so that of one point the oldest is first. */
  public List<Path> runFolders() throws IOException {
    List<Path> found = new ArrayList<>();
    collect(Path.of(""), DEPTH_MAX, found);
    return found;
  }

  /**
   * The folders of the runs of one point, the oldest first.
   *
   * @param archivePath of its settings; empty for the place that its path in URLs gives it
   * @throws IOException if that path leads out of the root, or the disk fails
   */
  public List<Path> runFolders(String point, String archivePath) throws IOException {
    Path folder = ArchiveNames.pointFolder(point, archivePath);
    record Found(Path folder, RunJournal.Entry.Began began) {}
    List<Found> runs = new ArrayList<>();
    for (Disk.Item item : disk.list(folder)) {
      Path run = folder.resolve(item.name());
      if (item.kind() == Disk.Kind.FOLDER) {
        RunJournal.find(disk, run)
            .flatMap(RunJournal.Read::began)
            .filter(began -> began.run().point().equals(point))
            .ifPresent(began -> runs.add(new Found(run, began)));
      }
    }
    // Names of event ids say nothing about the order.
    runs.sort(Comparator.comparing(found -> found.began.at()));
    return runs.stream().map(Found::folder).toList();
  }

  /**
   * What can be read of the run in a folder.
   *
   * @return empty if it is not the folder of a run
   */
  public Optional<ArchivedRun> open(Path runFolder) throws IOException {
    return RepairedRun.look(disk, runFolder).map(RepairedRun::run);
  }

  private void collect(Path folder, int depth, List<Path> found) throws IOException {
    List<Disk.Item> items = disk.list(folder);
    if (items.stream().anyMatch(item -> item.name().equals(RunJournal.FILE))) {
      found.add(folder);
      return;
    }
    for (Disk.Item item : items) {
      if (item.kind() == Disk.Kind.FOLDER && depth > 0) {
        collect(folder.resolve(item.name()), depth - 1, found);
      }
    }
  }
}
