/** One fragment, or one track's header, into another delivery form; media is never re-encoded. */
@NullMarked
package org.smoothlab.media.transmux;

import org.jspecify.annotations.NullMarked;
