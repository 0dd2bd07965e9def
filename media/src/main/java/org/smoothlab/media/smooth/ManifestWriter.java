package org.smoothlab.media.smooth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamIndex.EmbeddedText;
import org.smoothlab.media.smooth.StreamIndex.InlineSample;

/**
 * Writes client manifests the way all known players take them: {@code TRUE} in capitals, both names
 * of the look-ahead count, a start time on the first {@code c} and behind every gap, a duration on
 * every {@code c}, a name and a clock on every stream.
 *
 * @see "[MS-SSTR] 2.2.2"
 */
public final class ManifestWriter {
  private static final byte[] CHUNK_START = ascii("<c t=\"");
  private static final byte[] CHUNK_START_THEN_DURATION = ascii("\" d=\"");
  private static final byte[] CHUNK_DURATION = ascii("<c d=\"");
  private static final byte[] CHUNK_REPEAT = ascii("\" r=\"");
  private static final byte[] CHUNK_END = ascii("\"/>\n");
  private static final int BYTES_PER_CHUNK = 24;
  private static final int BYTES_PER_STREAM = 2048;
  private static final int BYTES_EXPECTED_MAX = 16 << 20;

  private final SmoothManifest manifest;
  private final XmlWriter out;

  private ManifestWriter(SmoothManifest manifest) {
    this.manifest = manifest;
    long expectedBytes = BYTES_PER_STREAM;
    for (StreamIndex stream : manifest.streams()) {
      expectedBytes += BYTES_PER_STREAM + (long) stream.chunks().size() * BYTES_PER_CHUNK;
    }
    this.out = new XmlWriter((int) Math.min(expectedBytes, BYTES_EXPECTED_MAX));
  }

  /**
   * The whole document in UTF-8 without a byte-order mark.
   *
   * @throws IllegalArgumentException if a fragment starts before 0: the times are unsigned
   */
  public static Slice write(SmoothManifest manifest) {
    return new ManifestWriter(manifest).writeMedia();
  }

  private Slice writeMedia() {
    SmoothManifest.Header header = manifest.header();
    out.markup("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SmoothStreamingMedia")
        .attribute("MajorVersion", 2)
        .attribute("MinorVersion", header.version() == SmoothManifest.Version.V2_2 ? 2 : 0)
        .attribute("TimeScale", header.timescale().ticksPerSecond())
        .attribute("Duration", header.durationTicks());
    if (header.liveness() instanceof SmoothManifest.Live live) {
      out.attribute("IsLive", "TRUE")
          .attribute("LookaheadCount", live.lookAheadCount())
          .attribute("LookAheadFragmentCount", live.lookAheadCount())
          .attribute("DVRWindowLength", live.windowTicks())
          .attribute("CanSeek", "TRUE")
          .attribute("CanPause", "TRUE");
    }
    out.markup(">\n");
    writeCustomAttributes(manifest.customAttributes());
    writeProtection();
    for (StreamIndex stream : manifest.streams()) {
      writeStream(stream);
    }
    return out.markup("</SmoothStreamingMedia>\n").toSlice();
  }

  private void writeProtection() {
    if (manifest.protectionHeaders().isEmpty()) {
      return;
    }
    out.markup("<Protection>");
    for (SmoothManifest.ProtectionHeader header : manifest.protectionHeaders()) {
      out.markup("<ProtectionHeader")
          .attribute("SystemID", "{" + header.systemId().toUpperCase(Locale.ROOT) + "}")
          .markup(">")
          .markup(base64(header.data()))
          .markup("</ProtectionHeader>");
    }
    out.markup("</Protection>\n");
  }

  private void writeStream(StreamIndex stream) {
    writeStreamAttributes(stream);
    writeCustomAttributes(stream.details().customAttributes());
    for (int index = 0; index < stream.levels().size(); index++) {
      writeLevel(index, stream.levels().get(index));
    }
    writeChunks(stream);
    writeTexts(stream.details().texts());
    out.markup("</StreamIndex>\n");
  }

  private void writeStreamAttributes(StreamIndex stream) {
    StreamInfo info = stream.info();
    out.markup("<StreamIndex").attribute("Type", info.kind().name().toLowerCase(Locale.ROOT));
    writeUnlessEmpty("Subtype", info.subtype());
    out.attribute("Name", info.name());
    writeUnlessEmpty("Language", info.language());
    if (!stream.url().pattern().isEmpty()) {
      // A live manifest is old when it arrives, and players count the c elements.
      out.attribute("Chunks", manifest.header().isLive() ? 0 : stream.chunks().size())
          .attribute("QualityLevels", stream.levels().size());
    }
    out.attribute("TimeScale", info.timescale().ticksPerSecond());
    writeSizes(stream);
    writeUnlessEmpty("ParentStreamIndex", info.sparse().parentName());
    if (info.sparse().manifestOutput()) {
      out.attribute("ManifestOutput", "TRUE");
    }
    writeUnlessEmpty("Url", stream.url().pattern());
    out.markup(">\n");
  }

