package org.smoothlab.server.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.smoothlab.media.bytes.Slice;

/** A folder of the machine's own file system. */
public final class NioDisk implements Disk {
  /** Less room than this after a failed write means that the disk is full. */
  private static final long FULL_BYTES = 1 << 20;

  private final Path root;

  private NioDisk(Path root) {
    this.root = root;
  }

  /**
   * Makes the folder if it is not there.
   *
   * @param root may itself be reached by a symbolic link: whoever starts the origin chose it
   */
  public static NioDisk open(Path root) throws IOException {
    Files.createDirectories(root);
    return new NioDisk(root.toRealPath());
  }

  @Override
  public Appending create(Path file) throws IOException {
    Path path = resolve(file);
    createFolders(parentOf(path));
    FileChannel channel =
        open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    syncFolder(parentOf(path));
    return new NioAppending(path, channel, 0);
  }

  @Override
  public Appending append(Path file) throws IOException {
    Path path = resolve(file);
    FileChannel channel = open(path, Set.of(StandardOpenOption.WRITE));
    return new NioAppending(path, channel, channel.size());
  }

  @Override
  public Reading read(Path file) throws IOException {
    Path path = resolve(file);
    return new NioReading(path, open(path, Set.of(StandardOpenOption.READ)));
  }

  private static FileChannel open(Path path, Set<StandardOpenOption> how) throws IOException {
    // A link here is refused even if it was made after the path had been looked at.
    Set<java.nio.file.OpenOption> options = new java.util.HashSet<>(how);
    options.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(path, options);
  }

  @Override
  public void replace(Path file, Slice content) throws IOException {
    Path path = resolve(file);
    createFolders(parentOf(path));
    Path written = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(written);
    try (FileChannel channel =
        open(written, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
      writeAll(channel, List.of(content), 0);
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(written);
      throw toldWhenFull(e);
    }
    Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(parentOf(path));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Path source = resolve(from);
    Path target = resolve(to);
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(parentOf(target));
  }

  @Override
  public List<Item> list(Path folder) throws IOException {
    Path path = resolve(folder);
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<Item> items = new ArrayList<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(path)) {
      for (Path name : names) {
        items.add(item(name));
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    items.sort(Comparator.comparing(Item::name));
    return items;
  }

  private static Item item(Path path) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Kind kind = found.isRegularFile() ? Kind.FILE : found.isDirectory() ? Kind.FOLDER : Kind.OTHER;
    String name = path.getFileName().toString();
    return new Item(name, kind, kind == Kind.FILE ? found.size() : 0);
  }

  @Override
  public void delete(Path path) throws IOException {
    Path resolved = resolve(path);
    Files.delete(resolved);
    syncFolder(parentOf(resolved));
  }

  @Override
  public long usableBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  private Path resolve(Path relative) throws IOException {
    boolean leadsOut = relative.isAbsolute();
    for (Path name : relative) {
      leadsOut |= name.toString().equals("..");
    }
    if (leadsOut) {
      throw new IOException(relative + " leads out of the archive");
    }
    Path path = root;
    for (Path name : relative) {
      path = path.resolve(name);
      if (Files.isSymbolicLink(path)) {
        throw new IOException(root.relativize(path) + " in the archive is a symbolic link");
      }
    }
    return path;
  }

  /** Everything that is resolved is below the root, which has a parent or is one. */
  private Path parentOf(Path path) {
    Path parent = path.getParent();
    return parent == null ? root : parent;
  }

  private void createFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    createFolders(parentOf(folder));
    Files.createDirectory(folder);
    syncFolder(parentOf(folder));
  }

  private static void syncFolder(Path folder) throws IOException {
    // Windows has no such thing, and makes names safe by itself.
    if (java.io.File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private IOException toldWhenFull(IOException failure) throws IOException {
    return usableBytes() < FULL_BYTES
        ? new DiskFullException("no room in " + root, failure)
        : failure;
  }

  private static long writeAll(FileChannel channel, List<Slice> parts, long offset)
      throws IOException {
    ByteBuffer[] buffers = parts.stream().map(Slice::asByteBuffer).toArray(ByteBuffer[]::new);
    long at = offset;
    channel.position(at);
    int first = 0;
    while (first < buffers.length) {
      at += channel.write(buffers, first, buffers.length - first);
      while (first < buffers.length && !buffers[first].hasRemaining()) {
        first++;
      }
    }
    return at;
  }

  private final class NioAppending implements Appending {
    private final Path path;
    private final FileChannel channel;
    private long sizeBytes;

    NioAppending(Path path, FileChannel channel, long sizeBytes) {
      this.path = path;
      this.channel = channel;
      this.sizeBytes = sizeBytes;
    }

    @Override
    public long sizeBytes() {
      return sizeBytes;
    }

    @Override
    public void append(List<Slice> parts) throws IOException {
      try {
        sizeBytes = writeAll(channel, parts, sizeBytes);
      } catch (IOException e) {
        throw toldWhenFull(e);
      }
    }

    @Override
    public void truncate(long newSizeBytes) throws IOException {
      channel.truncate(newSizeBytes);
      sizeBytes = Math.min(sizeBytes, newSizeBytes);
    }

    @Override
    public void sync() throws IOException {
      try {
        channel.force(false);
      } catch (IOException e) {
        throw toldWhenFull(e);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  private record NioReading(Path path, FileChannel channel) implements Reading {
    @Override
    public long sizeBytes() throws IOException {
      return channel.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      long at = offset;
      while (into.hasRemaining()) {
        int count = channel.read(into, at);
        if (count < 0) {
          throw new EOFException(
              path + " ends at " + at + ", expected " + into.remaining() + " bytes more");
        }
        at += count;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
