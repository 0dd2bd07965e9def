package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.StoreException;

/** What goes wrong with a disk, in words for people and for management clients. */
public final class DiskFaults {
  /** {@code HRESULT_FROM_WIN32(ERROR_WRITE_FAULT)}. */
  static final int WRITE_FAULT = 0x8007001D;

  /** {@code HRESULT_FROM_WIN32(ERROR_READ_FAULT)}. */
  static final int READ_FAULT = 0x8007001E;

  /** {@code HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)}. */
  static final int ACCESS_DENIED = 0x80070005;

  private DiskFaults() {}

  /** Why a point cannot be recorded any more. */
  static PointFault pointFault(String point, IOException failure) {
    int hresult =
        switch (failure) {
          case DiskFullException _ -> PointFault.DISK_FULL;
          case AccessDeniedException _ -> ACCESS_DENIED;
          default -> WRITE_FAULT;
        };
    return new PointFault(hresult, "archive of " + point + ": " + describe(failure));
  }

  static StoreException storeException(String what, IOException failure) {
    return new StoreException(READ_FAULT, what + ": " + describe(failure), failure);
  }

  /**
   * What went wrong, for people: never the name of a class where there is anything to say.
   * Exceptions of files have nothing but the name of the file for a message.
   */
  public static String describe(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "no such file: " + missing.getMessage();
      case AccessDeniedException denied -> "access denied: " + denied.getMessage();
      case FileAlreadyExistsException taken -> "is there already: " + taken.getMessage();
      case NotDirectoryException file -> "not a folder: " + file.getMessage();
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }
}
