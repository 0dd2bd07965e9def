package org.smoothlab.media.box;

import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * When the enclosing fragment starts and how long it lasts, on the presentation's own timeline.
 *
 * @param time presentation time of the first sample, and the sum of the sample durations. Encoders
 *     write a start before zero for the priming samples of AAC, so version 1 is read as signed.
 * @see "[MS-SSTR] 2.2.4.4 TfxdBox"
 */
public record TfxdBox(FragmentTime time) implements Box {
  public static final BoxType TYPE = BoxType.uuid("6d1d9b05-42d5-44e6-80e2-141daff757b2");

  static TfxdBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    return new TfxdBox(readTime(in));
  }

  /** Reads one time and one duration, of 64 or 32 bits by the version of their box. */
  static FragmentTime readTime(BoxReader in) throws MalformedMediaException {
    long startTicks = in.sized();
    long durationTicks = in.sized();
    if (durationTicks < 0 || startTicks > Long.MAX_VALUE - durationTicks) {
      throw in.malformed(
          "a fragment of %s ticks at %d ends beyond 2^63-1 ([MS-SSTR] 2.2.4.4)"
              .formatted(Long.toUnsignedString(durationTicks), startTicks));
    }
    return new FragmentTime(startTicks, durationTicks);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 1, 0, box -> box.i64(time.startTicks()).i64(time.durationTicks()));
  }
}
