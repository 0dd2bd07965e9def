/** The page in a real browser: what it shows, and that it stays quiet. */
@NullMarked
package org.smoothlab.player;

import org.jspecify.annotations.NullMarked;
