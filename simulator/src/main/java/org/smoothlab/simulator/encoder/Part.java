package org.smoothlab.simulator.encoder;

import org.smoothlab.media.TrackId;

/**
 * What one {@code moof} holds of a programme: a fragment, or a chunk of one.
 *
 * @param track whose
 * @param fragmentIndex in the programme
 * @param chunkIndex in the fragment, from 0
 * @param last whether the fragment ends with it
 */
record Part(TrackId track, long fragmentIndex, int chunkIndex, boolean last) {}
