package org.smoothlab.server.protocol;

/**
 * One header field.
 *
 * @param name compared without regard to case
 * @param value as on the wire, without the white space around it
 */
public record Header(String name, String value) {}
