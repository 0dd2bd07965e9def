package org.smoothlab.server.management;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two forms of every resource. */
public enum Form {
  /** Atom, as IIS has it; errors are plain XML. */
  XML,
  /** Of ours, by content negotiation. */
  JSON;

  private static final Pattern QUALITY =
      Pattern.compile("(?:^|;)\\s*q\\s*=\\s*([01](?:\\.\\d{0,3})?)");

  /** What the client gets: JSON when it prefers that, or sent that and prefers nothing. */
  public static Form ofAnswer(String accept, String contentType) {
    double json = 0;
    double xml = 0;
    for (String range : accept.split(",", -1)) {
      int semicolon = range.indexOf(';');
      String type = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
      double quality = semicolon < 0 ? 1 : quality(range.substring(semicolon + 1));
      switch (type.toLowerCase(Locale.ROOT)) {
        case "application/json" -> json = Math.max(json, quality);
        case "application/atom+xml", "application/xml", "text/xml" -> xml = Math.max(xml, quality);
        default -> {
          // Anything else names neither: clients send text/json and read XML.
        }
      }
    }
    if (json == 0 && xml == 0) {
      return ofRequest(contentType).orElse(XML);
    }
    return json > xml ? JSON : XML;
  }

  /** What the client sent; empty when it is neither. Parameters mean nothing. */
  public static Optional<Form> ofRequest(String contentType) {
    String type = contentType.replaceFirst("(?s);.*", "").strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "application/atom+xml" -> Optional.of(XML);
      case "application/json" -> Optional.of(JSON);
      default -> Optional.empty();
    };
  }

  /** Of entries and feeds. */
  public String mediaType() {
    return switch (this) {
      case XML -> "application/atom+xml; charset=utf-8";
      case JSON -> "application/json";
    };
  }

  /** Of errors. */
  public String problemMediaType() {
    return switch (this) {
      case XML -> "application/xml; charset=utf-8";
      case JSON -> "application/json";
    };
  }

  private static double quality(String parameters) {
    Matcher quality = QUALITY.matcher(parameters);
    return quality.find() ? Double.parseDouble(quality.group(1)) : 1;
  }
}
