/**
 * Who may publish, manage, syndicate and watch, per path: credentials and the time in, a decision
 * out. Knows no HTTP library, reads no file and no clock.
 */
@NullMarked
package org.smoothlab.server.access;

import org.jspecify.annotations.NullMarked;
