package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * Where the sync samples of a track are.
 *
 * @param version 1 when times and offsets have 64 bits, else 0
 * @param trackNumber {@code track_ID}
 * @param numberBytes sizes of the three numbers of an entry, less 1, two bits each: traf, trun,
 *     sample
 * @param entries in order
 * @see "ISO/IEC 14496-12, 8.8.10 Track Fragment Random Access Box"
 */
public record TfraBox(int version, long trackNumber, int numberBytes, List<Entry> entries)
    implements Box {
  public static final BoxType TYPE = BoxType.of("tfra");

  /**
   * One sync sample.
   *
   * @param ticks when it is presented, on the clock of the track
   * @param moofOffset in bytes, from the start of the file
   * @param trafNumber in the {@code moof}, from 1
   * @param trunNumber in the {@code traf}, from 1
   * @param sampleNumber in the {@code trun}, from 1
   */
  public record Entry(
      long ticks, long moofOffset, long trafNumber, long trunNumber, long sampleNumber) {}

  public TfraBox {
    entries = List.copyOf(entries);
  }

  static TfraBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    long trackNumber = in.u32();
    int numberBytes = (int) in.u32() & 0x3F;
    int bytesEach =
        (in.version() == 1 ? 16 : 8)
            + bytes(numberBytes, 4)
            + bytes(numberBytes, 2)
            + bytes(numberBytes, 0);
    return new TfraBox(
        in.version(),
        trackNumber,
        numberBytes,
        in.entries(
            in.u32(), bytesEach, "ISO/IEC 14496-12, 8.8.10", () -> readEntry(in, numberBytes)));
  }

  private static Entry readEntry(BoxReader in, int numberBytes) throws MalformedMediaException {
    return new Entry(
        in.sized(),
        in.sized(),
        in.unsigned(bytes(numberBytes, 4)),
        in.unsigned(bytes(numberBytes, 2)),
        in.unsigned(bytes(numberBytes, 0)));
  }

  private static int bytes(int numberBytes, int shift) {
    return 1 + (numberBytes >> shift & 3);
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
    box.u32(trackNumber).u32(numberBytes).u32(entries.size());
    for (Entry entry : entries) {
      box.sized(version, entry.ticks)
          .sized(version, entry.moofOffset)
          .unsigned(bytes(numberBytes, 4), entry.trafNumber)
          .unsigned(bytes(numberBytes, 2), entry.trunNumber)
          .unsigned(bytes(numberBytes, 0), entry.sampleNumber);
    }
  }
}
