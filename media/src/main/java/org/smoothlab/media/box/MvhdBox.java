package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What is said of a whole presentation.
 *
 * @param version 1 when times have 64 bits, else 0
 * @param creationSeconds since 1904-01-01 UTC
 * @param modificationSeconds since 1904-01-01 UTC
 * @param timescaleTicksPerSecond of the duration below, and of edit lists
 * @param durationTicks 0 or all ones when only fragments know it
 * @param rate 1.0 is 0x10000
 * @param volume 1.0 is 0x100
 * @param matrix for the picture
 * @param nextTrackNumber larger than any {@code track_ID}
 * @see "ISO/IEC 14496-12, 8.2.2 Movie Header Box"
 */
public record MvhdBox(
    int version,
    long creationSeconds,
    long modificationSeconds,
    long timescaleTicksPerSecond,
    long durationTicks,
    int rate,
    int volume,
    Slice matrix,
    long nextTrackNumber)
    implements Box {
  public static final BoxType TYPE = BoxType.of("mvhd");

  /** Neither turned nor moved nor scaled. */
  public static final Slice UNITY_MATRIX =
      Slice.ofHex(
          "00010000 00000000 00000000 00000000 00010000 00000000 00000000 00000000 40000000");

  static MvhdBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    long creationSeconds = in.sized();
    long modificationSeconds = in.sized();
    long timescaleTicksPerSecond = in.u32();
    long durationTicks = in.sized();
    int rate = in.i32();
    int volume = in.i16();
    in.skip(10);
    Slice matrix = in.bytes(36);
    in.skip(24);
    long nextTrackNumber = in.u32();
    return new MvhdBox(
        in.version(),
        creationSeconds,
        modificationSeconds,
        timescaleTicksPerSecond,
        durationTicks,
        rate,
        volume,
        matrix,
        nextTrackNumber);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(
        TYPE,
        version,
        0,
        box ->
            box.sized(version, creationSeconds)
                .sized(version, modificationSeconds)
                .u32(timescaleTicksPerSecond)
                .sized(version, durationTicks)
                .i32(rate)
                .i16(volume)
                .zeros(10)
                .bytes(matrix)
                .zeros(24)
                .u32(nextTrackNumber));
  }
}
