/**
 * Immutable views of bytes, and reading and writing them. The exceptions for wrong input live here,
 * at the bottom, because every reader above throws them.
 */
@NullMarked
package org.smoothlab.media.bytes;

import org.jspecify.annotations.NullMarked;
