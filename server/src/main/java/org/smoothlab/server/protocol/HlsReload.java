package org.smoothlab.server.protocol;

import java.util.Locale;

/**
 * What a request for a playlist says of when it is to be answered.
 *
 * @param number the playlist must tell of this media sequence number; -1 when it need not
 * @param part and of this part of it; -1 when the whole segment is meant
 * @param skips whether the client knows what is old already
 * @param isMalformed whether it says anything that it must not
 * @see "draft-pantos-hls-rfc8216bis, 6.2.5"
 */
record HlsReload(long number, int part, boolean skips, boolean isMalformed) {
  private static final String NUMBER = "_HLS_msn=";
  private static final String PART = "_HLS_part=";
  private static final String SKIP = "_HLS_skip=";

  /** Read from the query of a target. */
  static HlsReload read(String target) {
    int query = target.indexOf('?');
    long number = -1;
    long part = -1;
    boolean skips = false;
    boolean isMalformed = false;
    for (String field : query < 0 ? new String[0] : target.substring(query + 1).split("&")) {
      if (field.startsWith(NUMBER)) {
        number = number(field.substring(NUMBER.length()), Long.MAX_VALUE);
        isMalformed |= number < 0;
      } else if (field.startsWith(PART)) {
        part = number(field.substring(PART.length()), Integer.MAX_VALUE);
        isMalformed |= part < 0;
      } else if (field.startsWith(SKIP)) {
        String value = field.substring(SKIP.length()).toLowerCase(Locale.ROOT);
        skips = value.equals("yes") || value.equals("v2");
        isMalformed |= !skips;
      }
    }
    return new HlsReload(number, (int) part, skips, isMalformed || (part >= 0 && number < 0));
  }

  /** A decimal integer: RFC 8216, 4.2; -1 for anything else. */
  private static long number(String text, long max) {
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    long number = Long.parseLong(text);
    return number <= max ? number : -1;
  }

  /** Whether it may be answered at once. */
  boolean isSatisfiedByAnything() {
    return number < 0;
  }
}
