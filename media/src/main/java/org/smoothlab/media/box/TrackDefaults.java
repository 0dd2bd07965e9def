package org.smoothlab.media.box;

/**
 * What a track's samples have in common unless their fragment says otherwise: {@code trex} of the
 * announce.
 *
 * @param sampleDurationTicks in 0..2^32-1, on the track's clock
 * @param sampleSizeBytes in 0..2^32-1
 * @param sampleFlags see {@link SampleFlags}
 * @see "ISO/IEC 14496-12, 8.8.3 Track Extends Box"
 */
public record TrackDefaults(long sampleDurationTicks, long sampleSizeBytes, long sampleFlags) {
  /** Nothing is announced: every fragment says all itself. */
  public static final TrackDefaults NONE = new TrackDefaults(0, 0, 0);
}
