/** Numbers and verdicts, for people and for machines. */
@NullMarked
package org.smoothlab.simulator.report;

import org.jspecify.annotations.NullMarked;
