/** Real H.264 and AAC test content, made here, whose every frame says which frame it is. */
@NullMarked
package org.smoothlab.simulator.content;

import org.jspecify.annotations.NullMarked;
