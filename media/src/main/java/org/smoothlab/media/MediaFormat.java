package org.smoothlab.media;

/** What a decoder must know beside the codec's own data. */
public sealed interface MediaFormat {
  /**
   * @param maxWidth pixels
   * @param maxHeight pixels
   * @param nalUnitLengthBytes 1, 2 or 4: size of the length in front of each NAL unit
   */
  record Video(int maxWidth, int maxHeight, int nalUnitLengthBytes) implements MediaFormat {}

  /**
   * @param samplingRateHz samples per second and channel
   * @param channelCount 1 mono, 2 stereo …
   * @param bitsPerSample 16 for AAC
   * @param packetBytes block size; 4 is what encoders write for AAC
   * @param audioTag 255 for AAC
   */
  record Audio(
      int samplingRateHz, int channelCount, int bitsPerSample, int packetBytes, int audioTag)
      implements MediaFormat {}

  /** Captions, markers, events: nothing to know. */
  record Text() implements MediaFormat {}
}
