package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * Which samples belong to which group.
 *
 * @param version 1 when the type has a parameter
 * @param groupingType four characters, such as {@code seig}
 * @param groupingTypeParameter 0 in version 0
 * @param entries in order of the samples
 * @see "ISO/IEC 14496-12, 8.9.2 Sample to Group Box"
 */
public record SbgpBox(
    int version, String groupingType, long groupingTypeParameter, List<Entry> entries)
    implements Box {
  public static final BoxType TYPE = BoxType.of("sbgp");

  /**
   * Samples of one group.
   *
   * @param sampleCount in 0..2^32-1
   * @param groupDescriptionIndex from 1 in the track, from 0x10001 in the fragment; 0 for no group
   */
  public record Entry(long sampleCount, long groupDescriptionIndex) {}

  public SbgpBox {
    entries = List.copyOf(entries);
  }

  static SbgpBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    String groupingType = in.fourCc();
    long groupingTypeParameter = in.version() == 1 ? in.u32() : 0;
    return new SbgpBox(
        in.version(),
        groupingType,
        groupingTypeParameter,
        in.entries(in.u32(), 8, "ISO/IEC 14496-12, 8.9.2", () -> new Entry(in.u32(), in.u32())));
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
    box.fourCc(groupingType);
    if (version == 1) {
      box.u32(groupingTypeParameter);
    }
    box.u32(entries.size());
    entries.forEach(entry -> box.u32(entry.sampleCount).u32(entry.groupDescriptionIndex));
  }
}
