/** How fast the hot paths are: one JMH class per question, each beside its own baseline. */
@NullMarked
package org.smoothlab.benchmarks;

import org.jspecify.annotations.NullMarked;
