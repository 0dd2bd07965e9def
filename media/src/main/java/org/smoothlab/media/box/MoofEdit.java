package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * A {@code moof} taken apart, so that one of its {@code traf}s may be written with other boxes in
 * it while every offset stays right: those of the runs and those of auxiliary information.
 */
public final class MoofEdit {
  private static final int MDAT_HEADER_BYTES = 8;

  private final List<Box> besideTraf;
  private final int besideTrafBefore;
  private final TrafBox traf;
  private final long oldPayloadAt;
  private final List<Placed> oldPlaces = new ArrayList<>();

  /**
   * @param moof that is changed
   * @param trafIndex which of its {@code traf}s is kept
   * @param moofBytes size of the {@code moof} as it was read
   * @param mdatHeaderBytes size of the header between it and the samples as it was read
   */
  MoofEdit(MoofBox moof, int trafIndex, long moofBytes, int mdatHeaderBytes) {
    this.oldPayloadAt = moofBytes + mdatHeaderBytes;
    this.traf = moof.children().all(TrafBox.class).get(trafIndex);
    List<Box> beside = new ArrayList<>();
    int before = 0;
    int trafsSeen = 0;
    long at = moofBytes - sizeBytes(moof.children().boxes());
    for (Box child : moof.children().boxes()) {
      long size = child.toSlice().size();
      if (meaning(child) instanceof TrafBox) {
        before = trafsSeen == trafIndex ? beside.size() : before;
        if (trafsSeen++ == trafIndex) {
          place(traf.children().boxes(), at + size - sizeBytes(traf.children().boxes()), oldPlaces);
        }
      } else if (!(meaning(child) instanceof FreeBox)) {
        beside.add(child);
        oldPlaces.add(new Placed(child, at));
      }
      at += size;
    }
    this.besideTraf = List.copyOf(beside);
    this.besideTrafBefore = before;
  }

  /**
   * Takes apart the {@code moof} of a fragment, whose samples lie behind an {@code mdat} header of
   * 8 bytes behind it.
   */
  public static MoofEdit of(Slice moofBox) throws MediaException {
    MoofBox moof = FragmentReader.readMoof(moofBox);
    int trafCount = moof.children().all(TrafBox.class).size();
    if (trafCount != 1) {
      throw new MalformedMediaException(
          "moof: %d track fragments, expected 1 ([MS-SSTR] 2.2.4.1)".formatted(trafCount));
    }
    return new MoofEdit(moof, 0, moofBox.size(), MDAT_HEADER_BYTES);
  }

  /** What is in the {@code traf}. */
  public BoxList trafChildren() {
    return traf.children();
  }

  /** Where each run's samples start in the payload, in bytes. */
  public List<Long> runPositions() {
    return traf.children().all(TrunBox.class).stream()
        .map(run -> run.dataOffset() - oldPayloadAt)
        .toList();
  }

  /**
   * Writes the {@code moof} with this {@code traf} only, without free space beside it, for samples
   * behind an {@code mdat} header of 8 bytes.
   *
   * @param trafChildren the boxes of the new {@code traf}; offsets of its runs and of auxiliary
   *     information are set here
   * @param runPositions where each run's samples start in the payload
   */
  public Slice write(List<Box> trafChildren, List<Long> runPositions) {
    List<Box> inTraf = trafChildren.stream().map(MoofEdit::withPlainRun).toList();
    long trafAt = 8 + sizeBytes(besideTraf.subList(0, besideTrafBefore));
    long payloadAt = 8 + sizeBytes(besideTraf) + 8 + sizeBytes(inTraf) + MDAT_HEADER_BYTES;
    List<Placed> newPlaces = new ArrayList<>();
    place(besideTraf.subList(0, besideTrafBefore), 8, newPlaces);
    place(inTraf, trafAt + 8, newPlaces);
    place(
        besideTraf.subList(besideTrafBefore, besideTraf.size()),
        trafAt + 8 + sizeBytes(inTraf),
        newPlaces);
    List<Box> inMoof = new ArrayList<>(besideTraf);
    List<Box> relocated = relocate(inTraf, runPositions, new Moved(newPlaces, payloadAt));
    inMoof.add(besideTrafBefore, new TrafBox(new BoxList(relocated)));
    return new MoofBox(new BoxList(inMoof)).toSlice();
  }

  private List<Box> relocate(List<Box> inTraf, List<Long> runPositions, Moved moved) {
    List<Box> relocated = new ArrayList<>();
    int runIndex = 0;
    for (Box box : inTraf) {
      if (box instanceof TrunBox run) {
        long offset = moved.payloadAt + runPositions.get(runIndex++);
        relocated.add(run.withDataOffset(Math.toIntExact(offset)));
      } else if (meaning(box) instanceof SaioBox saio) {
        relocated.add(
            saio.withOffsets(saio.offsets().stream().map(at -> move(at, moved)).toList()));
      } else {
        relocated.add(box);
      }
    }
    return relocated;
  }

  /**
   * Where the byte is now that was at {@code offset} from the start of the {@code moof}. Of two
   * equal boxes either will do.
   */
  private long move(long offset, Moved moved) {
    if (offset >= oldPayloadAt) {
      return offset - oldPayloadAt + moved.payloadAt;
    }
    for (Placed old : oldPlaces) {
      if (offset >= old.start && offset < old.start + old.box.toSlice().size()) {
        return moved.places.stream()
            .filter(place -> place.box.equals(old.box))
            .map(place -> offset - old.start + place.start)
            .findFirst()
            .orElse(offset);
      }
    }
    return offset;
  }

  /** A run that always has a data offset, so that its size is known before its place is. */
  private static Box withPlainRun(Box box) {
    return meaning(box) instanceof TrunBox run ? run.withDataOffset(0) : box;
  }

  static Box meaning(Box box) {
    return box instanceof VerbatimBox verbatim ? verbatim.meaning() : box;
  }

  private static void place(List<Box> boxes, long firstStart, List<Placed> places) {
    long at = firstStart;
    for (Box box : boxes) {
      places.add(new Placed(box, at));
      at += box.toSlice().size();
    }
  }

  private static long sizeBytes(List<Box> boxes) {
    return boxes.stream().mapToLong(box -> box.toSlice().size()).sum();
  }

  /** A box and its first byte from the start of the {@code moof}. */
  private record Placed(Box box, long start) {}

  private record Moved(List<Placed> places, long payloadAt) {}
}
