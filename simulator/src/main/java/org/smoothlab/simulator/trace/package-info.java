/** What happened in a run, as data: the same seed gives the same bytes. */
@NullMarked
package org.smoothlab.simulator.trace;

import org.jspecify.annotations.NullMarked;
