package org.smoothlab.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.archive.DiskFaults;
import org.smoothlab.server.web.LogLine;

/**
 * Takes up changes of the access file, and of the files that it names, while the server runs. A
 * file that is wrong changes nothing: what was right before goes on until it is right again.
 */
final class AccessReload implements AutoCloseable {
  /** How often the files' times are looked at. */
  static final long LOOK_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger("security");

  /** How a file looked; equal as long as nobody touched it. */
  private record Look(Path file, FileTime modified, long sizeBytes) {}

  private final Path file;
  private final boolean openManagement;
  private Optional<ScheduledExecutorService> looks = Optional.empty();
  private List<Path> files;
  private List<Look> seen;

  private AccessReload(Path file, boolean openManagement, List<Path> files) {
    this.file = file;
    this.openManagement = openManagement;
    this.files = files;
    this.seen = look(files);
  }

  /** What a file says, and who will look after it. */
  record Opened(AccessPolicy policy, AccessReload reload) {}

  /**
   * Reads the file for the first time. There is nothing to close before {@link #start}.
   *
   * @throws IOException if it is not right
   */
  static Opened open(Path file, boolean openManagement) throws IOException {
    AccessFile read = AccessFile.read(file);
    AccessReload reload = new AccessReload(file, openManagement, read.files());
    warnOfOpenFiles(read.files());
    return new Opened(read.policy().withOpenManagement(openManagement), reload);
  }

  /** Looks again and again from now on, until it is closed. Once. */
  synchronized void start(Access access) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("access-reload").factory());
    var _ =
        executor.scheduleWithFixedDelay(
            () -> reloadIfChanged(access), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    looks = Optional.of(executor);
  }

  /** Looks once. */
  synchronized void reloadIfChanged(Access access) {
    List<Look> now = look(files);
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      AccessFile read = AccessFile.read(file);
      files = read.files();
      seen = look(files);
      access.replace(read.policy().withOpenManagement(openManagement));
      LOG.info("{}", new LogLine("access file reloaded").with("file", file.toString()));
      warnOfOpenFiles(files);
    } catch (IOException e) {
      String detail = DiskFaults.describe(e);
      LOG.error(
          "{}", new LogLine("access file not taken, the one before stays").with("detail", detail));
    }
  }

  @Override
  public synchronized void close() {
    looks.ifPresent(ScheduledExecutorService::shutdownNow);
  }

  private static List<Look> look(List<Path> files) {
    List<Look> looks = new ArrayList<>();
    for (Path file : files) {
      try {
        looks.add(new Look(file, Files.getLastModifiedTime(file), Files.size(file)));
      } catch (IOException _) {
        // Gone, or between two states of an editor: looks different from when it was there.
        looks.add(new Look(file, FileTime.fromMillis(0), -1));
      }
    }
    return looks;
  }

  private static void warnOfOpenFiles(List<Path> files) {
    for (Path file : files) {
      try {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
          LOG.warn(
              "{}",
              new LogLine("access file can be read by every user of this machine")
                  .with("file", file.toString()));
        }
      } catch (UnsupportedOperationException | IOException _) {
        // Not a system with such permissions, or just gone: there is nothing to warn of.
        return;
      }
    }
  }
}
