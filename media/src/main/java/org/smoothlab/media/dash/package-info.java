/** What a DASH presentation is made of, written and read as an MPD. */
@NullMarked
package org.smoothlab.media.dash;

import org.jspecify.annotations.NullMarked;
