/** The command line: one class per command. */
@NullMarked
package org.smoothlab.simulator;

import org.jspecify.annotations.NullMarked;
