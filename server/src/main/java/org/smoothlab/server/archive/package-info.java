/**
 * Every file of media: what a run delivered goes into one append-only log per track, each of them a
 * playable fragmented MP4, and comes back from there for viewers, after a crash and on demand.
 */
@NullMarked
package org.smoothlab.server.archive;

import org.jspecify.annotations.NullMarked;
