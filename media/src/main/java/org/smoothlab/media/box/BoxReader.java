package org.smoothlab.media.box;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * Reads the body of one box, and the boxes in it.
 *
 * <p>Bounds: boxes lie at most {@value #DEPTH_MAX} deep and are at most {@value #BOX_COUNT_MAX} in
 * one tree; beyond that the input is refused.
 */
public final class BoxReader {
  static final int DEPTH_MAX = 16;
  static final int BOX_COUNT_MAX = 100_000;

  private final SliceReader in;
  private final int depth;
  private final long bodyOffset;
  private final Budget budget;
  private int version;
  private int flags;

  /**
   * @param body what follows the header of the box
   * @param path of the box, for messages: {@code moof/traf/tfxd}
   */
  public BoxReader(Slice body, String path) {
    this(new SliceReader(body, path), 1, 0, new Budget(BoxWatcher.STRICT));
  }

  private BoxReader(SliceReader in, int depth, long bodyOffset, Budget budget) {
    this.in = in;
    this.depth = depth;
    this.bodyOffset = bodyOffset;
    this.budget = budget;
  }

  /** A reader of boxes that lie in no other box. */
  static BoxReader topLevel(Slice bytes, String where) {
    return watched(bytes, where, BoxWatcher.STRICT);
  }

  /** The same, telling {@code watcher} of every box. */
  static BoxReader watched(Slice bytes, String where, BoxWatcher watcher) {
    return new BoxReader(new SliceReader(bytes, where), 0, 0, new Budget(watcher));
  }

  /** The unsigned byte here. */
  public int u8() throws MalformedMediaException {
    return in.u8();
  }

  /** The unsigned 16-bit number here. */
  public int u16() throws MalformedMediaException {
    return in.u16();
  }

  /** The signed 16-bit number here. */
  public int i16() throws MalformedMediaException {
    return (short) in.u16();
  }

  /** The unsigned 24-bit number here. */
  public int u24() throws MalformedMediaException {
    return in.u24();
  }

  /** The unsigned 32-bit number here. */
  public long u32() throws MalformedMediaException {
    return in.u32();
  }

  /** The signed 32-bit number here. */
  public int i32() throws MalformedMediaException {
    return in.i32();
  }

  /** The 64 bits here; above 2^63-1 they read as negative. */
  public long i64() throws MalformedMediaException {
    return in.i64();
  }

  /** An unsigned number of 1 to 4 bytes. */
  long unsigned(int bytes) throws MalformedMediaException {
    return switch (bytes) {
      case 1 -> in.u8();
      case 2 -> in.u16();
      case 3 -> in.u24();
      default -> in.u32();
    };
  }

  /** Four characters, each up to U+00FF. */
  public String fourCc() throws MalformedMediaException {
    return in.bytes(4).text(StandardCharsets.ISO_8859_1);
  }

  /** A view of the next {@code size} bytes, which stay unread; there must be as many. */
  Slice peek(long size) {
    return in.peekRest().slice(0, size);
  }

  /** 64 bits in version 1 of a box, else 32. */
  long sized() throws MalformedMediaException {
    return version == 1 ? in.i64() : in.u32();
  }

  /** A view of the next {@code size} bytes. */
  public Slice bytes(long size) throws MalformedMediaException {
    return in.bytes(size);
  }

  /** A view of everything that is left; empty at the end. */
  public Slice rest() {
    return in.rest();
  }

  /** Passes over {@code size} bytes. */
  public void skip(long size) throws MalformedMediaException {
    in.skip(size);
  }

  /** How many bytes are left. */
  public long remaining() {
    return in.remaining();
  }

  /** UTF-8 text up to a zero byte, which is read too, or up to the end. */
  public String zeroEnded() {
    return in.zeroEnded();
  }

  /**
   * Reads version and flags.
   *
   * @throws UnsupportedMediaException if the version is above {@code versionMax}
   */
  public void fullHeader(int versionMax) throws MediaException {
    version = in.u8();
    flags = in.u24();
    if (version > versionMax) {
      throw in.unsupported("version " + version + ", known up to " + versionMax);
    }
  }

  /** The version that {@link #fullHeader} has read. */
  public int version() {
    return version;
  }

  /** The flags that {@link #fullHeader} has read. */
  public int flags() {
    return flags;
  }

  /** Whether all bits of {@code mask} are set in the flags. */
  public boolean hasFlags(int mask) {
    return (flags & mask) == mask;
  }

  /**
   * Makes sure that a count from the wire is one that the box can hold, before memory is spent on
   * it.
   *
   * @param count of entries, unsigned
   * @param bytesEach of one entry, at least 1
   * @param clause of the standard that defines the table
   * @return the count
   */
  public int requireEntries(long count, long bytesEach, String clause)
      throws MalformedMediaException {
    if (count < 0 || count > in.remaining() / bytesEach) {
      throw in.malformed(
          "%d entries need %s bytes, box has %d (%s)"
              .formatted(
                  count,
                  BigInteger.valueOf(count).multiply(BigInteger.valueOf(bytesEach)),
                  in.remaining(),
                  clause));
    }
    return Math.toIntExact(count);
  }

  /**
   * Reads the entries of a table.
   *
   * @param count of entries, unsigned, checked like {@link #requireEntries}
   * @param bytesEach of one entry, at least
   */
  <E> List<E> entries(long count, long bytesEach, String clause, EntryReader<E> reader)
      throws MalformedMediaException {
    int checkedCount = requireEntries(count, bytesEach, clause);
    List<E> entries = new ArrayList<>(checkedCount);
    for (int i = 0; i < checkedCount; i++) {
      entries.add(reader.read());
    }
    return entries;
  }

  /** Reads one entry of a table. */
  @FunctionalInterface
  interface EntryReader<E> {
    E read() throws MalformedMediaException;
  }

  /** An error at this place: {@code path @+position: what}. */
  public MalformedMediaException malformed(String what) {
    return in.malformed(what);
  }

  /** A refusal at this place: {@code path @+position: what}. */
  public UnsupportedMediaException unsupported(String what) {
    return in.unsupported(what);
  }

  /**
   * Reads the boxes up to the end of this one. Fewer bytes at the end than a header has are left
   * over.
   */
  public BoxList children() throws MalformedMediaException {
    return children(BoxTable.ANYWHERE);
  }

  /**
   * Reads the boxes up to the end of this one, whose types have their meaning from {@code table}.
   */
  BoxList children(BoxTable table) throws MalformedMediaException {
    if (depth > DEPTH_MAX) {
      throw in.malformed("boxes lie deeper than " + DEPTH_MAX);
    }
    List<Box> boxes = new ArrayList<>();
    Map<BoxType, Integer> countByType = new HashMap<>();
    try {
      while (in.remaining() >= BoxHeader.BYTES_MIN) {
        SliceReader start = in.fork();
        BoxHeader header = childHeader();
        int index = countByType.merge(header.type(), 1, Integer::sum) - 1;
        String name = index == 0 ? header.type().toString() : header.type() + "[" + index + "]";
        long sizeBytes = header.sizeBytes() == 0 ? start.remaining() : header.sizeBytes();
        in.skip(sizeBytes - header.headerBytes());
        budget.watcher.enter(header, bodyOffset + start.position());
        Box box = child(header, name, start, table);
        budget.watcher.leave(box);
        boxes.add(box);
      }
    } catch (MalformedMediaException e) {
      budget.watcher.broken(e);
      in.rest();
    }
    return new BoxList(boxes);
  }

  private BoxHeader childHeader() throws MalformedMediaException {
    if (++budget.boxCount > BOX_COUNT_MAX) {
      throw in.malformed("more than " + BOX_COUNT_MAX + " boxes");
    }
    SliceReader start = in.fork();
    BoxHeader header = BoxHeader.read(in);
    if (header.sizeBytes() == 0 && depth > 0) {
      throw start.malformed(
          "box %s of size 0 in another box (ISO/IEC 14496-12, 4.2)".formatted(header.type()));
    }
    if (header.sizeBytes() > start.remaining()) {
      throw start.malformed(
          "box %s needs %d bytes, has %d"
              .formatted(header.type(), header.sizeBytes(), start.remaining()));
    }
    return header;
  }

  private Box child(BoxHeader header, String name, SliceReader start, BoxTable table)
      throws MalformedMediaException {
    Slice whole = start.peekRest().slice(0, in.position() - start.position());
    Slice body = whole.from(header.headerBytes());
    String path = depth == 0 ? name : in.where() + "/" + name;
    long offset = bodyOffset + start.position() + header.headerBytes();
    BoxReader reader = new BoxReader(new SliceReader(body, path), depth + 1, offset, budget);
    try {
      Box box = meaningOf(header.type(), reader, table);
      boolean readWhole = reader.remaining() == 0;
      return isWrittenAs(whole, box, header, readWhole) ? box : new VerbatimBox(box, whole);
    } catch (MalformedMediaException e) {
      budget.watcher.broken(e);
      Box kept = new OpaqueBox(header.type(), body);
      return header.isShortest() ? kept : new VerbatimBox(kept, whole);
    }
  }

  private static Box meaningOf(BoxType type, BoxReader reader, BoxTable table)
      throws MalformedMediaException {
    Slice body = reader.in.peekRest();
    try {
      return table.parserOf(type).read(type, reader);
    } catch (MediaException e) {
      return switch (e) {
        case MalformedMediaException malformed -> throw malformed;
        // A version of later years: kept, and not looked into.
        case UnsupportedMediaException _ -> new OpaqueBox(type, body);
      };
    }
  }

  /**
   * Media is not compared: its box has nothing that could come out otherwise. Neither are the two
   * containers of every fragment: they are their children, which have been compared.
   */
  private static boolean isWrittenAs(Slice whole, Box box, BoxHeader header, boolean readWhole) {
    return switch (box) {
      case MdatBox _, OpaqueBox _, FreeBox _ -> header.isShortest();
      case MoofBox _, TrafBox _ -> header.isShortest() && readWhole;
      default -> {
        BoxWriter out = new BoxWriter(Math.toIntExact(whole.size()));
        box.write(out);
        yield out.toSlice().equals(whole);
      }
    };
  }

  /** What all readers of one tree share. */
  private static final class Budget {
    final BoxWatcher watcher;
    int boxCount;

    Budget(BoxWatcher watcher) {
      this.watcher = watcher;
    }
  }
}
