package org.smoothlab.load.lowlatency;

import java.io.IOException;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.MdhdBox;
import org.smoothlab.media.box.MdiaBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.TrakBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Reads what a track counts its time in. */
final class TrackClock {
  private TrackClock() {}

  /**
   * From an initialization section.
   *
   * @throws IOException if it does not say
   */
  static Timescale of(byte[] initialization) throws IOException {
    try {
      return BoxList.read(Slice.copyOf(initialization), "init")
          .find(MoovBox.class)
          .flatMap(moov -> moov.children().find(TrakBox.class))
          .flatMap(trak -> trak.children().find(MdiaBox.class))
          .flatMap(mdia -> mdia.children().find(MdhdBox.class))
          .map(mdhd -> new Timescale(mdhd.timescaleTicksPerSecond()))
          .orElseThrow(() -> new IOException("an initialization section without a clock"));
    } catch (MediaException wrong) {
      throw new IOException("not an initialization section", wrong);
    }
  }
}
