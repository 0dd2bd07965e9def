package org.smoothlab.server.origin;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list that grows at both ends and shrinks at its beginning without copying the
 * middle: the window of a stream may hold hours while every new fragment makes a new snapshot.
 * Appending copies one block and the table of blocks, inserting the blocks before the place; what
 * was dropped is not referenced any more.
 */
final class BlockList<T> {
  private static final int SHIFT = 5;
  private static final int BLOCK = 1 << SHIFT;

  private final @Nullable Object[][] blocks;
  private final int first;
  private final int size;

  private BlockList(@Nullable Object[][] blocks, int first, int size) {
    this.blocks = blocks;
    this.first = first;
    this.size = size;
  }

  static <T> BlockList<T> empty() {
    return new BlockList<>(new Object[0][], 0, 0);
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  @SuppressWarnings("unchecked") // only T goes in
  T get(int index) {
    checkIndex(index);
    int at = first + index;
    @Nullable Object item = blocks[at >> SHIFT][at & (BLOCK - 1)];
    if (item == null) {
      throw new IllegalStateException("dropped item at " + index);
    }
    return (T) item;
  }

  T last() {
    return get(size - 1);
  }

  BlockList<T> append(T item) {
    int at = first + size;
    int block = at >> SHIFT;
    @Nullable Object[][] table = Arrays.copyOf(blocks, block + 1);
    table[block] = block < blocks.length ? blocks[block].clone() : new Object[BLOCK];
    table[block][at & (BLOCK - 1)] = item;
    return new BlockList<>(table, first, size + 1);
  }

  /** With an item before that of this index, or at the end. */
  BlockList<T> insert(int index, T item) {
    if (index == size) {
      return append(item);
    }
    checkIndex(index);
    boolean full = first == 0;
    @Nullable Object[][] table = new Object[blocks.length + (full ? 1 : 0)][];
    System.arraycopy(blocks, 0, table, full ? 1 : 0, blocks.length);
    if (full) {
      table[0] = new Object[BLOCK];
    }
    int newFirst = full ? BLOCK - 1 : first - 1;
    int at = newFirst + index;
    for (int block = 0; block <= at >> SHIFT; block++) {
      table[block] = table[block].clone();
    }
    for (int moved = newFirst; moved < at; moved++) {
      table[moved >> SHIFT][moved & (BLOCK - 1)] =
          table[(moved + 1) >> SHIFT][(moved + 1) & (BLOCK - 1)];
    }
    table[at >> SHIFT][at & (BLOCK - 1)] = item;
    return new BlockList<>(table, newFirst, size + 1);
  }

  BlockList<T> with(int index, T item) {
    checkIndex(index);
    int at = first + index;
    @Nullable Object[][] table = blocks.clone();
    table[at >> SHIFT] = blocks[at >> SHIFT].clone();
    table[at >> SHIFT][at & (BLOCK - 1)] = item;
    return new BlockList<>(table, first, size);
  }

  /** Without the first {@code count} items. */
  BlockList<T> dropFirst(int count) {
    if (count == 0) {
      return this;
    }
    if (count == size) {
      return empty();
    }
    checkIndex(count);
    int at = first + count;
    int wholeBlocks = at >> SHIFT;
    @Nullable Object[][] table = Arrays.copyOfRange(blocks, wholeBlocks, blocks.length);
    int from = at & (BLOCK - 1);
    table[0] = table[0].clone();
    Arrays.fill(table[0], 0, from, null);
    return new BlockList<>(table, from, size - count);
  }

  private void checkIndex(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " of " + size);
    }
  }
}
