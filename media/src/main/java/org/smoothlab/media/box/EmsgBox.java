package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * An event for the player.
 *
 * @param version 0: the time counts from the segment; 1: from the start of the presentation
 * @param schemeUri who defines the event
 * @param value may be empty
 * @param timescaleTicksPerSecond of the times below
 * @param presentationTicks when it happens, by the version
 * @param durationTicks {@link #UNKNOWN_DURATION} when unknown
 * @param id events of one scheme, value and id are the same
 * @param message as the scheme defines
 * @see "ISO/IEC 23009-1, 5.10.3.3 Event message box"
 */
public record EmsgBox(
    int version,
    String schemeUri,
    String value,
    long timescaleTicksPerSecond,
    long presentationTicks,
    long durationTicks,
    long id,
    Slice message)
    implements Box {
  public static final BoxType TYPE = BoxType.of("emsg");

  /** The duration of what nobody knows the end of. */
  public static final long UNKNOWN_DURATION = 0xFFFF_FFFFL;

  static EmsgBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    return in.version() == 0 ? readVersion0(in) : readVersion1(in);
  }

  private static EmsgBox readVersion0(BoxReader in) throws MalformedMediaException {
    return new EmsgBox(
        0, in.zeroEnded(), in.zeroEnded(), in.u32(), in.u32(), in.u32(), in.u32(), in.rest());
  }

  private static EmsgBox readVersion1(BoxReader in) throws MalformedMediaException {
    long timescaleTicksPerSecond = in.u32();
    long presentationTicks = in.i64();
    long durationTicks = in.u32();
    long id = in.u32();
    return new EmsgBox(
        1,
        in.zeroEnded(),
        in.zeroEnded(),
        timescaleTicksPerSecond,
        presentationTicks,
        durationTicks,
        id,
        in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, version, 0, version == 0 ? this::writeVersion0 : this::writeVersion1);
  }

  private void writeVersion0(BoxWriter box) {
    box.zeroEnded(schemeUri).zeroEnded(value);
    box.u32(timescaleTicksPerSecond).u32(presentationTicks).u32(durationTicks).u32(id);
    box.bytes(message);
  }

  private void writeVersion1(BoxWriter box) {
    box.u32(timescaleTicksPerSecond).i64(presentationTicks).u32(durationTicks).u32(id);
    box.zeroEnded(schemeUri).zeroEnded(value).bytes(message);
  }
}
