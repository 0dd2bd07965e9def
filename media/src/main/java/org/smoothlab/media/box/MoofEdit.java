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

  private final MoofBox moof;
  private final int trafIndex;
  private final TrafBox traf;
  private final long moofBytes;
  private final long oldPayloadAt;

  /**
   * @param moof that is changed
   * @param trafIndex which of its {@code traf}s is kept
   * @param moofBytes size of the {@code moof} as it was read
   * @param mdatHeaderBytes size of the header between it and the samples as it was read
   */
  MoofEdit(MoofBox moof, int trafIndex, long moofBytes, int mdatHeaderBytes) {
    this.moof = moof;
    this.trafIndex = trafIndex;
    this.traf = moof.children().all(TrafBox.class).get(trafIndex);
    this.moofBytes = moofBytes;
    this.oldPayloadAt = moofBytes + mdatHeaderBytes;
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
    List<Box> inTraf = trafChildren.stream().map(MoofEdit::withOffsetUnset).toList();
    Kept kept = kept();
    long inTrafAt = 8 + sizeBytes(kept.before) + 8;
    long behindAt = inTrafAt + sizeBytes(inTraf);
    List<Placed> newPlaces = new ArrayList<>();
    place(kept.before, 8, newPlaces);
    place(inTraf, inTrafAt, newPlaces);
    place(kept.behind, behindAt, newPlaces);
    long payloadAt = behindAt + sizeBytes(kept.behind) + MDAT_HEADER_BYTES;
    Moved moved = new Moved(kept.oldPlaces, newPlaces, payloadAt);
    List<Box> inMoof = new ArrayList<>(kept.before);
    inMoof.add(new TrafBox(new BoxList(relocate(inTraf, runPositions, moved))));
    inMoof.addAll(kept.behind);
    return new MoofBox(new BoxList(inMoof)).toSlice();
  }

  /** What is kept beside the {@code traf}, and where all that is kept was. */
  private Kept kept() {
    Kept kept = new Kept(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int trafsSeen = 0;
    long at = moofBytes - sizeBytes(moof.children().boxes());
    for (Box child : moof.children().boxes()) {
      long size = child.sizeBytes();
      if (meaning(child) instanceof TrafBox) {
        if (trafsSeen++ == trafIndex) {
          long inTrafAt = at + size - sizeBytes(traf.children().boxes());
          place(traf.children().boxes(), inTrafAt, kept.oldPlaces);
        }
      } else if (!(meaning(child) instanceof FreeBox)) {
        (trafsSeen > trafIndex ? kept.behind : kept.before).add(child);
        kept.oldPlaces.add(new Placed(child, at));
      }
      at += size;
    }
    return kept;
  }

  private List<Box> relocate(List<Box> inTraf, List<Long> runPositions, Moved moved) {
    List<Box> relocated = new ArrayList<>();
    int runIndex = 0;
    for (Box box : inTraf) {
      if (box instanceof TrunBox run) {
        long offset = moved.payloadAt + runPositions.get(runIndex++);
        relocated.add(run.withDataOffset(Math.toIntExact(offset)));
      } else if (box instanceof SaioBox saio) {
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
    for (Placed old : moved.oldPlaces) {
      if (offset >= old.start && offset < old.start + old.box.sizeBytes()) {
        return moved.newPlaces.stream()
            .filter(place -> place.box.equals(old.box))
            .map(place -> offset - old.start + place.start)
            .findFirst()
            .orElse(offset);
      }
    }
    return offset;
  }

  /**
   * What will hold an offset, in the form and so in the size in which it will be written: a run
   * always says where its samples are, and nothing strange is kept verbatim.
   */
  private static Box withOffsetUnset(Box box) {
    return switch (meaning(box)) {
      case TrunBox run -> run.withDataOffset(0);
      case SaioBox saio -> saio;
      default -> box;
    };
  }

  static Box meaning(Box box) {
    return box instanceof VerbatimBox verbatim ? verbatim.meaning() : box;
  }

  private static void place(List<Box> boxes, long firstStart, List<Placed> places) {
    long at = firstStart;
    for (Box box : boxes) {
      places.add(new Placed(box, at));
      at += box.sizeBytes();
    }
  }

  private static long sizeBytes(List<Box> boxes) {
    return new BoxList(boxes).sizeBytes();
  }

  /** A box and its first byte from the start of the {@code moof}. */
  private record Placed(Box box, long start) {}

  private record Kept(List<Box> before, List<Box> behind, List<Placed> oldPlaces) {}

  private record Moved(List<Placed> oldPlaces, List<Placed> newPlaces, long payloadAt) {}
}
