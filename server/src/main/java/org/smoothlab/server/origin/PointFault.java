package org.smoothlab.server.origin;

import java.util.Locale;

/**
 * Why a publishing point is in {@code Error}.
 *
 * @param hresult of Windows, as management clients expect it
 * @param message for people
 */
public record PointFault(int hresult, String message) {
  /** What this origin cannot do. */
  public static final int E_NOTIMPL = 0x80004001;

  /** No better word. */
  public static final int E_FAIL = 0x80004005;

  /** Something took too long: {@code HRESULT_FROM_WIN32(ERROR_TIMEOUT)}. */
  public static final int TIMEOUT = 0x800705B4;

  /** A setting names what is not there: {@code E_INVALIDARG}. */
  public static final int INVALID_ARGUMENT = 0x80070057;

  /** The disk is full: {@code HRESULT_FROM_WIN32(ERROR_DISK_FULL)}. */
  public static final int DISK_FULL = 0x80070070;

  /** {@code 0x} and eight capital digits. */
  public String hresultText() {
    return hresultText(hresult);
  }

  /** {@code 0x} and eight capital digits. */
  public static String hresultText(int hresult) {
    return String.format(Locale.ROOT, "0x%08X", hresult);
  }
}
