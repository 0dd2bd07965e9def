package org.smoothlab.server.origin;

/** What was to be kept could not be written or read. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int hresult;

  /**
   * @param hresult of Windows, as management clients expect it
   * @param message what was done and what went wrong
   */
  public StoreException(int hresult, String message) {
    super(message);
    this.hresult = hresult;
  }

  /**
   * @param hresult of Windows, as management clients expect it
   * @param message what was done and what went wrong
   * @param cause why
   */
  public StoreException(int hresult, String message, Throwable cause) {
    super(message, cause);
    this.hresult = hresult;
  }

  /** Of Windows, as management clients expect it. */
  public int hresult() {
    return hresult;
  }
}
