/** What a decoder must be told before the first sample, and how codecs are named. */
@NullMarked
package org.smoothlab.media.codec;

import org.jspecify.annotations.NullMarked;
