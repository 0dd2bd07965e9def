package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * The configuration of an AC-3 decoder.
 *
 * @param config AC3SpecificBox: rate, version, channels and bitrate in three bytes
 * @see "ETSI TS 102 366, F.4"
 */
public record Dac3Box(Slice config) implements Box {
  public static final BoxType TYPE = BoxType.of("dac3");

  static Dac3Box read(BoxReader in) {
    return new Dac3Box(in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> box.bytes(config));
  }
}
