package org.smoothlab.media.dash;

/**
 * Where clients set their clocks by.
 *
 * @param schemeIdUri how it is asked
 * @param value where; a URL, relative to the MPD's
 * @see "ISO/IEC 23009-1, 5.8.4.11 and 5.8.5.7"
 */
public record UtcTiming(String schemeIdUri, String value) {
  private static final String HTTP_ISO = "urn:mpeg:dash:utc:http-iso:2014";
  private static final String HTTP_XSDATE = "urn:mpeg:dash:utc:http-xsdate:2014";

  /** The answer to a GET is an ISO 8601 time. */
  public static UtcTiming httpIso(String url) {
    return new UtcTiming(HTTP_ISO, url);
  }

  /** The answer to a GET is an {@code xs:dateTime}. */
  public static UtcTiming httpXsdate(String url) {
    return new UtcTiming(HTTP_XSDATE, url);
  }
}
