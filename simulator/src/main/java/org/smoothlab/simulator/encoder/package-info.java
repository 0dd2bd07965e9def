/** Synthetic live sources: encoders that push test content, and can misbehave on demand. */
@NullMarked
package org.smoothlab.simulator.encoder;

import org.jspecify.annotations.NullMarked;
