/** Smooth Streaming's documents and names: URLs, manifests, and what an encoder announces. */
@NullMarked
package org.smoothlab.media.smooth;

import org.jspecify.annotations.NullMarked;
