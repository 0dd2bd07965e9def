package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.smoothlab.server.origin.ArchiveSettings;

/** Finds the folder of a run that begins: never one that is there already. */
final class NewRunFolder {
  private NewRunFolder() {}

  static Path choose(Disk disk, RunJournal.Entry.Began first, ArchiveSettings settings)
      throws IOException {
    Path point = ArchiveNames.pointFolder(first.run().point(), settings.path().folder());
    String eventId = first.run().eventId();
    String wanted =
        settings.path().useEventId() && !eventId.isEmpty()
            ? ArchiveNames.fileName(eventId)
            : ArchiveNames.runFolder(first.at());
    List<String> taken = disk.list(point).stream().map(Disk.Item::name).toList();
    String name = wanted;
    for (int copy = 2; taken.contains(name); copy++) {
      name = wanted + "-" + copy;
    }
    return point.resolve(name);
  }
}
