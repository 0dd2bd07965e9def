/**
 * How late viewers of low-latency HLS and DASH are, and what it costs an origin to let many of them
 * wait. They know nothing of the origin but what its playlists and MPDs say.
 */
@NullMarked
package org.smoothlab.load.lowlatency;

import org.jspecify.annotations.NullMarked;
