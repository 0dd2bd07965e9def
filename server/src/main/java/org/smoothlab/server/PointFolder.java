package org.smoothlab.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.media.smooth.ServerManifest;
import org.smoothlab.server.archive.DiskFaults;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointStore;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.web.LogLine;

/**
 * A folder of {@code .isml} files: publishing points under their relative paths. A file is replaced
 * as a whole, or not at all, whatever happens to process or machine. Links are not followed.
 */
final class PointFolder implements PointStore {
  private static final Logger LOG = LoggerFactory.getLogger("origin");

  /** How deep points may be. */
  static final int DEPTH_MAX = 16;

  /** What is left of a write that did not come to its end is removed when it is so old. */
  private static final Duration REMNANT_AGE_MIN = Duration.ofMinutes(1);

  private static final int ACCESS_DENIED = 0x80070005;
  private static final int INVALID_NAME = 0x8007007B;
  private static final String REMNANT_ENDING = ".isml-being-written";

  /** A file may change twice within one tick of its time stamp: a young one is read again. */
  private static final Duration YOUNG_AGE_MAX = Duration.ofSeconds(2);

  private final Path root;
  private final SplittableRandom random = new SplittableRandom();

  /** Files as they were read or written last. */
  private final SortedMap<String, Known> known = new TreeMap<>();

  private PointFolder(Path root) {
    this.root = root;
  }

