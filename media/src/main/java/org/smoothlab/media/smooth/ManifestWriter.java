package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamIndex.EmbeddedText;
import org.smoothlab.media.xml.XmlWriter;

/**
 * Writes client manifests the way all known players take them: {@code TRUE} in capitals, both names
 * of the look-ahead count, a start time on the first {@code c} and behind every gap, a duration on
 * every {@code c}, a name and a clock on every stream.
 *
 * @see "[MS-SSTR] 2.2.2"
 */
public final class ManifestWriter {
  private static final int BYTES_PER_STREAM = 2048;
  private static final int BYTES_EXPECTED_MAX = 16 << 20;

  private final SmoothManifest manifest;
  private final XmlWriter out;
  private final List<Insertion> insertions = new ArrayList<>();

  /** Text that is not copied but takes its place between what was written before and after. */
  private record Insertion(int atBytes, Slice text) {}

  private ManifestWriter(SmoothManifest manifest) {
    this.manifest = manifest;
    long expectedBytes = BYTES_PER_STREAM;
    for (StreamIndex stream : manifest.streams()) {
      expectedBytes +=
          BYTES_PER_STREAM + (long) stream.chunks().size() * ChunkWriter.BYTES_PER_CHUNK;
    }
    this.out = new XmlWriter((int) Math.min(expectedBytes, BYTES_EXPECTED_MAX));
  }

  /**
   * The whole document in UTF-8 without a byte-order mark.
   *
   * @throws IllegalArgumentException if a fragment starts before 0: the times are unsigned
   */
  public static Slice write(SmoothManifest manifest) {
    return new ManifestWriter(manifest)
        .writeMedia(Collections.nCopies(manifest.streams().size(), ChunkBlock.Continuation.NONE));
  }

  /**
   * The document in parts, blocks of chunks standing in it by reference: the same bytes as {@link
   * #write} gives, but for runs that end at the end of a block.
   *
   * @param continuations for each stream of the manifest how it goes on behind its own chunks
   */
  public static List<Slice> writeParts(
      SmoothManifest manifest, List<ChunkBlock.Continuation> continuations) {
    ManifestWriter writer = new ManifestWriter(manifest);
    return writer.insertedInto(writer.writeMedia(continuations));
  }

  private List<Slice> insertedInto(Slice written) {
    List<Slice> parts = new ArrayList<>(2 * insertions.size() + 1);
    int from = 0;
    for (Insertion insertion : insertions) {
      if (insertion.atBytes > from) {
        parts.add(written.slice(from, insertion.atBytes - from));
        from = insertion.atBytes;
      }
      parts.add(insertion.text);
    }
    parts.add(written.from(from));
    return List.copyOf(parts);
  }

  private Slice writeMedia(List<ChunkBlock.Continuation> continuations) {
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
    for (int index = 0; index < manifest.streams().size(); index++) {
      writeStream(manifest.streams().get(index), continuations.get(index));
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

  private void writeStream(StreamIndex stream, ChunkBlock.Continuation continuation) {
    writeStreamAttributes(stream, stream.chunks().size() + continuation.chunkCount());
    writeCustomAttributes(stream.details().customAttributes());
    for (int index = 0; index < stream.levels().size(); index++) {
      writeLevel(index, stream.levels().get(index));
    }
    writeChunks(stream, continuation);
    writeTexts(stream.details().texts());
    out.markup("</StreamIndex>\n");
  }

  private void writeStreamAttributes(StreamIndex stream, int chunkCount) {
    StreamInfo info = stream.info();
    out.markup("<StreamIndex").attribute("Type", info.kind().name().toLowerCase(Locale.ROOT));
    writeUnlessEmpty("Subtype", info.subtype());
    out.attribute("Name", info.name());
    writeUnlessEmpty("Language", info.language());
    if (!stream.url().pattern().isEmpty()) {
      // A live manifest is old when it arrives, and players count the c elements.
      out.attribute("Chunks", manifest.header().isLive() ? 0 : chunkCount)
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

  private void writeChunks(StreamIndex stream, ChunkBlock.Continuation continuation) {
    ChunkWriter chunks = new ChunkWriter(out, manifest.header().version());
    chunks.write(stream.chunks(), stream.details().inlineSamples());
    for (ChunkBlock block : continuation.blocks()) {
      insert(block.text());
      chunks.continueAt(block.endTicks());
    }
    chunks.write(continuation.last(), List.of());
  }

  private void insert(Slice text) {
    insertions.add(new Insertion(out.size(), text));
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
}
