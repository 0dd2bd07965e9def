package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What the samples of a group have in common. Version 0, which does not say how long its entries
 * are, is not read.
 *
 * @param version 1, or 2 with a default group
 * @param groupingType four characters, such as {@code seig}
 * @param commonEntryBytes of every entry; 0 when they differ
 * @param defaultGroupIndex of samples in no group, from 1; 0 in version 1
 * @param entries as the type of group defines
 * @see "ISO/IEC 14496-12, 8.9.3 Sample Group Description Box"
 */
public record SgpdBox(
    int version,
    String groupingType,
    long commonEntryBytes,
    long defaultGroupIndex,
    List<Slice> entries)
    implements Box {
  public static final BoxType TYPE = BoxType.of("sgpd");

  private static final String CLAUSE = "ISO/IEC 14496-12, 8.9.3";

  public SgpdBox {
    entries = List.copyOf(entries);
  }

  static SgpdBox read(BoxReader in) throws MediaException {
    in.fullHeader(2);
    if (in.version() == 0) {
      throw in.unsupported("version 0, whose entries have no length (" + CLAUSE + ")");
    }
    String groupingType = in.fourCc();
    long commonEntryBytes = in.u32();
    long defaultGroupIndex = in.version() == 2 ? in.u32() : 0;
    List<Slice> entries =
        commonEntryBytes == 0
            ? in.entries(in.u32(), 4, CLAUSE, () -> in.bytes(in.u32()))
            : in.entries(in.u32(), commonEntryBytes, CLAUSE, () -> in.bytes(commonEntryBytes));
    return new SgpdBox(in.version(), groupingType, commonEntryBytes, defaultGroupIndex, entries);
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
    box.fourCc(groupingType).u32(commonEntryBytes);
    if (version == 2) {
      box.u32(defaultGroupIndex);
    }
    box.u32(entries.size());
    entries.forEach(entry -> writeEntry(box, entry));
  }

  private void writeEntry(BoxWriter box, Slice entry) {
    if (commonEntryBytes == 0) {
      box.u32(entry.size());
    }
    box.bytes(entry);
  }
}
