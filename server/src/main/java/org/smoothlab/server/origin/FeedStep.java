package org.smoothlab.server.origin;

import java.nio.ByteBuffer;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/** What a reader of a feed gets next. */
public sealed interface FeedStep {
  /** Whole boxes, as they were received. */
  sealed interface Bytes extends FeedStep {
    /** To be sent in this order, by reference. */
    List<Slice> parts();

    /** How much that is. */
    default long sizeBytes() {
      long bytes = 0;
      for (Slice part : parts()) {
        bytes += part.size();
      }
      return bytes;
    }

    /** Whether these are the header boxes that tell the tracks. */
    default boolean isHeader() {
      return this instanceof Header;
    }
  }

  /** The header boxes of the source that brings what follows. */
  record Header(List<Slice> parts) implements Bytes {
    public Header {
      parts = List.copyOf(parts);
    }
  }

  /**
   * A fragment: its {@code moof}, the header of the {@code mdat}, the media.
   *
   * @param track as its source announced it
   */
  record Media(TrackInfo track, FragmentTime time, List<Slice> parts) implements Bytes {
    private static final int MDAT = 0x6d64_6174;

    public Media {
      parts = List.copyOf(parts);
    }

    /** A fragment byte for byte as it was received. */
    public static Media of(TrackInfo track, Fragment fragment) {
      ByteBuffer mdatHeader = ByteBuffer.allocate(8);
      mdatHeader.putInt((int) (fragment.payload().size() + 8)).putInt(MDAT).flip();
      return new Media(
          track,
          fragment.time(),
          List.of(fragment.moof(), Slice.view(mdatHeader), fragment.payload()));
    }
  }

  /** Not now: {@link Effect.Fed} tells when. */
  record Nothing() implements FeedStep {}

  /**
   * What would have come next has left the live cache: the reader was too slow. Nothing else comes
   * from this cursor.
   *
   * @param entryCount how many entries of the log are known to be lost, at least 1
   */
  record Behind(long entryCount) implements FeedStep {}

  /**
   * Nothing more will come.
   *
   * @param endOfStream whether the streams are at their end; when not, their source has merely
   *     stopped, and may go on elsewhere
   */
  record Over(boolean endOfStream) implements FeedStep {}
}
