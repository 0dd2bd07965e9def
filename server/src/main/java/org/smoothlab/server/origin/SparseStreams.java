package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SparsePointers;
import org.smoothlab.media.smooth.StreamIndex;

/**
 * How viewers find what sparse streams have: by pointers in the answers for other fragments, and in
 * the manifest.
 *
 * @see "[MS-SSTR] 2.2.2.3, 2.2.5 and 3.2.5"
 */
final class SparseStreams {
  /**
   * Fragments of more bytes are not repeated in the manifest, which every viewer fetches again and
   * again; they can be fetched as all others.
   */
  static final int MANIFEST_SAMPLE_BYTES_MAX = 65_536;

  private static final String EVENT_FOUR_CC = "DATA";

  private SparseStreams() {}

  /**
   * A stream as the manifest tells of it. A parent that viewers cannot see is not named: a manifest
   * that names it is invalid.
   */
  static StreamInfo listed(PointView view, StreamInfo stream) {
    StreamInfo.Sparse sparse = stream.sparse();
    boolean seen =
        view.timeline(sparse.parentName())
            .filter(parent -> parent.windowSize() > 0 && !parent.stream().isSparse())
            .isPresent();
    return seen || sparse.parentName().isEmpty()
        ? stream
        : new StreamInfo(
            stream.kind(),
            stream.name(),
            stream.subtype(),
            stream.language(),
            stream.timescale(),
            new StreamInfo.Sparse("", sparse.manifestOutput()));
  }

  /**
   * A level as the manifest tells of it. Encoders announce events without {@code FourCC}; dash.js
   * 5.2 stops at a text level that has none, so such a level is called {@value #EVENT_FOUR_CC}.
   */
  static QualityLevel listed(QualityLevel level) {
    return level.format() instanceof MediaFormat.Text && level.fourCc().isEmpty()
        ? new QualityLevel(
            level.bitrateBps(),
            EVENT_FOUR_CC,
            level.codecPrivateData(),
            level.format(),
            level.customAttributes())
        : level;
  }

  /** The samples that the manifest repeats, of the tracks in these slots. */
  static StreamIndex.Details details(Timeline timeline, List<Integer> slots) {
    if (!timeline.stream().sparse().manifestOutput()) {
      return StreamIndex.Details.NONE;
    }
    List<StreamIndex.InlineSample> samples = new ArrayList<>();
    for (int chunk = 0; chunk < timeline.windowSize(); chunk++) {
      for (int level = 0; level < slots.size(); level++) {
        Optional<Slice> data =
            timeline.windowEntry(chunk).find(slots.get(level)).map(PublishedFragment::payload);
        if (data.isPresent() && fits(data.get())) {
          samples.add(new StreamIndex.InlineSample(chunk, level, data.get()));
        }
      }
    }
    return new StreamIndex.Details(StreamIndex.Size.UNKNOWN, List.of(), samples, List.of());
  }

  private static boolean fits(Slice data) {
    return !data.isEmpty() && data.size() <= MANIFEST_SAMPLE_BYTES_MAX;
  }

  /**
   * What the answer for a fragment points to: the newest fragment of each child that is not later;
   * for a sparse fragment the one before it, so that who came late can walk back.
   */
  static SparsePointers pointers(PointView view, StreamInfo stream, FragmentTime time) {
    List<SparsePointers.Pointer> pointers = new ArrayList<>();
    for (Timeline timeline : view.timelines()) {
      StreamInfo child = timeline.stream();
      Optional<FragmentTime> found = Optional.empty();
      if (child.name().equals(stream.name())) {
        found = stream.isSparse() ? timeline.atOrBefore(time.startTicks() - 1) : found;
      } else if (!stream.isSparse() && child.sparse().parentName().equals(stream.name())) {
        found =
            timeline.atOrBefore(
                child.timescale().rescaleFloor(time.startTicks(), stream.timescale()));
      }
      found.ifPresent(
          newest -> pointers.add(new SparsePointers.Pointer(child.name(), newest.startTicks())));
    }
    return new SparsePointers(pointers);
  }
}
