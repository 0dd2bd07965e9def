/** The nouns that every other room shares: clocks, streams, tracks, quality levels, fragments. */
@NullMarked
package org.smoothlab.media;

import org.jspecify.annotations.NullMarked;
