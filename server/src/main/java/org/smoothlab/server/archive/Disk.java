package org.smoothlab.server.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.smoothlab.media.bytes.Slice;

/**
 * The part of a disk below one folder: files that grow at their end. Paths are relative to that
 * folder and never lead out of it, not by {@code ..} and not by a symbolic link.
 *
 * <p>What was appended may be lost or torn by a crash until {@link Appending#sync} has returned.
 * What else changes a folder is safe when the call returns.
 */
public interface Disk {
  /** What a name in a folder stands for. */
  enum Kind {
    FILE,
    FOLDER,
    /** A link, a device: nothing that an archive has made. */
    OTHER
  }

  /**
   * One name in a folder.
   *
   * @param sizeBytes of a file; 0 for everything else
   */
  record Item(String name, Kind kind, long sizeBytes) {}

  /**
   * Makes an empty file, and the folders to it.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is something of this name
   */
  Appending create(Path file) throws IOException;

  /**
   * Opens a file to go on at its end.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  Appending append(Path file) throws IOException;

  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  Reading read(Path file) throws IOException;

  /** Puts a whole file in the place of another or of none: a crash leaves the old or the new. */
  void replace(Path file, Slice content) throws IOException;

  /**
   * Gives a file another name in its folder, in the place of what has that name: a crash leaves the
   * old or the new. Who has it open goes on with it.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  void rename(Path from, Path to) throws IOException;

  /** What is in a folder, by name; nothing when there is no such folder. */
  List<Item> list(Path folder) throws IOException;

  /** Removes a file or an empty folder. */
  void delete(Path path) throws IOException;

  /** Room that is left, in bytes. */
  long usableBytes() throws IOException;

  /** A file that is written. One thread's. */
  interface Appending extends Closeable {
    /** How long it is. */
    long sizeBytes();

    /**
     * Writes all the parts behind the end, without copying them together.
     *
     * @throws DiskFullException if there is no room
     * @throws IOException if it fails; some of the parts may have been written
     */
    void append(List<Slice> parts) throws IOException;

    /** Cuts off what is behind {@code sizeBytes}. */
    void truncate(long sizeBytes) throws IOException;

    /** Returns when all that was appended would outlive a crash. */
    void sync() throws IOException;
  }

  /** A file that is read; others may append to it at the same time. For many threads. */
  interface Reading extends Closeable {
    long sizeBytes() throws IOException;

    /**
     * Fills the buffer from {@code offset} on.
     *
     * @throws java.io.EOFException if the file ends before the buffer is full
     */
    void read(long offset, ByteBuffer into) throws IOException;
  }
}
