package org.smoothlab.server.protocol;

import java.util.function.Function;
import org.smoothlab.media.bytes.Slice;

/**
 * A small body is wanted whole. The door reads it to its end and asks on with it: the opening that
 * it gets answers with a {@link Reply} or a {@link Wait}.
 *
 * @param bytesMax what is read at most
 * @param tooLarge the answer to more
 * @param received what to ask once all of the body has come; it is empty when there is none
 */
public record Body(int bytesMax, Reply tooLarge, Function<Slice, Opening> received)
    implements Exchange {}
