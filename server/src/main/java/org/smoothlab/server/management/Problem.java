package org.smoothlab.server.management;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Why a request was not carried out.
 *
 * @param status HTTP status
 * @param hresult the primary error number
 * @param message a sentence for people
 * @param internalHresult the number of the failure underneath, if there is one
 */
public record Problem(int status, int hresult, String message, OptionalInt internalHresult) {
  /** {@code E_FAIL}: a failure without a number of its own. */
  public static final int UNSPECIFIED = 0x8000_4005;

  /** {@code ERROR_NOT_ENOUGH_QUOTA}: a bound of the server is reached. */
  public static final int QUOTA = 0x8007_0718;

  /** {@code ERROR_FILE_NOT_FOUND}. */
  static final int FILE_NOT_FOUND = 0x8007_0002;

  /** One of the sixteen. */
  public static Problem of(ManagementError error, String message) {
    OptionalInt internal =
        error == ManagementError.PUBLISHING_POINT_NOT_FOUND
            ? OptionalInt.of(FILE_NOT_FOUND)
            : OptionalInt.empty();
    return new Problem(error.status(), error.hresult(), message, internal);
  }

  /** Any other failure: 500 with the system's own number. */
  public static Problem failure(int hresult, String message) {
    return new Problem(500, hresult, message, OptionalInt.empty());
  }

  /** A body beyond its bound, which the API itself does not know: 413. */
  public static Problem tooLarge(int bytesMax) {
    return new Problem(
        413, QUOTA, "the body is larger than " + bytesMax + " bytes", OptionalInt.empty());
  }

  /** Too many logins failed, which the API itself does not know: 429. */
  public static Problem throttled(long retryAfterSeconds) {
    return new Problem(
        429,
        ManagementError.AUTHENTICATION_IS_REQUIRED.hresult(),
        "too many logins failed, come again in " + retryAfterSeconds + " s",
        OptionalInt.empty());
  }

  /** {@code 0x} and eight upper-case hexadecimal digits. */
  public static String hex(int hresult) {
    return String.format(Locale.ROOT, "0x%08X", hresult);
  }
}
