/** MPEG-2 transport streams: packets, tables, PES and clocks, written and read. */
@NullMarked
package org.smoothlab.media.ts;

import org.jspecify.annotations.NullMarked;
