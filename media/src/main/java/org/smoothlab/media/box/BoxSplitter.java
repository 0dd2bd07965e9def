package org.smoothlab.media.box;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;

/**
 * Finds whole top-level boxes in bytes as they arrive. How the bytes are cut into pieces changes
 * nothing about what is found.
 *
 * <p>Each byte is copied once, into memory of its box outside the heap. Memory grows with bytes
 * received, not with bytes promised: at once a box gets what the sender has earned, 64 KiB or twice
 * the largest box that came whole before, and more only as it fills. A box beyond its limit, of
 * size 0, or smaller than its header is refused; after that the stream has no boxes any more.
 */
public final class BoxSplitter {
  static final long UNEARNED_BYTES = 64 << 10;

  private final BoxLimits limits;
  private final byte[] headerMemory = new byte[BoxHeader.BYTES_MAX];
  private int headerFilled;
  private Optional<Filling> filling = Optional.empty();
  private Optional<MalformedMediaException> failure = Optional.empty();
  private long boxOffset;
  private long largestWholeBytes;

  /**
   * @param limits how large each box may be
   */
  public BoxSplitter(BoxLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes what has arrived and returns the boxes that it completes, in order.
   *
   * @param arrived only read during the call
   * @throws MalformedMediaException if the stream is not one of boxes within their limits. Boxes
   *     that were whole before the bad one are returned first, and then the next call throws, also
   *     one with nothing: {@code feed(Slice.EMPTY)} asks.
   */
  public List<TopLevelBox> feed(Slice arrived) throws MalformedMediaException {
    rethrowFailure();
    List<TopLevelBox> whole = new ArrayList<>();
    Slice rest = arrived;
    try {
      while (!rest.isEmpty()) {
        rest = filling.isPresent() ? fillBox(rest, whole) : fillHeader(rest, whole);
      }
    } catch (MalformedMediaException e) {
      failure = Optional.of(e);
      filling = Optional.empty();
      if (whole.isEmpty()) {
        throw e;
      }
    }
    return List.copyOf(whole);
  }

  /** Bytes received of a box that is not whole yet; 0 at the boundary between two boxes. */
  public long pendingBytes() {
    return filling.map(box -> box.filled).orElse((long) headerFilled);
  }

  /** Bytes of memory that the box has which is not whole yet. */
  long capacityBytes() {
    return filling.map(box -> box.memory.byteSize()).orElse(0L);
  }

  private void rethrowFailure() throws MalformedMediaException {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private Slice fillHeader(Slice arrived, List<TopLevelBox> whole) throws MalformedMediaException {
    int needed = headerNeeded();
    int taken = (int) Math.min(needed - headerFilled, arrived.size());
    MemorySegment.copy(
        arrived.memory(), 0, MemorySegment.ofArray(headerMemory), headerFilled, taken);
    headerFilled += taken;
    if (headerFilled == headerNeeded()) {
      begin(checkedHeader(), whole);
    }
    return arrived.from(taken);
  }

  private int headerNeeded() {
    return headerFilled < BoxHeader.BYTES_MIN
        ? BoxHeader.BYTES_MIN
        : BoxHeader.bytesOf(headerView());
  }

  private Slice headerView() {
    return Slice.view(MemorySegment.ofArray(headerMemory));
  }

  private BoxHeader checkedHeader() throws MalformedMediaException {
    SliceReader in = new SliceReader(headerView(), "stream", boxOffset);
    BoxHeader header = BoxHeader.read(in.fork());
    if (header.sizeBytes() == 0) {
      throw in.malformed(
          "box %s of size 0, which a live stream cannot have (ISO/IEC 14496-12, 4.2)"
              .formatted(header.type()));
    }
    long maxBytes = limits.maxBytes(header.type());
    if (header.sizeBytes() > maxBytes) {
      throw in.malformed(
          "box %s of %d bytes, limit is %d".formatted(header.type(), header.sizeBytes(), maxBytes));
    }
    return header;
  }

  private void begin(BoxHeader header, List<TopLevelBox> whole) {
    long earnedBytes = Math.max(UNEARNED_BYTES, 2 * largestWholeBytes);
    Filling box = new Filling(header, Math.min(header.sizeBytes(), earnedBytes));
    box.append(headerView().slice(0, headerFilled));
    filling = Optional.of(box);
    endIfWhole(box, whole);
  }

  private Slice fillBox(Slice arrived, List<TopLevelBox> whole) {
    Filling box = filling.orElseThrow();
    long taken = Math.min(box.header.sizeBytes() - box.filled, arrived.size());
    box.append(arrived.slice(0, taken));
    endIfWhole(box, whole);
    return arrived.from(taken);
  }

  private void endIfWhole(Filling box, List<TopLevelBox> whole) {
    long sizeBytes = box.header.sizeBytes();
    if (box.filled < sizeBytes) {
      return;
    }
    whole.add(new TopLevelBox(box.header.type(), Slice.view(box.memory), boxOffset));
    boxOffset += sizeBytes;
    largestWholeBytes = Math.max(largestWholeBytes, sizeBytes);
    headerFilled = 0;
    filling = Optional.empty();
  }

  /** A box whose header is known, and as much of it as has arrived. */
  private static final class Filling {
    final BoxHeader header;
    MemorySegment memory;
    long filled;

    Filling(BoxHeader header, long capacityBytes) {
      this.header = header;
      this.memory = Arena.ofAuto().allocate(capacityBytes);
    }

    void append(Slice piece) {
      long needed = filled + piece.size();
      if (needed > memory.byteSize()) {
        long capacityBytes = Math.min(header.sizeBytes(), Math.max(needed, 2 * memory.byteSize()));
        MemorySegment larger = Arena.ofAuto().allocate(capacityBytes);
        MemorySegment.copy(memory, 0, larger, 0, filled);
        memory = larger;
      }
      MemorySegment.copy(piece.memory(), 0, memory, filled, piece.size());
      filled = needed;
    }
  }
}
