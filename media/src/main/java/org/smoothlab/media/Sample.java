package org.smoothlab.media;

import org.smoothlab.media.bytes.Slice;

/**
 * One coded picture, audio frame or text.
 *
 * @param decodeTicks when it is decoded, on its track's clock
 * @param durationTicks until the next one is decoded
 * @param compositionOffsetTicks from decoding to presentation; negative only in version 1 runs
 * @param sync whether it is decodable on its own
 * @param data its bytes
 */
public record Sample(
    long decodeTicks, long durationTicks, int compositionOffsetTicks, boolean sync, Slice data) {}
