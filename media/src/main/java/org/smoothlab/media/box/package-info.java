/**
 * ISO BMFF and the {@code uuid} boxes of Smooth Streaming: found, read, changed, written, dumped.
 */
@NullMarked
package org.smoothlab.media.box;

import org.jspecify.annotations.NullMarked;
