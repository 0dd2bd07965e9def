/** Many live viewers against one origin on this machine, bounded, with a stated objective. */
@NullMarked
package org.smoothlab.load;

import org.jspecify.annotations.NullMarked;
