/**
 * What is live: publishing points, their timelines and windows, and who wins when two encoders
 * speak. No clock, no thread, no I/O: time comes in with every call, what happened leaves as
 * effects.
 */
@NullMarked
package org.smoothlab.server.origin;

import org.jspecify.annotations.NullMarked;
