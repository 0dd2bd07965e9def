/**
 * The management resources of publishing points, as IIS Media Services 4.1 has them: what their
 * documents look like, in Atom and in JSON, which errors there are, and in which order commands to
 * one point are carried out.
 */
@NullMarked
package org.smoothlab.server.management;

import org.jspecify.annotations.NullMarked;
