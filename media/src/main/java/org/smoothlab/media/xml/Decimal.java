package org.smoothlab.media.xml;

import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/** Unsigned decimal numbers, as URLs and manifests have them. */
public final class Decimal {
  private Decimal() {}

  /**
   * The number that {@code digits} spells.
   *
   * @param max the largest number allowed, at least 0
   * @param what names the number in the message
   * @throws MalformedMediaException if there is anything but ASCII digits, or more than {@code max}
   */
  public static long read(String digits, long max, String what) throws MalformedMediaException {
    if (digits.isEmpty()) {
      throw new MalformedMediaException(what + " is missing");
    }
    long value = 0;
    for (int index = 0; index < digits.length(); index++) {
      int digit = digits.charAt(index) - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedMediaException(
            what + " must be decimal digits, got \"" + MediaException.shown(digits) + "\"");
      }
      if (value > (max - digit) / 10 || digit > max) {
        throw new MalformedMediaException(
            what + " is above " + max + ": " + MediaException.shown(digits));
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