  /**
   * Makes the folder if it is not there, loudly: it may be a slip of the pen.
   *
   * @throws IOException if it cannot be had; the message says why
   */
  static PointFolder open(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException("no publishing points at " + folder + ": not a folder");
    }
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
      LOG.warn("{}", new LogLine("point folder made").with("folder", folder.toString()));
    }
    PointFolder opened = new PointFolder(folder.toRealPath());
    opened.removeRemnants(Instant.now().minus(REMNANT_AGE_MIN));
    return opened;
  }

  /**
   * A file when it was read last.
   *
   * @param settings nothing if it was not right
   */
  private record Known(Stamp stamp, boolean young, Optional<PointSettings> settings) {
    Known with(Optional<PointSettings> newSettings) {
      return new Known(stamp, young, newSettings);
    }
  }

  private record Stamp(FileTime changed, long sizeBytes, Optional<Object> key) {}

  /** What is different from the last time. */
  sealed interface Change {
    /** The file is new, or says something else. */
    record Fresh(String path, PointFile file) implements Change {}

    /** The file is not there any more. */
    record Gone(String path) implements Change {}

    /** The file is new or other than it was, and not right. */
    record Broken(String path, String message) implements Change {}
  }

  /**
   * What others have done to the folder since this was asked last.
   *
   * @param now what time it is
   * @throws IOException if the folder cannot be read
   */
  synchronized List<Change> changes(Instant now) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root, DEPTH_MAX)) {
      files = all.filter(PointFolder::isPointFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<Change> changes = new ArrayList<>();
    Set<String> gone = new TreeSet<>(known.keySet());
    for (Path file : files) {
      Optional<BasicFileAttributes> attributes = attributes(file);
      if (attributes.isPresent()) {
        String path = pathOf(file);
        gone.remove(path);
        change(path, file, known(attributes.get(), now)).ifPresent(changes::add);
      }
    }
    for (String path : gone) {
      known.remove(path);
      changes.add(new Change.Gone(path));
    }
    return changes;
  }

  private Optional<Change> change(String path, Path file, Known found) {
    Optional<Known> before = Optional.ofNullable(known.get(path));
    boolean same = before.isPresent() && before.get().stamp().equals(found.stamp());
    if (same && !before.get().young()) {
      return Optional.empty();
    }
    Optional<PointSettings> settingsBefore = before.flatMap(Known::settings);
    try {
      PointFile read = PointFile.read(file);
      known.put(path, found.with(Optional.of(read.settings())));
      return settingsBefore.equals(Optional.of(read.settings()))
          ? Optional.empty()
          : Optional.of(new Change.Fresh(path, read));
    } catch (IOException e) {
      // What it said when it was right still holds: the same again is no news.
      known.put(path, found.with(settingsBefore));
      return same ? Optional.empty() : Optional.of(new Change.Broken(path, DiskFaults.describe(e)));
    }
  }

  private static Known known(BasicFileAttributes found, Instant now) {
    return new Known(
        new Stamp(found.lastModifiedTime(), found.size(), Optional.ofNullable(found.fileKey())),
        found.lastModifiedTime().toInstant().isAfter(now.minus(YOUNG_AGE_MAX)),
        Optional.empty());
  }

  @Override
  public synchronized void save(String path, PointSettings settings, Instant now)
      throws StoreException {
    try {
      Path file = fileOf(path);
      makeFolders(parent(file));
      ServerManifest before = attributes(file).isPresent() ? readable(file) : ServerManifest.EMPTY;
      byte[] bytes = PointFile.of(settings, before).document().write().toByteArray();
      replace(file, bytes);
      Optional<BasicFileAttributes> written = attributes(file);
      if (written.isPresent()) {
        known.put(path, known(written.get(), now).with(Optional.of(settings)));
      }
    } catch (IOException e) {
      throw failed("cannot write the settings of " + path, e);
    }
  }

  /** What a file says besides its settings; nothing, if nobody can read it anyway. */
  private static ServerManifest readable(Path file) {
    try {
      return PointFile.read(file).document();
    } catch (IOException e) {
      // Who saves settings over a broken file mends it.
      return ServerManifest.EMPTY;
    }
  }

  @Override
  public synchronized void delete(String path) throws StoreException {
    try {
      Path file = fileOf(path);
      if (Files.deleteIfExists(file)) {
        syncFolder(parent(file));
      }
      known.remove(path);
    } catch (IOException e) {
      throw failed("cannot remove the settings of " + path, e);
    }
  }

  @Override
  public Optional<Instant> changed(String path) {
    try {
      return attributes(fileOf(path)).map(found -> found.lastModifiedTime().toInstant());
    } catch (IOException | StoreException e) {
      // There is nothing of this name that could have been changed.
      return Optional.empty();
    }
  }

  // ---- names

  /**
   * Where the settings of a point are.
   *
   * @throws StoreException if no file of this name may be here, or a link is on the way
   */
  Path fileOf(String path) throws StoreException {
    boolean wellFormed =
        path.startsWith("/")
            && path.toLowerCase(Locale.ROOT).endsWith(".isml")
            && path.indexOf('\0') < 0
            && path.indexOf('\\') < 0;
    List<String> names = List.of(path.substring(Math.min(1, path.length())).split("/", -1));
    boolean proper =
        names.size() <= DEPTH_MAX
            && names.stream().noneMatch(n -> n.isEmpty() || n.equals(".") || n.equals(".."));
    if (!wellFormed || !proper) {
      throw new StoreException(INVALID_NAME, path + " is no name of a publishing point's file");
    }
    Path file = root;
    for (String name : names) {
      file = file.resolve(name);
      if (Files.isSymbolicLink(file)) {
        throw new StoreException(
            ACCESS_DENIED, path + " is behind a symbolic link, which is not followed");
      }
    }
    return file;
  }

  private String pathOf(Path file) {
    StringBuilder path = new StringBuilder();
    root.relativize(file).forEach(name -> path.append('/').append(name));
    return path.toString();
  }

  private static boolean isPointFile(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".isml")
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  // ---- files

  /** Empty when there is no file, or something that is no file. */
  private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(
              Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
          .filter(BasicFileAttributes::isRegularFile);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void makeFolders(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      makeFolders(parent(folder));
      Files.createDirectory(folder);
      syncFolder(parent(folder));
    }
  }

  /** Beside the file, then in its place: readers see the old one or the new one. */
  private void replace(Path file, byte[] bytes) throws IOException {
    Path fresh = file.resolveSibling(remnantName());
    try {
      try (FileChannel out =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          out.write(left);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    syncFolder(parent(file));
  }

  private String remnantName() {
    return "." + HexFormat.of().toHexDigits(random.nextLong()) + REMNANT_ENDING;
  }

  /** A new name is safe when its folder is. */
  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Windows opens no folders, and keeps names without being asked.
      if (!System.getProperty("os.name", "").startsWith("Windows")) {
        throw e;
      }
    }
  }

  private void removeRemnants(Instant before) throws IOException {
    List<Path> remnants;
    try (Stream<Path> all = Files.walk(root, DEPTH_MAX)) {
      remnants = all.filter(file -> file.toString().endsWith(REMNANT_ENDING)).toList();
    }
    for (Path remnant : remnants) {
      Optional<BasicFileAttributes> attributes = attributes(remnant);
      if (attributes.isPresent()
          && attributes.get().lastModifiedTime().toInstant().isBefore(before)) {
        Files.deleteIfExists(remnant);
      }
    }
  }

  private static Path parent(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IOException(file + " is in no folder");
    }
    return parent;
  }

  private static StoreException failed(String what, IOException e) {
    String reason =
        e instanceof FileSystemException refused && refused.getReason() != null
            ? refused.getReason()
            : "";
    int hresult =
        e instanceof AccessDeniedException
            ? ACCESS_DENIED
            : reason.contains("No space left") ? PointFault.DISK_FULL : PointFault.E_FAIL;
    return new StoreException(hresult, what + ": " + DiskFaults.describe(e), e);
  }
}
