/** What time it is and what happens next, in virtual and in real time. */
@NullMarked
package org.smoothlab.simulator.time;

import org.jspecify.annotations.NullMarked;
