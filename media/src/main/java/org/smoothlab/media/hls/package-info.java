/** Playlists of HTTP Live Streaming. */
@NullMarked
package org.smoothlab.media.hls;

import org.jspecify.annotations.NullMarked;
