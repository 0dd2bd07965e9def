/** Emulated players: what they ask for, what they buffer, and what they find wrong. */
@NullMarked
package org.smoothlab.simulator.viewer;

import org.jspecify.annotations.NullMarked;
