package org.smoothlab.simulator.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells a fragmented MP4 file from anything else by the heads of its boxes. */
final class FileKind {
  private static final int HEAD_BYTES = 16;
  private static final int LARGE = 1;
  private static final int BOX_COUNT_MAX = 64;
  private static final int MOOF = 0x6D6F6F66;
  private static final int MDAT = 0x6D646174;

  private FileKind() {}

  /** Whether a {@code moof} comes before any media. */
  static boolean isFragmented(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long at = 0;
      for (int count = 0; count < BOX_COUNT_MAX; count++) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        while (head.hasRemaining() && channel.read(head, at + head.position()) >= 0) {
          // A file gives its bytes in as many pieces as it likes.
        }
        if (head.hasRemaining()) {
          return false;
        }
        int type = head.getInt(4);
        long sizeBytes = Integer.toUnsignedLong(head.getInt(0));
        sizeBytes = sizeBytes == LARGE ? head.getLong(8) : sizeBytes;
        if (type == MOOF || type == MDAT || sizeBytes < 8 || at + sizeBytes < at) {
          return type == MOOF;
        }
        at += sizeBytes;
      }
      return false;
    }
  }
}
