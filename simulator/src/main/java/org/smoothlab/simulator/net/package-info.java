/** Carries requests and their answers, through models or sockets, with faults on every hop. */
@NullMarked
package org.smoothlab.simulator.net;

import org.jspecify.annotations.NullMarked;
