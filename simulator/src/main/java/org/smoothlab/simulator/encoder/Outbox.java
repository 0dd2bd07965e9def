package org.smoothlab.simulator.encoder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;

/** What is being sent on a connection, in pieces: one header or one chunk, never more. */
final class Outbox {
  private final int pieceBytes;
  private final Deque<Piece> pieces = new ArrayDeque<>();

  Outbox(int pieceBytes) {
    this.pieceBytes = pieceBytes;
  }

  /**
   * Something that is sent whole.
   *
   * @param reports to be made when its last byte has left
   * @param part what it is of the programme; empty for a header
   */
  record Item(List<EncoderReport> reports, Optional<Part> part) {
    Item {
      reports = List.copyOf(reports);
    }
  }

  /**
   * A piece of the body.
   *
   * @param notBeforeNanos when it may be sent
   * @param last what this piece is the end of
   */
  record Piece(List<Slice> bytes, long notBeforeNanos, Optional<Item> last) {
    long sizeBytes() {
      return bytes.stream().mapToLong(Slice::size).sum();
    }

    /** The beginning of this piece. */
    List<Slice> firstBytes(long sizeBytes) {
      List<Slice> first = new ArrayList<>();
      long left = sizeBytes;
      for (Slice slice : bytes) {
        long taken = Math.min(left, slice.size());
        if (taken > 0) {
          first.add(slice.slice(0, taken));
          left -= taken;
        }
      }
      return first;
    }
  }

  /**
   * When pieces may be sent.
   *
   * @param startNanos the first ones
   * @param endNanos the last one; the others evenly between
   */
  record Window(long startNanos, long endNanos) {
    private long at(long index, long count) {
      return endNanos - (endNanos - startNanos) / count * (count - 1 - index);
    }
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** The next piece; there is one. */
  Piece peek() {
    return pieces.element();
  }

  /** Takes the next piece; there is one. */
  Piece take() {
    return pieces.remove();
  }

  /** Forgets what is not sent. */
  void clear() {
    pieces.clear();
  }

  /** Puts something to be sent here, which must be empty. */
  void put(List<Slice> bytes, Window window, Optional<Item> item) {
    if (!pieces.isEmpty()) {
      throw new IllegalStateException("something is still being sent");
    }
    long sizeBytes = bytes.stream().mapToLong(Slice::size).sum();
    long count = Math.ceilDiv(sizeBytes, pieceBytes);
    int part = 0;
    long used = 0;
    for (long index = 0; index < count; index++) {
      List<Slice> piece = new ArrayList<>();
      long room = Math.min(pieceBytes, sizeBytes - index * pieceBytes);
      while (room > 0) {
        Slice from = bytes.get(part);
        long taken = Math.min(room, from.size() - used);
        if (taken > 0) {
          piece.add(from.slice(used, taken));
        }
        room -= taken;
        used += taken;
        if (used == from.size()) {
          part++;
          used = 0;
        }
      }
      Optional<Item> last = index == count - 1 ? item : Optional.empty();
      pieces.add(new Piece(List.copyOf(piece), window.at(index, count), last));
    }
  }
}
