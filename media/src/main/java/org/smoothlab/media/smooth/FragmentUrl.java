package org.smoothlab.media.smooth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.bytes.MalformedMediaException;

/**
 * The pattern of a stream's fragment URLs, as its manifest gives it, and what players make of it.
 *
 * <p>Placeholders are {@code {bitrate}}, {@code {start time}} or {@code {start_time}}, and {@code
 * {CustomAttributes}}; all are read without regard to case, because servers in the field differ.
 *
 * @param pattern relative to the manifest URL without its last segment; empty for a stream that has
 *     no fragments of its own
 * @see "[MS-SSTR] 2.2.2.4 UrlPattern"
 */
public record FragmentUrl(String pattern) {
  /** A stream that is wholly inside the manifest. */
  public static final FragmentUrl NONE = new FragmentUrl("");

  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "\\{bitrate}|\\{start(?: |_|%20)time}|,?\\{customattributes}", Pattern.CASE_INSENSITIVE);
  private static final Pattern ILLEGAL_IN_URI =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\\-._~!$&'()*,;=:@/?%]+");

  /**
   * The one pattern that all known players replace.
   *
   * @param streamName is percent-encoded where needed
   */
  public static FragmentUrl ofStream(String streamName) {
    return new FragmentUrl(
        "QualityLevels({bitrate})/Fragments(" + UrlText.encodeName(streamName) + "={start time})");
  }

  /**
   * The same below an event, which keeps caches from mixing two runs of a publishing point.
   *
   * @param eventId is percent-encoded where needed
   * @see "[MS-SSTR] 2.2.7, EventID"
   */
  public FragmentUrl inEvent(String eventId) {
    return new FragmentUrl("Events(" + UrlText.encodeName(eventId) + ")/" + pattern);
  }

  /**
   * Checks a pattern from outside: what it expands to must be a URL.
   *
   * @param where the beginning of the message
   * @throws MalformedMediaException if it is not
   */
  static FragmentUrl read(String pattern, String where) throws MalformedMediaException {
    FragmentUrl url = new FragmentUrl(pattern);
    try {
      new URI(url.expand(0, List.of(), 0));
    } catch (URISyntaxException e) {
      throw new MalformedMediaException(
          where + "@Url \"" + UrlText.shown(pattern) + "\" makes no URL ([MS-SSTR] 2.2.2.4)", e);
    }
    return url;
  }

  /**
   * Replaces the placeholders and percent-encodes what may not stand in a URL.
   *
   * @param attributes of the quality level, in the order of the manifest; may be empty
   * @param startTicks in 0..2^63-1, in the stream's timescale
   */
  public String expand(long bitrateBps, List<CustomAttribute> attributes, long startTicks) {
    if (startTicks < 0) {
      throw new IllegalArgumentException("startTicks is negative: " + startTicks);
    }
    StringBuilder out = new StringBuilder();
    Matcher placeholder = PLACEHOLDER.matcher(pattern);
    int from = 0;
    while (placeholder.find()) {
      out.append(legal(pattern.substring(from, placeholder.start())));
      String found = placeholder.group();
      switch (found.charAt(1)) {
        case 'b', 'B' -> out.append(bitrateBps);
        case 's', 'S' -> out.append(startTicks);
        default -> out.append(attributeList(attributes, found.startsWith(",")));
      }
      from = placeholder.end();
    }
    return out.append(legal(pattern.substring(from))).toString();
  }

  /**
   * The whole URL of a fragment of the presentation whose manifest was found at {@code manifest}.
   *
   * @param attributes of the quality level, in the order of the manifest; may be empty
   * @param startTicks in 0..2^63-1, in the stream's timescale
   * @throws IllegalArgumentException if the pattern makes no URL; one that was read does
   */
  public URI resolve(
      URI manifest, long bitrateBps, List<CustomAttribute> attributes, long startTicks) {
    return manifest.resolve(expand(bitrateBps, attributes, startTicks));
  }

  private static String attributeList(List<CustomAttribute> attributes, boolean commaFirst) {
    StringBuilder out = new StringBuilder();
    for (CustomAttribute attribute : attributes) {
      out.append(out.isEmpty() && !commaFirst ? "" : ",")
          .append(UrlText.encodeName(attribute.name()))
          .append('=')
          .append(UrlText.encodeName(attribute.value()));
    }
    return out.toString();
  }

  /** Keeps the escapes that the pattern already has. */
  private static String legal(String text) {
    return ILLEGAL_IN_URI
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(UrlText.encodeName(found.group())));
  }
}
