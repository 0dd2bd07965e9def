package org.smoothlab.server.origin;

import java.util.Arrays;
import org.smoothlab.media.FragmentTime;

/**
 * Start times whose fragments have left memory and are in the archive: an immutable list in packed
 * form, 28 bytes for each time whatever the number of tracks, so that a day of fragments of two
 * seconds takes 1.2 megabytes. Growing shares what is there already.
 */
final class ArchivedTimes {
  static final ArchivedTimes EMPTY = new ArchivedTimes(new Chunk[0], 0, 0);

  /** Tracks of one stream that are told apart; further ones are gone when they leave memory. */
  static final int SLOT_COUNT_MAX = Long.SIZE;

  private static final int SHIFT = 7;
  private static final int CHUNK = 1 << SHIFT;

  private final Chunk[] chunks;
  private final int first;
  private final int size;

  /** Places behind {@code used} are nobody's yet; those before it are never written again. */
  private static final class Chunk {
    final long[] startTicks;
    final long[] durationTicks;

    /** Negative: its duration has been told, and stays. */
    final int[] frameTicks;

    final long[] slots;
    int used;

    Chunk() {
      startTicks = new long[CHUNK];
      durationTicks = new long[CHUNK];
      frameTicks = new int[CHUNK];
      slots = new long[CHUNK];
    }

    void set(int place, FragmentTime time, long frame, long slotBits) {
      startTicks[place] = time.startTicks();
      durationTicks[place] = time.durationTicks();
      frameTicks[place] = Math.toIntExact(frame);
      slots[place] = slotBits;
    }

    void take(int place, Chunk from, int fromPlace) {
      startTicks[place] = from.startTicks[fromPlace];
      durationTicks[place] = from.durationTicks[fromPlace];
      frameTicks[place] = from.frameTicks[fromPlace];
      slots[place] = from.slots[fromPlace];
    }

    Chunk(Chunk other) {
      startTicks = other.startTicks.clone();
      durationTicks = other.durationTicks.clone();
      frameTicks = other.frameTicks.clone();
      slots = other.slots.clone();
      used = other.used;
    }
  }

  private ArchivedTimes(Chunk[] chunks, int first, int size) {
    this.chunks = chunks;
    this.first = first;
    this.size = size;
  }

  int size() {
    return size;
  }

  FragmentTime time(int index) {
    int at = place(index);
    Chunk chunk = chunks[at >> SHIFT];
    return new FragmentTime(
        chunk.startTicks[at & (CHUNK - 1)], chunk.durationTicks[at & (CHUNK - 1)]);
  }

  long startTicks(int index) {
    int at = place(index);
    return chunks[at >> SHIFT].startTicks[at & (CHUNK - 1)];
  }

  /** How long one frame lasts there. */
  long frameTicks(int index) {
    int at = place(index);
    return Math.abs(chunks[at >> SHIFT].frameTicks[at & (CHUNK - 1)]);
  }

  /** Whether its duration has been told and must stay, whatever follows. */
  boolean isTold(int index) {
    int at = place(index);
    return chunks[at >> SHIFT].frameTicks[at & (CHUNK - 1)] < 0;
  }

  /** Whether the track of a slot has a fragment there. */
  boolean has(int index, int slot) {
    int at = place(index);
    return slot < SLOT_COUNT_MAX && (chunks[at >> SHIFT].slots[at & (CHUNK - 1)] >>> slot & 1) != 0;
  }

  /**
   * With one time more, at the end.
   *
   * @param frameTicks at most a tenth of a second, which always fits
   * @param slots one bit for each track that has a fragment
   */
  ArchivedTimes append(FragmentTime time, long frameTicks, long slots) {
    int at = first + size;
    int number = at >> SHIFT;
    Chunk[] table = chunks;
    if (number == chunks.length) {
      table = Arrays.copyOf(chunks, number + 1);
      table[number] = new Chunk();
    } else if (chunks[number].used != (at & (CHUNK - 1))) {
      // Another list has gone on from the same beginning.
      table = chunks.clone();
      table[number] = new Chunk(chunks[number]);
    }
    Chunk chunk = table[number];
    int place = at & (CHUNK - 1);
    chunk.set(place, time, frameTicks, slots);
    chunk.used = place + 1;
    return new ArchivedTimes(table, first, size + 1);
  }

  /**
   * With one time more, before that of this index or at the end. What is before the place is
   * copied: at the beginning next to nothing.
   */
  ArchivedTimes insert(int index, FragmentTime time, long frameTicks, long slots) {
    if (index == size) {
      return append(time, frameTicks, slots);
    }
    place(index);
    boolean full = first == 0;
    Chunk[] table = new Chunk[chunks.length + (full ? 1 : 0)];
    System.arraycopy(chunks, 0, table, full ? 1 : 0, chunks.length);
    if (full) {
      table[0] = new Chunk();
      table[0].used = CHUNK;
    }
    int newFirst = full ? CHUNK - 1 : first - 1;
    int at = newFirst + index;
    for (int number = 0; number <= at >> SHIFT; number++) {
      table[number] = new Chunk(table[number]);
    }
    for (int moved = newFirst; moved < at; moved++) {
      int next = moved + 1;
      table[moved >> SHIFT].take(moved & (CHUNK - 1), table[next >> SHIFT], next & (CHUNK - 1));
    }
    table[at >> SHIFT].set(at & (CHUNK - 1), time, frameTicks, slots);
    return new ArchivedTimes(table, newFirst, size + 1);
  }

  /** With a time whose duration stays as it is, whatever comes behind it. */
  ArchivedTimes withTold(int index) {
    int at = place(index);
    Chunk[] table = chunks.clone();
    Chunk changed = new Chunk(chunks[at >> SHIFT]);
    changed.frameTicks[at & (CHUNK - 1)] = -Math.abs(changed.frameTicks[at & (CHUNK - 1)]);
    table[at >> SHIFT] = changed;
    return new ArchivedTimes(table, first, size);
  }

  /** With a fragment of one track more. */
  ArchivedTimes with(int index, int slot) {
    int at = place(index);
    Chunk[] table = chunks.clone();
    Chunk changed = new Chunk(chunks[at >> SHIFT]);
    if (slot < SLOT_COUNT_MAX) {
      changed.slots[at & (CHUNK - 1)] |= 1L << slot;
    }
    table[at >> SHIFT] = changed;
    return new ArchivedTimes(table, first, size);
  }

  /** Without the first {@code count}. */
  ArchivedTimes dropFirst(int count) {
    if (count == size) {
      return EMPTY;
    }
    place(count);
    int at = first + count;
    int wholeChunks = at >> SHIFT;
    Chunk[] table =
        wholeChunks == 0 ? chunks : Arrays.copyOfRange(chunks, wholeChunks, chunks.length);
    return new ArchivedTimes(table, at & (CHUNK - 1), size - count);
  }

  /** Memory, about. */
  long memoryBytes() {
    return (long) chunks.length * CHUNK * (3 * Long.BYTES + Integer.BYTES);
  }

  private int place(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " of " + size);
    }
    return first + index;
  }
}
