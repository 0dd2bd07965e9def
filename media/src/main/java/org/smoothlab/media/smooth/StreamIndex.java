package org.smoothlab.media.smooth;

import java.util.List;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.bytes.Slice;

/**
 * One stream of a client manifest: the same content at several bitrates.
 *
 * @param info name, kind, clock
 * @param url how the fragments are asked for
 * @param levels the place in this list is the level's {@code Index}
 * @param chunks the fragments, oldest first, in the stream's timescale
 * @param details what few streams have
 * @see "[MS-SSTR] 2.2.2.3 StreamElement"
 */
public record StreamIndex(
    StreamInfo info,
    FragmentUrl url,
    List<QualityLevel> levels,
    List<FragmentTime> chunks,
    Details details) {
  public StreamIndex {
    levels = List.copyOf(levels);
    chunks = List.copyOf(chunks);
    for (InlineSample sample : details.inlineSamples()) {
      if (sample.chunkIndex() >= chunks.size() || sample.levelIndex() >= levels.size()) {
        throw new IllegalArgumentException("no chunk or level for " + sample);
      }
    }
  }

  /** A stream with the URL pattern that all players know, and nothing special. */
  public static StreamIndex of(
      StreamInfo info, List<QualityLevel> levels, List<FragmentTime> chunks) {
    return new StreamIndex(info, FragmentUrl.ofStream(info.name()), levels, chunks, Details.NONE);
  }

  /** The largest picture size of the levels; {@link Size#UNKNOWN} for audio and text. */
  public Size maxSize() {
    int width = 0;
    int height = 0;
    for (QualityLevel level : levels) {
      if (level.format() instanceof MediaFormat.Video video) {
        width = Math.max(width, video.maxWidth());
        height = Math.max(height, video.maxHeight());
      }
    }
    return new Size(width, height);
  }

  /**
   * A picture size.
   *
   * @param widthPixels 0 when unknown
   * @param heightPixels 0 when unknown
   */
  public record Size(int widthPixels, int heightPixels) {
    /** Nothing is known, or there is no picture. */
    public static final Size UNKNOWN = new Size(0, 0);
  }

  /**
   * What few streams have.
   *
   * @param displaySize how the picture is meant to be shown; unknown = as large as it is
   * @param customAttributes such as {@code Scheme} of event streams
   * @param inlineSamples sample data inside the manifest, by rising chunk index
   * @param texts script commands or chapter marks inside the manifest
   */
  public record Details(
      Size displaySize,
      List<CustomAttribute> customAttributes,
      List<InlineSample> inlineSamples,
      List<EmbeddedText> texts) {
    /** Nothing special. */
    public static final Details NONE = new Details(Size.UNKNOWN, List.of(), List.of(), List.of());

    public Details {
      customAttributes = List.copyOf(customAttributes);
      inlineSamples = List.copyOf(inlineSamples);
      texts = List.copyOf(texts);
      int lastChunk = 0;
      for (InlineSample sample : inlineSamples) {
        if (sample.chunkIndex() < lastChunk) {
          throw new IllegalArgumentException("inline samples are not in chunk order: " + sample);
        }
        lastChunk = sample.chunkIndex();
      }
    }
  }

  /**
   * The data of one fragment, repeated in the manifest so that a client need not fetch it.
   *
   * @param chunkIndex place of its fragment in the stream's chunks
   * @param levelIndex place of its track in the stream's levels
   * @param data the sample bytes, at least one
   * @see "[MS-SSTR] 2.2.2.6, TrackFragmentElement"
   */
  public record InlineSample(int chunkIndex, int levelIndex, Slice data) {
    public InlineSample {
      if (chunkIndex < 0 || levelIndex < 0 || data.isEmpty()) {
        throw new IllegalArgumentException(
            "no inline sample: chunk " + chunkIndex + ", level " + levelIndex + ", " + data);
      }
    }
  }

  /** An entry of a text stream that has no fragments. */
  public sealed interface EmbeddedText {
    /** When it is due, in the stream's timescale. */
    long timeTicks();

    /**
     * A command for the page around the player.
     *
     * @param type such as {@code URL}
     */
    record ScriptCommand(long timeTicks, String type, String command) implements EmbeddedText {}

    /** A chapter mark. */
    record Marker(long timeTicks, String value) implements EmbeddedText {}
  }
}
