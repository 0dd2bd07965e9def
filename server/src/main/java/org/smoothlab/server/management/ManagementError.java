package org.smoothlab.server.management;

/**
 * The sixteen errors of the management API: all numbers from {@code 0x80880020} to {@code
 * 0x8088002F}. Clients that expect REST habits get 400 where they look for 409.
 *
 * @see "IIS Media Services 4.1, Service Management Status and Error Codes"
 */
public enum ManagementError {
  METHOD_NOT_ALLOWED(0x20, 405),
  CONTENT_TYPE_NOT_SUPPORTED(0x21, 415),
  AUTHENTICATION_IS_REQUIRED(0x22, 401),
  /** Missing rights answer 401 too, never 403. */
  ACCESS_DENIED(0x23, 401),
  /** A document, but not of the expected elements. */
  INVALID_SCHEMA(0x24, 400),
  /** Not a document at all. */
  INVALID_XML(0x25, 400),
  /** The right elements with a wrong value. */
  INVALID_DATA(0x26, 400),
  /** A state that can never be asked for. */
  STATE_TRANSITION_NOT_SUPPORTED(0x27, 400),
  /** A state that cannot be reached from the present one. */
  STATE_TRANSITION_INVALID(0x28, 400),
  PUBLISHING_POINT_IN_USE(0x29, 400),
  /** Something else is being done to the point; the same request may succeed later. */
  PUBLISHING_POINT_LOCKED(0x2A, 400),
  PUBLISHING_POINT_ALREADY_EXISTS(0x2B, 400),
  SLUG_HEADER_REQUIRED(0x2C, 400),
  SLUG_HEADER_INVALID(0x2D, 400),
  PUBLISHING_POINT_NOT_FOUND(0x2E, 404),
  PUBLISHING_POINT_NOT_STARTED(0x2F, 400);

  private static final int FIRST = 0x8088_0000;

  private final int hresult;
  private final int status;

  ManagementError(int number, int status) {
    this.hresult = FIRST | number;
    this.status = status;
  }

  /** The number that clients read. */
  public int hresult() {
    return hresult;
  }

  /** The HTTP status that comes with it. */
  public int status() {
    return status;
  }
}
