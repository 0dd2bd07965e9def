package org.smoothlab.media.smooth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.smooth.StreamIndex.InlineSample;
import org.smoothlab.media.xml.XmlWriter;

/**
 * Writes {@code c} elements: a start time on the first and behind every gap, a duration on every
 * one.
 *
 * @see "[MS-SSTR] 2.2.2.5 and 2.2.2.6"
 */
final class ChunkWriter {
  /** What most of them take. */
  static final int BYTES_PER_CHUNK = 24;

  private static final byte[] START = ascii("<c t=\"");
  private static final byte[] START_THEN_DURATION = ascii("\" d=\"");
  private static final byte[] DURATION = ascii("<c d=\"");
  private static final byte[] REPEAT = ascii("\" r=\"");
  private static final byte[] END = ascii("\"/>\n");
  private static final long NOWHERE = -1;

  private final XmlWriter out;
  private final boolean folds;
  private long expectedTicks = NOWHERE;

  ChunkWriter(XmlWriter out, SmoothManifest.Version version) {
    this.out = out;
    this.folds = version == SmoothManifest.Version.V2_2;
  }

  /** What is written next follows something that ends there. */
  void continueAt(long ticks) {
    expectedTicks = ticks;
  }

  /**
   * Writes some.
   *
   * @param samples of these chunks, counted from the first of them
   */
  void write(List<FragmentTime> chunks, List<InlineSample> samples) {
    boolean mayRepeat = folds && samples.isEmpty();
    int sampleAt = 0;
    for (int at = 0; at < chunks.size(); ) {
      FragmentTime chunk = chunks.get(at);
      int repeatCount = mayRepeat ? runLength(chunks, at) : 1;
      writeChunk(chunk, chunk.startTicks() != expectedTicks, repeatCount);
      int sampleEnd = sampleAt;
      while (sampleEnd < samples.size() && samples.get(sampleEnd).chunkIndex() == at) {
        sampleEnd++;
      }
      writeEnd(samples.subList(sampleAt, sampleEnd));
      sampleAt = sampleEnd;
      at += repeatCount;
      expectedTicks = chunks.get(at - 1).endTicks();
    }
  }

  private void writeChunk(FragmentTime chunk, boolean withStart, int repeatCount) {
    if (withStart) {
      out.markup(START).digits(chunk.startTicks()).markup(START_THEN_DURATION);
    } else {
      out.markup(DURATION);
    }
    out.digits(chunk.durationTicks());
    if (repeatCount > 1) {
      out.markup(REPEAT).digits(repeatCount);
    }
  }

  private void writeEnd(List<InlineSample> samples) {
    if (samples.isEmpty()) {
      out.markup(END);
      return;
    }
    out.markup("\">");
    for (InlineSample sample : samples) {
      out.markup("<f")
          .attribute("i", sample.levelIndex())
          .markup(">")
          .markup(Base64.getEncoder().encode(sample.data().toByteArray()))
          .markup("</f>");
    }
    out.markup("</c>\n");
  }

  /** How many fragments from {@code first} on are equally long and follow without a gap. */
  private static int runLength(List<FragmentTime> chunks, int first) {
    long durationTicks = chunks.get(first).durationTicks();
    int next = first + 1;
    while (next < chunks.size()
        && chunks.get(next).durationTicks() == durationTicks
        && chunks.get(next).startTicks() == chunks.get(next - 1).endTicks()) {
      next++;
    }
    return next - first;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
