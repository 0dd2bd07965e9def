package org.smoothlab.server.access;

import java.util.List;

/**
 * Which paths a rule is about: {@code *} stands for anything within a segment, {@code **} as a
 * segment for any number of segments, also none. A pattern that ends in {@code /} means everything
 * below. Case counts, as in the names of publishing points.
 *
 * @param text begins with {@code /}, at most {@link #CHARS_MAX} characters
 */
public record PathPattern(String text) {
  /** The longest pattern. */
  public static final int CHARS_MAX = 512;

  /** Every path. */
  public static final PathPattern EVERYTHING = new PathPattern("/**");

  private static final String ANY_SEGMENTS = "**";

  public PathPattern {
    if (!text.startsWith("/") || text.length() > CHARS_MAX) {
      throw new IllegalArgumentException(
          "expected a path that begins with / and has at most " + CHARS_MAX + " characters");
    }
    for (String segment : text.split("/", -1)) {
      if (segment.contains(ANY_SEGMENTS) && !segment.equals(ANY_SEGMENTS)) {
        throw new IllegalArgumentException("** stands alone between two /: " + text);
      }
    }
  }

  /** Whether it is about this path: decoded, as publishing points are named. */
  public boolean matches(String path) {
    if (text.equals("/**")) {
      return true;
    }
    List<String> wanted = segments(text.endsWith("/") ? text + ANY_SEGMENTS : text);
    List<String> given = segments(path);
    // The text-book greedy match: only the last ** is ever taken back, so it ends in n * m steps.
    int want = 0;
    int retryWant = -1;
    int retryGiven = 0;
    int at = 0;
    while (at < given.size()) {
      if (want < wanted.size() && wanted.get(want).equals(ANY_SEGMENTS)) {
        retryWant = ++want;
        retryGiven = at;
      } else if (want < wanted.size() && segmentMatches(wanted.get(want), given.get(at))) {
        want++;
        at++;
      } else if (retryWant >= 0) {
        want = retryWant;
        at = ++retryGiven;
      } else {
        return false;
      }
    }
    while (want < wanted.size() && wanted.get(want).equals(ANY_SEGMENTS)) {
      want++;
    }
    return want == wanted.size();
  }

  private static List<String> segments(String path) {
    return List.of((path.startsWith("/") ? path.substring(1) : path).split("/", -1));
  }

  private static boolean segmentMatches(String pattern, String segment) {
    int want = 0;
    int retryWant = -1;
    int retryGiven = 0;
    int at = 0;
    while (at < segment.length()) {
      if (want < pattern.length() && pattern.charAt(want) == '*') {
        retryWant = ++want;
        retryGiven = at;
      } else if (want < pattern.length() && pattern.charAt(want) == segment.charAt(at)) {
        want++;
        at++;
      } else if (retryWant >= 0) {
        want = retryWant;
        at = ++retryGiven;
      } else {
        return false;
      }
    }
    while (want < pattern.length() && pattern.charAt(want) == '*') {
      want++;
    }
    return want == pattern.length();
  }
}
