/**
 * Origins speak to origins: what a publishing point pushes to others, and what it pulls from them.
 * No clock, no thread, no socket, no log: an {@link org.smoothlab.server.relay.Office} lends time
 * and ways to send, what happened leaves through a {@link org.smoothlab.server.relay.RelaySink}.
 */
@NullMarked
package org.smoothlab.server.relay;

import org.jspecify.annotations.NullMarked;
