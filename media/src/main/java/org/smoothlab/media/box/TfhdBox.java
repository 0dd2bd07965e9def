package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Which track a fragment belongs to, and what its samples have in common. A field without its flag
 * is 0 and not written.
 *
 * @param flags which fields are there: 0x1, 0x2, 0x8, 0x10, 0x20 in the order below; 0x10000 the
 *     fragment has no samples, 0x20000 offsets count from the {@code moof}
 * @param trackNumber {@code track_ID}, in 0..2^32-1
 * @param baseDataOffset in bytes, from the start of the file
 * @param sampleDescriptionIndex from 1
 * @param defaultDurationTicks of a sample
 * @param defaultSizeBytes of a sample
 * @param defaultFlags of a sample
 * @see "ISO/IEC 14496-12, 8.8.7 Track Fragment Header Box"
 */
public record TfhdBox(
    int flags,
    long trackNumber,
    long baseDataOffset,
    long sampleDescriptionIndex,
    long defaultDurationTicks,
    long defaultSizeBytes,
    long defaultFlags)
    implements Box {
  public static final BoxType TYPE = BoxType.of("tfhd");
  public static final int BASE_DATA_OFFSET = 0x000001;
  public static final int SAMPLE_DESCRIPTION_INDEX = 0x000002;
  public static final int DEFAULT_DURATION = 0x000008;
  public static final int DEFAULT_SIZE = 0x000010;
  public static final int DEFAULT_FLAGS = 0x000020;
  public static final int DURATION_IS_EMPTY = 0x010000;
  public static final int DEFAULT_BASE_IS_MOOF = 0x020000;

  /** The safest form, which every player takes: a track and the flags of its samples. */
  public static TfhdBox ofFlags(long trackNumber, long defaultFlags) {
    return new TfhdBox(DEFAULT_FLAGS, trackNumber, 0, 0, 0, 0, defaultFlags);
  }

  static TfhdBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new TfhdBox(
        in.flags(),
        in.u32(),
        in.hasFlags(BASE_DATA_OFFSET) ? in.i64() : 0,
        in.hasFlags(SAMPLE_DESCRIPTION_INDEX) ? in.u32() : 0,
        in.hasFlags(DEFAULT_DURATION) ? in.u32() : 0,
        in.hasFlags(DEFAULT_SIZE) ? in.u32() : 0,
        in.hasFlags(DEFAULT_FLAGS) ? in.u32() : 0);
  }

  /** Whether all bits of {@code mask} are set in the flags. */
  public boolean has(int mask) {
    return (flags & mask) == mask;
  }

  /** The same without a base data offset. */
  public TfhdBox withoutBaseDataOffset() {
    return new TfhdBox(
        flags & ~BASE_DATA_OFFSET,
        trackNumber,
        0,
        sampleDescriptionIndex,
        defaultDurationTicks,
        defaultSizeBytes,
        defaultFlags);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, flags, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u32(trackNumber);
    if (has(BASE_DATA_OFFSET)) {
      box.i64(baseDataOffset);
    }
    if (has(SAMPLE_DESCRIPTION_INDEX)) {
      box.u32(sampleDescriptionIndex);
    }
    if (has(DEFAULT_DURATION)) {
      box.u32(defaultDurationTicks);
    }
    if (has(DEFAULT_SIZE)) {
      box.u32(defaultSizeBytes);
    }
    if (has(DEFAULT_FLAGS)) {
      box.u32(defaultFlags);
    }
  }
}
