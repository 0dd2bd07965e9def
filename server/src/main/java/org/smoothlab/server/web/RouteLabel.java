package org.smoothlab.server.web;

import java.util.Locale;

/**
 * What kind of thing was asked for, in as many words as a metric may have labels. Only counts with
 * it: what a request means is decided elsewhere.
 */
enum RouteLabel {
  INGEST,
  MANIFEST,
  FRAGMENTS,
  FRAGMENT_INFO,
  KEY_FRAMES,
  RAW_FRAGMENTS,
  STREAMS,
  STREAM_MANIFEST,
  CONTENT_KEY,
  POINT,
  PLAYER,
  ADMIN,
  SITE,
  OTHER;

  /** The attribute of a request under which its handler leaves the label. */
  static final String ATTRIBUTE = RouteLabel.class.getName();

  /** The label of a request to a publishing point. */
  static RouteLabel ofPoint(String method, String path) {
    if (method.equals("POST") || method.equals("PUT")) {
      return INGEST;
    }
    String last = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    int bracket = last.indexOf('(');
    return switch (bracket < 0 ? last : last.substring(0, bracket)) {
      case "manifest" -> MANIFEST;
      case "fragments" -> FRAGMENTS;
      case "fragmentinfo" -> FRAGMENT_INFO;
      case "keyframes" -> KEY_FRAMES;
      case "rawfragments" -> RAW_FRAGMENTS;
      case "streams" -> STREAMS;
      case "streammanifest" -> STREAM_MANIFEST;
      case "key" -> CONTENT_KEY;
      default -> last.endsWith(".isml") || last.endsWith(".ism") ? POINT : OTHER;
    };
  }

  /** As metrics write it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
