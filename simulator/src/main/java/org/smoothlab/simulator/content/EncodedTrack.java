package org.smoothlab.simulator.content;

import java.util.List;
import org.smoothlab.media.bytes.Slice;

/**
 * One track as it left its encoder.
 *
 * @param codecPrivateData as in a manifest: parameter sets behind start codes, or
 *     AudioSpecificConfig
 * @param samples of one loop, in order of decoding, which is also that of display
 */
record EncodedTrack(Slice codecPrivateData, List<EncodedSample> samples) {
  EncodedTrack {
    samples = List.copyOf(samples);
  }

  /**
   * A sample as a file carries it.
   *
   * @param data NAL units behind their lengths of 4 bytes, or one raw AAC frame
   * @param sync whether decoding can begin here
   */
  record EncodedSample(Slice data, boolean sync) {}
}
