package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.EdtsBox;
import org.smoothlab.media.box.ElstBox;
import org.smoothlab.media.box.FtypBox;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MdhdBox;
import org.smoothlab.media.box.MdiaBox;
import org.smoothlab.media.box.MinfBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.MvhdBox;
import org.smoothlab.media.box.StblBox;
import org.smoothlab.media.box.StsdBox;
import org.smoothlab.media.box.TkhdBox;
import org.smoothlab.media.box.TrakBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * A plain MP4 file that any program opens: {@code ftyp}, a {@code moov} with full sample tables,
 * and behind it the samples, so that playing can begin before all has been read. Says what is in
 * front of the samples, and in which order they follow; who has them writes them.
 *
 * <p>Tracks that begin or end at different times are brought in line by edit lists: what is shown
 * begins at the same moment in all of them, or they wait for it.
 *
 * @see "ISO/IEC 14496-12, 8.6.6"
 */
public final class MovieFile {
  private static final int VERSION_64_BITS = 1;
  private static final long NO_DATE = 0;
  private static final int FULL_RATE = 0x1_0000;
  private static final int FULL_VOLUME = 0x100;
  private static final long SHOWS_NOTHING = -1;
  private static final int MDAT_HEADER_BYTES = 16;

  /** Clock of the movie: that of most Smooth streams, so that edits round nothing. */
  private static final Timescale CLOCK = Timescale.SMOOTH;

  private final List<SampleTable> tables;
  private final Span span;
  private final List<Chunk> chunks;

  /**
   * What is shown of the tracks.
   *
   * @param startTicks in {@link Timescale#SMOOTH}; before 0 where an encoder primes its sound
   * @param endTicks in {@link Timescale#SMOOTH}; behind the start
   */
  public record Span(long startTicks, long endTicks) {
    public Span {
      if (endTicks <= startTicks) {
        throw new IllegalArgumentException("no span: " + startTicks + ".." + endTicks);
      }
    }

    /** From the first to the last sample of these. */
    public static Span of(List<SampleTable> tables) {
      long startTicks = Long.MAX_VALUE;
      long endTicks = Long.MIN_VALUE;
      for (SampleTable table : tables) {
        Timescale clock = table.track().stream().timescale();
        startTicks = Math.min(startTicks, CLOCK.rescaleFloor(table.startTicks(), clock));
        endTicks = Math.max(endTicks, CLOCK.rescaleFloor(table.endTicks(), clock));
      }
      return new Span(startTicks, endTicks);
    }
  }

  /**
   * Some samples that stand behind one another: those of one fragment.
   *
   * @param table index of the track's table
   * @param index of the fragment, in the order in which it was added to the table
   */
  public record Chunk(int table, int index) {}

  /**
   * @param tables of the tracks, none of them empty
   * @param span what is shown
   */
  public MovieFile(List<SampleTable> tables, Span span) {
    if (tables.isEmpty() || tables.stream().anyMatch(SampleTable::isEmpty)) {
      throw new IllegalArgumentException("a movie needs tracks, and each of them samples");
    }
    this.tables = List.copyOf(tables);
    this.span = span;
    this.chunks = inOrder(this.tables);
  }

  /** In which order the samples stand in the file: by their start, as players need them. */
  public List<Chunk> chunks() {
    return chunks;
  }

  private static List<Chunk> inOrder(List<SampleTable> tables) {
    List<Chunk> all = new ArrayList<>();
    for (int table = 0; table < tables.size(); table++) {
      for (int index = 0; index < tables.get(table).chunks().size(); index++) {
        all.add(new Chunk(table, index));
      }
    }
    all.sort(Comparator.comparingLong(chunk -> startTicks(tables, chunk)));
    return List.copyOf(all);
  }

  private static long startTicks(List<SampleTable> tables, Chunk chunk) {
    SampleTable table = tables.get(chunk.table);
    return CLOCK.rescaleFloor(
        table.chunks().get(chunk.index).startTicks(), table.track().stream().timescale());
  }

  /**
   * Everything in front of the first sample.
   *
   * @throws MediaException if the codec of a track is not known, or its configuration
   */
  public Slice head() throws MediaException {
    BoxWriter out = new BoxWriter();
    new FtypBox("isom", 0x200, List.of("isom", "iso2", "mp41")).write(out);
    long ftypBytes = out.toSlice().size();
    // The sizes of the tables do not depend on the offsets in them.
    long moovBytes = moov(offsets(0)).sizeBytes();
    BoxWriter head = new BoxWriter();
    new FtypBox("isom", 0x200, List.of("isom", "iso2", "mp41")).write(head);
    moov(offsets(ftypBytes + moovBytes + MDAT_HEADER_BYTES)).write(head);
    long sampleBytes = 0;
    for (Chunk chunk : chunks) {
      sampleBytes += tables.get(chunk.table).chunkBytes(chunk.index);
    }
    head.u32(1).i32(MdatBox.TYPE.fourCc()).i64(MDAT_HEADER_BYTES + sampleBytes);
    return head.toSlice();
  }

