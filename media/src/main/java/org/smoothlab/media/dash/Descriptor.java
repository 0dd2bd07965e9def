package org.smoothlab.media.dash;

/**
 * A property named by a scheme: a role, a count of channels, a clock.
 *
 * @param schemeIdUri says what the value means
 * @param value may be empty
 * @see "ISO/IEC 23009-1, 5.8.2 Descriptor"
 */
public record Descriptor(String schemeIdUri, String value) {
  private static final String ROLE = "urn:mpeg:dash:role:2011";

  /** {@code main}, {@code alternate}, {@code subtitle} …: ISO/IEC 23009-1, 5.8.5.5. */
  public static Descriptor role(String value) {
    return new Descriptor(ROLE, value);
  }
}
