/** Assembly: a whole origin from its settings, with its publishing points read from files. */
@NullMarked
package org.smoothlab.server;

import org.jspecify.annotations.NullMarked;
