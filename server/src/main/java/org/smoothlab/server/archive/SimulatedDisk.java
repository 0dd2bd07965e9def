package org.smoothlab.server.archive;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.smoothlab.media.bytes.Slice;

/**
 * A disk in memory for virtual worlds, which keeps apart what was synced and what was not, and can
 * do what disks do when it hurts: lose power in the middle of a write, forget and tear what was not
 * synced, fill up, fail. Safe for threads: one lock.
 */
public final class SimulatedDisk implements Disk {
  /** What a disk writes at once; a torn page is partly old. */
  private static final int PAGE_BYTES = 512;

  private final Map<Path, Content> files = new TreeMap<>();
  private final SplittableRandom random;
  private long capacityBytes = Long.MAX_VALUE;
  private long operationsToCrash = Long.MAX_VALUE;
  private long syncsToFailure = Long.MAX_VALUE;
  private long appendsToFailure = Long.MAX_VALUE;
  private boolean dead;
  private long syncCount;

  /** The power went; whoever holds files of this disk can do nothing any more. */
  public static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PowerLoss() {
      super("the simulated disk has lost its power");
    }
  }

  /** An empty disk of endless size. */
  public SimulatedDisk(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From now on it holds at most this. */
  public synchronized void limit(long newCapacityBytes) {
    capacityBytes = newCapacityBytes;
  }

  /** Loses power during the operation after so many more that change something. */
  public synchronized void crashAfter(long operationCount) {
    operationsToCrash = operationCount;
  }

  /** Fails every sync after so many more. */
  public synchronized void failSyncsAfter(long count) {
    syncsToFailure = count;
  }

  /** Fails every append after so many more. */
  public synchronized void failAppendsAfter(long count) {
    appendsToFailure = count;
  }

  /** How often a file was synced. */
  public synchronized long syncCount() {
    return syncCount;
  }

  /** Bytes of all files. */
  public synchronized long usedBytes() {
    return files.values().stream().mapToLong(file -> file.size).sum();
  }

  /** The disk as it comes back after the power was lost now: whole, with power and endless. */
  public synchronized SimulatedDisk afterPowerLoss() {
    dead = true;
    SimulatedDisk next = new SimulatedDisk(random.nextLong());
    files.forEach((path, content) -> next.files.put(path, content.survived(random)));
    return next;
  }

  /** The same for a killed process: the operating system still writes what it was given. */
  public synchronized SimulatedDisk afterKill() {
    dead = true;
    SimulatedDisk next = new SimulatedDisk(random.nextLong());
    files.forEach((path, content) -> next.files.put(path, content.copy()));
    return next;
  }

  /** The bytes of a file, for tests that damage them. */
  public synchronized byte[] bytesOf(Path file) throws IOException {
    Content content = content(file);
    return Arrays.copyOf(content.current, content.size);
  }

  @Override
  public synchronized Appending create(Path file) throws IOException {
    Path path = checked(file);
    if (files.containsKey(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    boolean crashes = operate();
    if (!crashes || random.nextBoolean()) {
      files.put(path, new Content());
    }
    dieIf(crashes);
    return new SimulatedAppending(path, content(path));
  }

  @Override
  public synchronized Appending append(Path file) throws IOException {
    Path path = checked(file);
    return new SimulatedAppending(path, content(path));
  }

  @Override
  public synchronized Reading read(Path file) throws IOException {
    Path path = checked(file);
    return new SimulatedReading(path, content(path));
  }

  @Override
  public synchronized void replace(Path file, Slice bytes) throws IOException {
    Path path = checked(file);
    Content old = files.get(path);
    if (usedBytes() - (old == null ? 0 : old.size) + bytes.size() > capacityBytes) {
      throw new DiskFullException("no room for " + path);
    }
    boolean crashes = operate();
    if (!crashes || random.nextBoolean()) {
      Content content = new Content();
      content.append(bytes, bytes.size());
      content.sync();
      files.put(path, content);
    }
    dieIf(crashes);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    Path source = checked(from);
    Path target = checked(to);
    Content content = content(source);
    boolean crashes = operate();
    if (!crashes || random.nextBoolean()) {
      files.remove(source);
      files.put(target, content);
    }
    dieIf(crashes);
  }

  @Override
  public synchronized List<Item> list(Path folder) throws IOException {
    Path path = checked(folder);
    int depth = path.toString().isEmpty() ? 0 : path.getNameCount();
    Map<String, Item> items = new TreeMap<>();
    files.forEach((file, content) -> {
      if (depth == 0 || (file.startsWith(path) && file.getNameCount() > depth)) {
        String name = file.getName(depth).toString();
        items.put(
            name,
            file.getNameCount() == depth + 1
                ? new Item(name, Kind.FILE, content.size)
                : new Item(name, Kind.FOLDER, 0));
      }
    });
    return new ArrayList<>(items.values());
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    Path file = checked(path);
    boolean crashes = operate();
    if (!crashes || random.nextBoolean()) {
      // A folder here is nothing but the names of its files: an empty one is gone already.
      files.remove(file);
    }
    dieIf(crashes);
  }

  @Override
  public synchronized long usableBytes() {
    return capacityBytes - usedBytes();
  }

  private Path checked(Path path) throws IOException {
    if (dead) {
      throw new PowerLoss();
    }
    if (path.isAbsolute() || path.startsWith("..") || !path.normalize().equals(path)) {
      throw new IOException(path + " leads out of the archive");
    }
    return path;
  }

  private Content content(Path path) throws IOException {
    Content content = files.get(path);
    if (content == null) {
      throw new NoSuchFileException(path.toString());
    }
    return content;
  }

  /** Whether the power goes during what is about to be done. */
  private boolean operate() {
    if (dead) {
      throw new PowerLoss();
    }
    return operationsToCrash-- <= 0;
  }

  private void dieIf(boolean crashes) {
    if (crashes) {
      dead = true;
      throw new PowerLoss();
    }
  }

  private final class SimulatedAppending implements Appending {
    private final Path path;
    private final Content content;

    SimulatedAppending(Path path, Content content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public long sizeBytes() {
      return content.size;
    }

    @Override
    public void append(List<Slice> parts) throws IOException {
      synchronized (SimulatedDisk.this) {
        boolean crashes = operate();
        if (appendsToFailure-- <= 0) {
          throw new IOException("the simulated disk fails to write " + path);
        }
        long totalBytes = parts.stream().mapToLong(Slice::size).sum();
        long roomBytes = Math.min(totalBytes, Math.max(0, usableBytes()));
        long takenBytes = crashes ? random.nextLong(roomBytes + 1) : roomBytes;
        long leftBytes = takenBytes;
        for (Slice part : parts) {
          long count = Math.min(leftBytes, part.size());
          content.append(part, count);
          leftBytes -= count;
        }
        dieIf(crashes);
        if (takenBytes < totalBytes) {
          throw new DiskFullException("no room for " + path);
        }
      }
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      synchronized (SimulatedDisk.this) {
        boolean crashes = operate();
        if (!crashes || random.nextBoolean()) {
          content.truncate(Math.toIntExact(sizeBytes));
        }
        dieIf(crashes);
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedDisk.this) {
        dieIf(operate());
        if (syncsToFailure-- <= 0) {
          throw new IOException("the simulated disk fails to sync " + path);
        }
        syncCount++;
        content.sync();
      }
    }

    @Override
    public void close() {}
  }

  private final class SimulatedReading implements Reading {
    private final Path path;
    private final Content content;

    SimulatedReading(Path path, Content content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public long sizeBytes() {
      synchronized (SimulatedDisk.this) {
        return content.size;
      }
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      synchronized (SimulatedDisk.this) {
        if (dead) {
          throw new PowerLoss();
        }
        if (offset + into.remaining() > content.size) {
          throw new EOFException(path + " ends at " + content.size);
        }
        into.put(content.current, Math.toIntExact(offset), into.remaining());
      }
    }

    @Override
    public void close() {}
  }

  /** A file as programs see it, and as it is on the platter. */
  private static final class Content {
    private byte[] current = new byte[PAGE_BYTES];
    private int size;
    private byte[] durable = new byte[0];
    private int durableSize;

    /** Behind this, and only there, the two differ. */
    private int sameUntil;

    void append(Slice part, long count) {
      int needed = Math.toIntExact(size + count);
      if (needed > current.length) {
        current = Arrays.copyOf(current, Math.max(needed, 2 * current.length));
      }
      MemorySegment.copy(part.memory(), 0, MemorySegment.ofArray(current), size, count);
      size = needed;
    }

    void truncate(int newSize) {
      size = Math.min(size, newSize);
      sameUntil = Math.min(sameUntil, size);
    }

    void sync() {
      if (durable.length < size) {
        durable = Arrays.copyOf(durable, Math.max(size, Math.min(2 * durable.length, 1 << 30)));
      }
      System.arraycopy(current, sameUntil, durable, sameUntil, size - sameUntil);
      durableSize = size;
      sameUntil = size;
    }

    Content copy() {
      Content copy = new Content();
      copy.current = Arrays.copyOf(current, Math.max(PAGE_BYTES, size));
      copy.size = size;
      copy.sync();
      return copy;
    }

    /** Each page that was not synced is old, new or torn; the length is anything in between. */
    Content survived(SplittableRandom random) {
      int shorter = Math.min(size, durableSize);
      int longer = Math.max(size, durableSize);
      int survivedSize = random.nextInt(shorter, longer + 1);
      byte[] mixed = Arrays.copyOf(durable, Math.max(PAGE_BYTES, longer));
      Arrays.fill(mixed, Math.min(durableSize, mixed.length), mixed.length, (byte) 0);
      int from = sameUntil;
      while (from < size) {
        int end = Math.min(size, (from / PAGE_BYTES + 1) * PAGE_BYTES);
        int newUntil =
            switch (random.nextInt(3)) {
              case 0 -> from;
              case 1 -> end;
              default -> random.nextInt(from, end + 1);
            };
        System.arraycopy(current, from, mixed, from, newUntil - from);
        from = end;
      }
      Content survived = new Content();
      survived.current = mixed;
      survived.size = survivedSize;
      survived.sync();
      return survived;
    }
  }
}
