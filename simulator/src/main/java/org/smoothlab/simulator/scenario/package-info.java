/** Reproducible experiments: who takes part, what goes wrong, what must hold; in two worlds. */
@NullMarked
package org.smoothlab.simulator.scenario;

import org.jspecify.annotations.NullMarked;
