package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * How parts of a track follow one another in the presentation.
 *
 * @param version 1 when times have 64 bits, else 0
 * @param entries in order
 * @see "ISO/IEC 14496-12, 8.6.6 Edit List Box"
 */
public record ElstBox(int version, List<Entry> entries) implements Box {
  public static final BoxType TYPE = BoxType.of("elst");

  /**
   * One part.
   *
   * @param durationTicks on the clock of {@code mvhd}
   * @param mediaStartTicks on the clock of the track; -1 shows nothing
   * @param rateInteger 1 plays, 0 dwells
   * @param rateFraction 0
   */
  public record Entry(
      long durationTicks, long mediaStartTicks, int rateInteger, int rateFraction) {}

  public ElstBox {
    entries = List.copyOf(entries);
  }

  static ElstBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    return new ElstBox(
        in.version(),
        in.entries(
            in.u32(),
            in.version() == 1 ? 20 : 12,
            "ISO/IEC 14496-12, 8.6.6",
            () -> new Entry(in.sized(), readStart(in), in.i16(), in.i16())));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, version, 0, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u32(entries.size());
    entries.forEach(entry -> writeEntry(box, entry));
  }

  private static long readStart(BoxReader in) throws MalformedMediaException {
    return in.version() == 1 ? in.i64() : in.i32();
  }

  private void writeEntry(BoxWriter box, Entry entry) {
    box.sized(version, entry.durationTicks);
    if (version == 1) {
      box.i64(entry.mediaStartTicks);
    } else {
      box.i32(Math.toIntExact(entry.mediaStartTicks));
    }
    box.i16(entry.rateInteger).i16(entry.rateFraction);
  }
}
