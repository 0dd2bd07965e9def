package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What is said of a whole track.
 *
 * @param version 1 when times have 64 bits, else 0
 * @param flags 0x1 enabled, 0x2 in the presentation, 0x4 in its preview
 * @param creationSeconds since 1904-01-01 UTC
 * @param modificationSeconds since 1904-01-01 UTC
 * @param trackNumber {@code track_ID}
 * @param durationTicks on the clock of {@code mvhd}; 0 or all ones when only fragments know it
 * @param layer front to back, lower is nearer
 * @param alternateGroup tracks of one group replace each other; 0 for none
 * @param volume 1.0 is 0x100; 0 for what is not audio
 * @param matrix for the picture
 * @param width of the picture, in pixels times 65536
 * @param height of the picture, in pixels times 65536
 * @see "ISO/IEC 14496-12, 8.3.2 Track Header Box"
 */
public record TkhdBox(
    int version,
    int flags,
    long creationSeconds,
    long modificationSeconds,
    long trackNumber,
    long durationTicks,
    int layer,
    int alternateGroup,
    int volume,
    Slice matrix,
    long width,
    long height)
    implements Box {
  public static final BoxType TYPE = BoxType.of("tkhd");

  static TkhdBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    long creationSeconds = in.sized();
    long modificationSeconds = in.sized();
    long trackNumber = in.u32();
    in.skip(4);
    long durationTicks = in.sized();
    in.skip(8);
    int layer = in.i16();
    int alternateGroup = in.i16();
    int volume = in.i16();
    in.skip(2);
    Slice matrix = in.bytes(36);
    long width = in.u32();
    long height = in.u32();
    return new TkhdBox(
        in.version(),
        in.flags(),
        creationSeconds,
        modificationSeconds,
        trackNumber,
        durationTicks,
        layer,
        alternateGroup,
        volume,
        matrix,
        width,
        height);
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
        flags,
        box ->
            box.sized(version, creationSeconds)
                .sized(version, modificationSeconds)
                .u32(trackNumber)
                .zeros(4)
                .sized(version, durationTicks)
                .zeros(8)
                .i16(layer)
                .i16(alternateGroup)
                .i16(volume)
                .zeros(2)
                .bytes(matrix)
                .u32(width)
                .u32(height));
  }
}