  private void writeSizes(StreamIndex stream) {
    StreamIndex.Size max = stream.maxSize();
    StreamIndex.Size display = stream.details().displaySize();
    if (!max.equals(StreamIndex.Size.UNKNOWN)) {
      out.attribute("MaxWidth", max.widthPixels()).attribute("MaxHeight", max.heightPixels());
      StreamIndex.Size shown = display.equals(StreamIndex.Size.UNKNOWN) ? max : display;
      out.attribute("DisplayWidth", shown.widthPixels())
          .attribute("DisplayHeight", shown.heightPixels());
    }
  }

  private void writeLevel(int index, QualityLevel level) {
    out.markup("<QualityLevel")
        .attribute("Index", index)
        .attribute("Bitrate", level.bitrateBps())
        .attribute("FourCC", level.fourCc());
    switch (level.format()) {
      case MediaFormat.Video(int width, int height, int nalUnitLengthBytes) -> {
        out.attribute("MaxWidth", width).attribute("MaxHeight", height);
        if (nalUnitLengthBytes != 4) {
          out.attribute("NALUnitLengthField", nalUnitLengthBytes);
        }
      }
      case MediaFormat.Audio(int rate, int channels, int bits, int packet, int tag) ->
          out.attribute("SamplingRate", rate)
              .attribute("Channels", channels)
              .attribute("BitsPerSample", bits)
              .attribute("PacketSize", packet)
              .attribute("AudioTag", tag);
      case MediaFormat.Text() -> {
        // A text track has nothing more to tell.
      }
    }
    out.hexAttribute("CodecPrivateData", level.codecPrivateData());
    if (level.customAttributes().isEmpty()) {
      out.markup("/>\n");
    } else {
      out.markup(">");
      writeCustomAttributes(level.customAttributes());
      out.markup("</QualityLevel>\n");
    }
  }

  private void writeCustomAttributes(List<CustomAttribute> attributes) {
    if (attributes.isEmpty()) {
      return;
    }
    out.markup("<CustomAttributes>");
    for (CustomAttribute attribute : attributes) {
      out.markup("<Attribute")
          .attribute("Name", attribute.name())
          .attribute("Value", attribute.value())
          .markup("/>");
    }
    out.markup("</CustomAttributes>\n");
  }

  private void writeChunks(StreamIndex stream) {
    List<FragmentTime> chunks = stream.chunks();
    List<InlineSample> samples = stream.details().inlineSamples();
    boolean mayRepeat =
        manifest.header().version() == SmoothManifest.Version.V2_2 && samples.isEmpty();
    int sampleAt = 0;
    long expectedTicks = -1;
    for (int at = 0; at < chunks.size(); ) {
      FragmentTime chunk = chunks.get(at);
      int repeatCount = mayRepeat ? runLength(chunks, at) : 1;
      writeChunk(chunk, chunk.startTicks() != expectedTicks, repeatCount);
      int sampleEnd = sampleAt;
      while (sampleEnd < samples.size() && samples.get(sampleEnd).chunkIndex() == at) {
        sampleEnd++;
      }
      writeChunkEnd(samples.subList(sampleAt, sampleEnd));
      sampleAt = sampleEnd;
      at += repeatCount;
      expectedTicks = chunks.get(at - 1).endTicks();
    }
  }

  private void writeChunk(FragmentTime chunk, boolean withStart, int repeatCount) {
    if (withStart) {
      out.markup(CHUNK_START).digits(chunk.startTicks()).markup(CHUNK_START_THEN_DURATION);
    } else {
      out.markup(CHUNK_DURATION);
    }
    out.digits(chunk.durationTicks());
    if (repeatCount > 1) {
      out.markup(CHUNK_REPEAT).digits(repeatCount);
    }
  }

  private void writeChunkEnd(List<InlineSample> samples) {
    if (samples.isEmpty()) {
      out.markup(CHUNK_END);
      return;
    }
    out.markup("\">");
    for (InlineSample sample : samples) {
      out.markup("<f")
          .attribute("i", sample.levelIndex())
          .markup(">")
          .markup(base64(sample.data()))
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

  private void writeTexts(List<EmbeddedText> texts) {
    if (texts.isEmpty()) {
      return;
    }
    out.markup("<Content>");
    for (EmbeddedText text : texts) {
      switch (text) {
        case EmbeddedText.ScriptCommand(long timeTicks, String type, String command) ->
            out.markup("<ScriptCommand")
                .attribute("Time", timeTicks)
                .attribute("Type", type)
                .attribute("Command", command);
        case EmbeddedText.Marker(long timeTicks, String value) ->
            out.markup("<Marker").attribute("Time", timeTicks).attribute("Value", value);
      }
      out.markup("/>");
    }
    out.markup("</Content>\n");
  }

  private void writeUnlessEmpty(String attribute, String value) {
    if (!value.isEmpty()) {
      out.attribute(attribute, value);
    }
  }

  private static byte[] base64(Slice data) {
    return Base64.getEncoder().encode(data.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
