package org.smoothlab.server.protocol;

/**
 * The body is welcome: hand whatever arrives to the session. To {@code Expect: 100-continue} this
 * means 100, while a {@link Reply} means the final answer.
 */
public record Upload(IngestSession session) implements Exchange {}