  private List<List<Long>> offsets(long firstOffset) {
    List<List<Long>> offsets = new ArrayList<>();
    tables.forEach(_ -> offsets.add(new ArrayList<>()));
    long offset = firstOffset;
    for (Chunk chunk : chunks) {
      offsets.get(chunk.table).add(offset);
      offset += tables.get(chunk.table).chunkBytes(chunk.index);
    }
    return offsets;
  }

  private MoovBox moov(List<List<Long>> offsets) throws MediaException {
    List<Box> boxes = new ArrayList<>();
    boxes.add(
        new MvhdBox(
            VERSION_64_BITS,
            NO_DATE,
            NO_DATE,
            CLOCK.ticksPerSecond(),
            span.endTicks - span.startTicks,
            FULL_RATE,
            FULL_VOLUME,
            MvhdBox.UNITY_MATRIX,
            tables.size() + 1L));
    for (int table = 0; table < tables.size(); table++) {
      boxes.add(trak(table + 1, tables.get(table), offsets.get(table)));
    }
    return new MoovBox(new BoxList(boxes));
  }

  private Box trak(int number, SampleTable table, List<Long> offsets) throws MediaException {
    TrakBox announced =
        BoxList.read(InitSegment.of(table.track()), "")
            .find(MoovBox.class)
            .flatMap(moov -> moov.children().find(TrakBox.class))
            .orElseThrow(() -> new AssertionError("no track in what we wrote"));
    TkhdBox header = announced.children().find(TkhdBox.class).orElseThrow();
    MdiaBox media = announced.children().find(MdiaBox.class).orElseThrow();
    ElstBox edits = edits(table);
    return new TrakBox(
        BoxList.of(
            header(number, header, durationTicks(edits)),
            new EdtsBox(BoxList.of(edits)),
            media(table, media, offsets)));
  }

  private static TkhdBox header(int number, TkhdBox announced, long durationTicks) {
    return new TkhdBox(
        VERSION_64_BITS,
        announced.flags(),
        NO_DATE,
        NO_DATE,
        number,
        durationTicks,
        announced.layer(),
        announced.alternateGroup(),
        announced.volume(),
        announced.matrix(),
        announced.width(),
        announced.height());
  }

  private static long durationTicks(ElstBox edits) {
    return edits.entries().stream().mapToLong(ElstBox.Entry::durationTicks).sum();
  }

  /** Waits for the first sample if it comes late; leaves out what is before the span. */
  private ElstBox edits(SampleTable table) {
    Timescale clock = table.track().stream().timescale();
    long startTicks = CLOCK.rescaleFloor(table.startTicks(), clock);
    long endTicks = Math.min(span.endTicks, CLOCK.rescaleFloor(table.endTicks(), clock));
    long shownTicks = Math.max(span.startTicks, startTicks);
    List<ElstBox.Entry> edits = new ArrayList<>(2);
    if (startTicks > span.startTicks) {
      edits.add(new ElstBox.Entry(startTicks - span.startTicks, SHOWS_NOTHING, 1, 0));
    }
    long leftOutTicks =
        Math.max(0, clock.rescaleFloor(span.startTicks, CLOCK) - table.startTicks());
    edits.add(new ElstBox.Entry(Math.max(0, endTicks - shownTicks), leftOutTicks, 1, 0));
    return new ElstBox(VERSION_64_BITS, edits);
  }

  private static MdiaBox media(SampleTable table, MdiaBox announced, List<Long> offsets) {
    MinfBox information = announced.children().find(MinfBox.class).orElseThrow();
    StsdBox description =
        information
            .children()
            .find(StblBox.class)
            .flatMap(samples -> samples.children().find(StsdBox.class))
            .orElseThrow();
    List<Box> inMinf = new ArrayList<>();
    for (Box box : information.children().boxes()) {
      inMinf.add(box instanceof StblBox ? table.box(description, offsets) : box);
    }
    List<Box> inMdia = new ArrayList<>();
    for (Box box : announced.children().boxes()) {
      inMdia.add(
          switch (box) {
            case MdhdBox header -> mediaHeader(table, header);
            case MinfBox _ -> new MinfBox(new BoxList(inMinf));
            default -> box;
          });
    }
    return new MdiaBox(new BoxList(inMdia));
  }

  private static MdhdBox mediaHeader(SampleTable table, MdhdBox announced) {
    return new MdhdBox(
        VERSION_64_BITS,
        NO_DATE,
        NO_DATE,
        announced.timescaleTicksPerSecond(),
        table.endTicks() - table.startTicks(),
        announced.language());
  }

  /** Whether a track of this format has a place in a movie. */
  public static boolean takes(MediaFormat format) {
    return !(format instanceof MediaFormat.Text);
  }
}
