package org.smoothlab.load.lowlatency;

import java.util.HexFormat;

/** CMAF by hand, with a clock of 10 000 000 ticks a second. */
final class Cmaf {
  static final byte[] INITIALIZATION =
      HexFormat.of()
          .parseHex(
              "000000386d6f6f76"
                  + "000000307472616b"
                  + "000000286d646961"
                  + "000000206d64686400000000"
                  + "0000000000000000"
                  + "00989680"
                  + "00000000"
                  + "55c40000");

  private Cmaf() {}

  /** A chunk with one sample of 200 ms. */
  static byte[] chunk(long startTicks) {
    return HexFormat.of()
        .parseHex(
            "000000606d6f6f66"
                + "000000106d66686400000000"
                + "00000001"
                + "0000004874726166"
                + "000000107466686400020000"
                + "00000001"
                + "000000147466647401000000"
                + HexFormat.of().toHexDigits(startTicks)
                + "0000001c7472756e00000301"
                + "00000001"
                + "00000068"
                + "001e8480"
                + "00000002"
                + "0000000a6d646174"
                + "cafe");
  }
}
