/**
 * What encoders send: real H.264 and AAC test content, made here, whose every frame says which
 * frame it is; recordings; and what FFmpeg makes of users' files.
 */
@NullMarked
package org.smoothlab.simulator.content;

import org.jspecify.annotations.NullMarked;
