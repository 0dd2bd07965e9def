package org.smoothlab.media;

/**
 * A name and a value that the standard does not define, handed through as they are.
 *
 * @see "[MS-SSTR] 2.2.2.5, CustomAttributes"
 */
public record CustomAttribute(String name, String value) {}
