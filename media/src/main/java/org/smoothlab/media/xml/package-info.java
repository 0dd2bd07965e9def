/** XML documents of manifests: read without trusting them, written without a tree in between. */
@NullMarked
package org.smoothlab.media.xml;

import org.jspecify.annotations.NullMarked;
