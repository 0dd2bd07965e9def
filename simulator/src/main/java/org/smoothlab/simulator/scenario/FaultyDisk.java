package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.archive.DiskFullException;

/**
 * A disk of the machine on which nothing more fits, or that takes its time, for as long as it is
 * told so. What is read, renamed and deleted is not hit: a full disk does that, too. For many
 * threads.
 */
final class FaultyDisk implements Disk {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Disk disk;
  private volatile boolean full;
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  FaultyDisk(Disk disk) {
    this.disk = disk;
  }

  /** Nothing more fits, or everything does. */
  void full(boolean now) {
    full = now;
  }

  /**
   * From now on a file takes no more in a second.
   *
   * @param newBytesPerSecond at least 1; {@link Long#MAX_VALUE} for as much as comes
   */
  void slow(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  @Override
  public Appending create(Path file) throws IOException {
    requireRoom();
    return new FaultyAppending(disk.create(file));
  }

  @Override
  public Appending append(Path file) throws IOException {
    return new FaultyAppending(disk.append(file));
  }

  @Override
  public Reading read(Path file) throws IOException {
    return disk.read(file);
  }

  @Override
  public void replace(Path file, Slice content) throws IOException {
    write(content.size());
    disk.replace(file, content);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public List<Item> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public long usableBytes() throws IOException {
    return full ? 0 : disk.usableBytes();
  }

  private void requireRoom() throws DiskFullException {
    if (full) {
      throw new DiskFullException("no space left: the scenario has filled the disk");
    }
  }

  /** Lets the writer wait for as long as so many bytes take. */
  private void write(long bytes) throws DiskFullException {
    requireRoom();
    long startNanos = System.nanoTime();
    long rate = bytesPerSecond;
    while (rate != Long.MAX_VALUE) {
      double costNanos = (double) bytes / rate * NANOS_PER_SECOND;
      long leftNanos = (long) costNanos - (System.nanoTime() - startNanos);
      if (leftNanos <= 0 || Thread.currentThread().isInterrupted()) {
        break;
      }
      // In pieces: the fault may be over before the bytes are.
      LockSupport.parkNanos(Math.min(leftNanos, NANOS_PER_SECOND / 100));
      rate = bytesPerSecond;
    }
    requireRoom();
  }

  /** A file on it. */
  private final class FaultyAppending implements Appending {
    private final Appending file;

    FaultyAppending(Appending file) {
      this.file = file;
    }

    @Override
    public long sizeBytes() {
      return file.sizeBytes();
    }

    @Override
    public void append(List<Slice> parts) throws IOException {
      write(parts.stream().mapToLong(Slice::size).sum());
      file.append(parts);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      file.truncate(sizeBytes);
    }

    @Override
    public void sync() throws IOException {
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
