package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * A run of samples whose bytes lie behind one another. A field without its flag is 0 and not
 * written.
 *
 * @param version 0: composition offsets are unsigned; 1: they are signed
 * @param flags which fields are there: 0x1 data offset, 0x4 first sample's flags; per sample 0x100
 *     duration, 0x200 size, 0x400 flags, 0x800 composition offset
 * @param sampleCount in 0..2^32-1
 * @param dataOffset in bytes, from the base of the fragment's data to the first sample
 * @param firstSampleFlags instead of the default, for the first sample only
 * @param samples one entry per sample; empty when no field is there per sample
 * @see "ISO/IEC 14496-12, 8.8.8 Track Fragment Run Box"
 */
public record TrunBox(
    int version,
    int flags,
    long sampleCount,
    int dataOffset,
    long firstSampleFlags,
    List<Entry> samples)
    implements Box {
  public static final BoxType TYPE = BoxType.of("trun");
  public static final int DATA_OFFSET = 0x000001;
  public static final int FIRST_SAMPLE_FLAGS = 0x000004;
  public static final int SAMPLE_DURATION = 0x000100;
  public static final int SAMPLE_SIZE = 0x000200;
  public static final int SAMPLE_FLAGS = 0x000400;
  public static final int SAMPLE_COMPOSITION_OFFSET = 0x000800;

  /** Where the payload is, and all there is to tell of each sample: no run needs a default. */
  public static final int ALL_OF_EACH =
      DATA_OFFSET | SAMPLE_DURATION | SAMPLE_SIZE | SAMPLE_FLAGS | SAMPLE_COMPOSITION_OFFSET;

  private static final int PER_SAMPLE = 0x000F00;
  private static final int FULL_HEADER_BYTES = 12;

  /**
   * What a run says of one sample.
   *
   * @param durationTicks in 0..2^32-1
   * @param sizeBytes in 0..2^32-1
   * @param flags see {@link SampleFlags}
   * @param compositionOffsetTicks from decoding to presentation; unsigned in version 0
   */
  public record Entry(
      long durationTicks, long sizeBytes, long flags, long compositionOffsetTicks) {}

  public TrunBox {
    samples = List.copyOf(samples);
    long expectedCount = (flags & PER_SAMPLE) == 0 ? 0 : sampleCount;
    if (samples.size() != expectedCount) {
      throw new IllegalArgumentException(
          "%d entries for %d samples, flags %x".formatted(samples.size(), sampleCount, flags));
    }
  }

  static TrunBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    long sampleCount = in.u32();
    int dataOffset = in.hasFlags(DATA_OFFSET) ? in.i32() : 0;
    long firstSampleFlags = in.hasFlags(FIRST_SAMPLE_FLAGS) ? in.u32() : 0;
    List<Entry> samples = (in.flags() & PER_SAMPLE) == 0 ? List.of() : readEntries(in, sampleCount);
    return new TrunBox(
        in.version(), in.flags(), sampleCount, dataOffset, firstSampleFlags, samples);
  }

  private static List<Entry> readEntries(BoxReader in, long sampleCount)
      throws MalformedMediaException {
    int bytesEach = 4 * Integer.bitCount(in.flags() & PER_SAMPLE);
    int count = in.requireEntries(sampleCount, bytesEach, "ISO/IEC 14496-12, 8.8.8");
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(
          new Entry(
              in.hasFlags(SAMPLE_DURATION) ? in.u32() : 0,
              in.hasFlags(SAMPLE_SIZE) ? in.u32() : 0,
              in.hasFlags(SAMPLE_FLAGS) ? in.u32() : 0,
              in.hasFlags(SAMPLE_COMPOSITION_OFFSET) ? readOffset(in) : 0));
    }
    return entries;
  }

  private static long readOffset(BoxReader in) throws MalformedMediaException {
    return in.version() == 0 ? in.u32() : in.i32();
  }

  /** Whether all bits of {@code mask} are set in the flags. */
  public boolean has(int mask) {
    return (flags & mask) == mask;
  }

  /** The same with its samples at another place. */
  public TrunBox withDataOffset(int newDataOffset) {
    return new TrunBox(
        version, flags | DATA_OFFSET, sampleCount, newDataOffset, firstSampleFlags, samples);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  /** Computed: a run is the largest box of a {@code moof}, and its size is asked for often. */
  @Override
  public long sizeBytes() {
    long fieldCount = 1L + Integer.bitCount(flags & (DATA_OFFSET | FIRST_SAMPLE_FLAGS));
    long entryFieldCount = Integer.bitCount(flags & PER_SAMPLE);
    return FULL_HEADER_BYTES + 4 * (fieldCount + samples.size() * entryFieldCount);
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, version, flags, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u32(sampleCount);
    if (has(DATA_OFFSET)) {
      box.i32(dataOffset);
    }
    if (has(FIRST_SAMPLE_FLAGS)) {
      box.u32(firstSampleFlags);
    }
    samples.forEach(sample -> writeEntry(box, sample));
  }

  private void writeEntry(BoxWriter box, Entry sample) {
    if (has(SAMPLE_DURATION)) {
      box.u32(sample.durationTicks());
    }
    if (has(SAMPLE_SIZE)) {
      box.u32(sample.sizeBytes());
    }
    if (has(SAMPLE_FLAGS)) {
      box.u32(sample.flags());
    }
    if (has(SAMPLE_COMPOSITION_OFFSET)) {
      box.i32((int) sample.compositionOffsetTicks());
    }
  }
}
