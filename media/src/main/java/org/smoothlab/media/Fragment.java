package org.smoothlab.media;

import org.smoothlab.media.bytes.Slice;

/**
 * One {@code moof} and its samples: one track, one start time.
 *
 * @param trackNumber {@code track_ID} of its only {@code traf}
 * @param time from {@code tfxd}, or made from {@code tfdt} and the samples where that is missing
 * @param samples what its runs say of the samples
 * @param moof the whole box; its data offsets point to {@code payload} behind an {@code mdat}
 *     header of 8 bytes behind the {@code moof}
 * @param payload the sample bytes: the body of the {@code mdat}, without its header
 */
public record Fragment(
    int trackNumber, FragmentTime time, Samples samples, Slice moof, Slice payload) {

  /**
   * @param count how many samples, at least 1
   * @param startsWithSync whether the first one is decodable on its own
   * @param allSync whether each is (audio; a fragment of key frames)
   */
  public record Samples(int count, boolean startsWithSync, boolean allSync) {}

  /** Bytes of the {@code moof}, the {@code mdat} header and the samples. */
  public long sizeBytes() {
    return moof.size() + 8 + payload.size();
  }
}
