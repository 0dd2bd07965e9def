package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * When, on a wall clock, the encoder had a fragment.
 *
 * @param version 1 when the media time has 64 bits, else 0
 * @param flags what the encoder was doing at that time
 * @param trackNumber {@code track_ID}
 * @param ntpTime seconds since 1900 in the upper 32 bits, their fraction in the lower
 * @param mediaTicks the same time on the clock of the track
 * @see "ISO/IEC 14496-12, 8.16.5 Producer Reference Time Box"
 */
public record PrftBox(int version, int flags, long trackNumber, long ntpTime, long mediaTicks)
    implements Box {
  public static final BoxType TYPE = BoxType.of("prft");

  /** The time is the one at which the encoder was given the frame. */
  public static final int ENCODER_INPUT = 0;

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NTP_SECONDS_OF_1970 = 2_208_988_800L;

  /**
   * When the encoder was given a frame.
   *
   * @param epochNanos wall time, since 1970
   * @param mediaTicks of the frame, 0 or later
   */
  public static PrftBox encoderInput(long trackNumber, long epochNanos, long mediaTicks) {
    // The seconds of NTP begin again in 2036.
    long seconds = Math.floorDiv(epochNanos, NANOS_PER_SECOND) + NTP_SECONDS_OF_1970;
    long fraction = (Math.floorMod(epochNanos, NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
    return new PrftBox(1, ENCODER_INPUT, trackNumber, seconds << 32 | fraction, mediaTicks);
  }

  static PrftBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    return new PrftBox(in.version(), in.flags(), in.u32(), in.i64(), in.sized());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(
        TYPE, version, flags, box -> box.u32(trackNumber).i64(ntpTime).sized(version, mediaTicks));
  }
}
