package org.smoothlab.media.smooth;

import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XmlWriter;

/**
 * Some {@code c} elements of a stream, written once to stand in many manifests.
 *
 * @param text the elements in UTF-8
 * @param chunkCount how many fragments they tell
 * @param endTicks where the last of them ends
 */
public record ChunkBlock(Slice text, int chunkCount, long endTicks) {
  /**
   * Writes one. In manifests of version 2.2 only fragments of one block fold into a run.
   *
   * @param chunks at least one
   * @param beforeTicks where the fragment before them ends: if they start there, they need not say
   *     when
   */
  public static ChunkBlock write(
      List<FragmentTime> chunks, long beforeTicks, SmoothManifest.Version version) {
    XmlWriter out = new XmlWriter(chunks.size() * ChunkWriter.BYTES_PER_CHUNK);
    ChunkWriter writer = new ChunkWriter(out, version);
    writer.continueAt(beforeTicks);
    writer.write(chunks, List.of());
    return new ChunkBlock(out.toSlice(), chunks.size(), chunks.getLast().endTicks());
  }

  /**
   * How a stream goes on behind the chunks that it holds itself.
   *
   * @param blocks oldest first
   * @param last chunks behind the blocks
   */
  public record Continuation(List<ChunkBlock> blocks, List<FragmentTime> last) {
    /** Not at all. */
    public static final Continuation NONE = new Continuation(List.of(), List.of());

    public Continuation {
      blocks = List.copyOf(blocks);
      last = List.copyOf(last);
    }

    int chunkCount() {
      int count = last.size();
      for (ChunkBlock block : blocks) {
        count += block.chunkCount;
      }
      return count;
    }
  }
}
