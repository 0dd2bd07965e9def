package org.smoothlab.server.archive;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;

/**
 * Copies a log and what came out of order for it into a new log, in the order of time: piece by
 * piece, while the old one still grows at its end. One thread's.
 */
final class TrackTidy implements Closeable {
  private final Disk disk;
  private final TrackLog main;
  private final Input mainInput;
  private final Input pastInput;
  private final Iterator<Integer> pastNumbers;
  private final Deque<IndexRecord> mainPage = new ArrayDeque<>();
  private final TrackLog target;
  private int mainCount;
  private Optional<IndexRecord> nextPast = Optional.empty();

  /** Both files of a log, for reading. */
  private record Input(LogFile file, Disk.Reading log, Disk.Reading index) implements Closeable {
    static Input open(Disk disk, LogFile file) throws IOException {
      Disk.Reading log = disk.read(file.log());
      try {
        return new Input(file, log, disk.read(file.index()));
      } catch (IOException e) {
        log.close();
        throw e;
      }
    }

    Slice fragment(IndexRecord record) throws IOException {
      MemorySegment memory = Arena.ofAuto().allocate(record.place().sizeBytes());
      log.read(record.place().offset(), memory.asByteBuffer());
      Slice bytes = Slice.view(memory);
      if (IndexRecord.crc(bytes) != record.place().crc()) {
        throw new IOException(file + ": fragment " + record.number() + " is damaged");
      }
      return bytes;
    }

    @Override
    public void close() throws IOException {
      try (log) {
        index.close();
      }
    }
  }

  private TrackTidy(Disk disk, TrackLog main, PastLog past, List<Input> inputs) throws IOException {
    this.disk = disk;
    this.main = main;
    this.mainInput = inputs.getFirst();
    this.pastInput = inputs.getLast();
    this.pastNumbers = List.copyOf(past.times().numbers().values()).iterator();
    this.target = TrackLog.create(disk, main.file().tidy(), main.track());
  }

  /** Begins. What an earlier attempt left is removed. */
  static TrackTidy begin(Disk disk, TrackLog main, PastLog past) throws IOException {
    remove(disk, main.file().tidy());
    Input mainInput = Input.open(disk, main.file());
    try {
      Input pastInput = Input.open(disk, past.log().file());
      try {
        return new TrackTidy(disk, main, past, List.of(mainInput, pastInput));
      } catch (IOException e) {
        pastInput.close();
        throw e;
      }
    } catch (IOException e) {
      mainInput.close();
      throw e;
    }
  }

  static void remove(Disk disk, LogFile file) throws IOException {
    for (Disk.Item item : disk.list(file.log().resolveSibling(""))) {
      boolean log = item.name().equals(file.log().getFileName().toString());
      boolean index = item.name().equals(file.index().getFileName().toString());
      if (log || index) {
        disk.delete(log ? file.log() : file.index());
      }
    }
  }

  /** The log that is being put in order. */
  TrackLog main() {
    return main;
  }

  /** What takes its place. */
  TrackLog target() {
    return target;
  }

  /**
   * Copies about so many bytes and makes them safe.
   *
   * @return whether everything is copied
   * @throws IOException if the disk fails, or a fragment is damaged
   */
  boolean copy(long bytesMax) throws IOException {
    long leftBytes = bytesMax;
    while (leftBytes > 0) {
      Optional<IndexRecord> inTurn = nextMain();
      Optional<IndexRecord> late = nextPast();
      if (inTurn.isEmpty() && late.isEmpty()) {
        target.sync();
        return true;
      }
      boolean takesLate =
          inTurn.isEmpty()
              || (late.isPresent()
                  && late.get().time().startTicks() < inTurn.get().time().startTicks());
      IndexRecord next = takesLate ? late.orElseThrow() : inTurn.orElseThrow();
      target.append(next, (takesLate ? pastInput : mainInput).fragment(next));
      leftBytes -= next.place().sizeBytes();
      if (takesLate) {
        nextPast = Optional.empty();
      } else {
        mainPage.removeFirst();
      }
    }
    target.sync();
    return false;
  }

  private Optional<IndexRecord> nextMain() throws IOException {
    if (mainPage.isEmpty() && mainCount < main.index().count()) {
      int end = Math.min(main.index().count(), mainCount + TrackIndex.STRIDE);
      mainPage.addAll(TrackIndex.read(mainInput.index, mainCount, end));
      mainCount = end;
    }
    return Optional.ofNullable(mainPage.peekFirst());
  }

  private Optional<IndexRecord> nextPast() throws IOException {
    if (nextPast.isEmpty() && pastNumbers.hasNext()) {
      int number = pastNumbers.next();
      nextPast = Optional.of(TrackIndex.read(pastInput.index, number, number + 1).getFirst());
    }
    return nextPast;
  }

  /** Gives up: everything stays where it was. */
  void abandon() throws IOException {
    try (this) {
      target.close();
    }
    remove(disk, main.file().tidy());
  }

  /** Lets go of what was read. */
  @Override
  public void close() throws IOException {
    try (mainInput) {
      pastInput.close();
    }
  }
}
