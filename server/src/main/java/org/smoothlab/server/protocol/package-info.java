/**
 * What a request means and how it is answered, without any HTTP library: the only way in, for the
 * door with sockets and for the simulated network alike.
 */
@NullMarked
package org.smoothlab.server.protocol;

import org.jspecify.annotations.NullMarked;
