package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * What the samples of all fragments of a track have in common, unless a fragment says otherwise.
 *
 * @param trackNumber {@code track_ID}
 * @param defaultSampleDescriptionIndex from 1
 * @param defaultDurationTicks of a sample
 * @param defaultSizeBytes of a sample
 * @param defaultFlags see {@link SampleFlags}
 * @see "ISO/IEC 14496-12, 8.8.3 Track Extends Box"
 */
public record TrexBox(
    long trackNumber,
    long defaultSampleDescriptionIndex,
    long defaultDurationTicks,
    long defaultSizeBytes,
    long defaultFlags)
    implements Box {
  public static final BoxType TYPE = BoxType.of("trex");

  static TrexBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new TrexBox(in.u32(), in.u32(), in.u32(), in.u32(), in.u32());
  }

  /** What {@link FragmentReader} needs of it. */
  public TrackDefaults defaults() {
    return new TrackDefaults(defaultDurationTicks, defaultSizeBytes, defaultFlags);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(
        TYPE,
        0,
        0,
        box ->
            box.u32(trackNumber)
                .u32(defaultSampleDescriptionIndex)
                .u32(defaultDurationTicks)
                .u32(defaultSizeBytes)
                .u32(defaultFlags));
  }
}
