package org.smoothlab.media.smooth;

import org.smoothlab.media.bytes.MalformedMediaException;

/** Unsigned decimal numbers, as Smooth writes them in URLs and manifests. */
final class Decimal {
  private Decimal() {}

  /**
   * The number that {@code digits} spells.
   *
   * @param max the largest number allowed, at least 0
   * @param what names the number in the message
   * @throws MalformedMediaException if there is anything but ASCII digits, or more than {@code max}
   */
  static long read(String digits, long max, String what) throws MalformedMediaException {
    if (digits.isEmpty()) {
      throw new MalformedMediaException(what + " is missing");
    }
    long value = 0;
    for (int index = 0; index < digits.length(); index++) {
      int digit = digits.charAt(index) - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedMediaException(
            what + " must be decimal digits, got \"" + UrlText.shown(digits) + "\"");
      }
      if (value > (max - digit) / 10 || digit > max) {
        throw new MalformedMediaException(what + " is above " + max + ": " + UrlText.shown(digits));
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
