package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.smoothlab.server.archive.ArchiveLayout;
import org.smoothlab.server.archive.ArchivedRun;
import org.smoothlab.server.archive.ArchivedTrack;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.simulator.trace.FragmentHash;

/** Reads what is on the disks of origins, as somebody who only looks. */
final class Archives {
  private static final int BLOCK_BYTES = 1 << 16;

  private Archives() {}

  /** A file: its size and what tells it from others. */
  record FileMark(long sizeBytes, String sha256) {}

  /** Shows all tracks of all runs on the disk of {@code host}. */
  static void look(String host, Disk disk, Consumer<Sight> sights) throws IOException {
    ArchiveLayout layout = new ArchiveLayout(disk);
    for (Path folder : layout.runFolders()) {
      Optional<ArchivedRun> run = layout.open(folder);
      for (ArchivedTrack track : run.map(ArchivedRun::tracks).orElse(List.of())) {
        List<Sight.Stored> stored = new ArrayList<>();
        track.readAll(
            fragment -> stored.add(new Sight.Stored(fragment.time(), FragmentHash.of(fragment))));
        sights.accept(
            new Sight.Archived(
                new Scenario.Place(host, run.orElseThrow().point()),
                run.orElseThrow().number(),
                track.info().id(),
                stored));
      }
    }
  }

  /**
   * What is in the segments of all runs: by the folder of the point, the place of the run among its
   * runs, segment and file. When a run began, its folder says and its journal: that is its own.
   */
  static NavigableMap<String, FileMark> files(Disk disk) throws IOException {
    NavigableMap<String, FileMark> files = new TreeMap<>();
    Map<Path, Integer> runCounts = new HashMap<>();
    for (Path run : new ArchiveLayout(disk).runFolders()) {
      Path point = Optional.ofNullable(run.getParent()).orElse(Path.of(""));
      int number = runCounts.merge(point, 1, Integer::sum);
      for (Disk.Item segment : disk.list(run)) {
        Path folder = run.resolve(segment.name());
        for (Disk.Item item : disk.list(folder)) {
          files.put(
              "%s run %d %s/%s".formatted(point, number, segment.name(), item.name()),
              mark(disk, folder.resolve(item.name())));
        }
      }
    }
    return files;
  }

  private static FileMark mark(Disk disk, Path file) throws IOException {
    MessageDigest digest = sha256();
    try (Disk.Reading reading = disk.read(file)) {
      long sizeBytes = reading.sizeBytes();
      for (long offset = 0; offset < sizeBytes; offset += BLOCK_BYTES) {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, sizeBytes - offset));
        reading.read(offset, block);
        digest.update(block.flip());
      }
      return new FileMark(sizeBytes, HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException cannotBe) {
      throw new AssertionError("every Java platform has SHA-256", cannotBe);
    }
  }

  /** How two archives differ, in words; empty when they do not. */
  static Optional<String> difference(Map<String, FileMark> one, Map<String, FileMark> other) {
    TreeMap<String, FileMark> all = new TreeMap<>(one);
    all.putAll(other);
    return all.keySet().stream()
        .filter(name ->
            !Optional.ofNullable(one.get(name)).equals(Optional.ofNullable(other.get(name))))
        .findFirst()
        .map(name -> name + ": " + told(one, name) + " and " + told(other, name));
  }

  private static String told(Map<String, FileMark> files, String name) {
    FileMark mark = files.get(name);
    return mark == null ? "none" : mark.sizeBytes + " bytes (" + mark.sha256.substring(0, 8) + ")";
  }
}
