package org.smoothlab.simulator.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.NalUnits;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/**
 * A loop of the test card in HEVC. The FFmpeg libraries that come along have no HEVC encoder, so it
 * is kept as a file: see {@code reference-hevc.md} beside it.
 */
final class ReferenceHevc {
  static final int WIDTH_PIXELS = 320;
  static final int HEIGHT_PIXELS = 180;
  static final int BITRATE_BPS = 60_000;

  /** Length of the loop; the stamps count up to it. */
  static final int LOOP_SECONDS = 20;

  private static final String FILE = "reference-hevc.h265";
  private static final int ACCESS_UNIT_DELIMITER = 35;
  private static final int PARAMETER_SETS_FIRST = 32;
  private static final int PARAMETER_SETS_LAST = 34;
  private static final int SYNC_FIRST = 16;
  private static final int SYNC_LAST = 23;
  private static final int PICTURE_LAST = 31;

  private ReferenceHevc() {}

  /** The loop, of 500 pictures. */
  static EncodedTrack load() throws IOException {
    try (InputStream file = ReferenceHevc.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IOException("the product lacks its file " + FILE);
      }
      return split(NalUnits.splitAnnexB(Slice.copyOf(file.readAllBytes())));
    } catch (MalformedMediaException damaged) {
      throw new IOException("the product's file " + FILE + " is damaged", damaged);
    }
  }

  private static EncodedTrack split(List<Slice> units) {
    List<Slice> parameterSets = new ArrayList<>();
    List<EncodedSample> samples = new ArrayList<>();
    for (Slice unit : units) {
      int type = unit.u8(0) >> 1 & 0x3F;
      if (type >= PARAMETER_SETS_FIRST && type <= PARAMETER_SETS_LAST) {
        if (!parameterSets.contains(unit)) {
          parameterSets.add(unit);
        }
      } else if (type <= PICTURE_LAST) {
        // One slice a picture: so it was made.
        Slice data = NalUnits.toLengthPrefixed(List.of(unit), VideoEncoder.NAL_UNIT_LENGTH_BYTES);
        samples.add(new EncodedSample(data, type >= SYNC_FIRST && type <= SYNC_LAST));
      } else if (type < ACCESS_UNIT_DELIMITER) {
        throw new AssertionError("reserved unit type " + type);
      }
    }
    return new EncodedTrack(NalUnits.toAnnexB(parameterSets), samples);
  }
}
